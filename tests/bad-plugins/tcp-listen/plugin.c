// tcp-listen - waits for visitors on a port.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    int fd = socket(AF_INET6, SOCK_STREAM, 0);
    return fd < 0 ? fd : listen(fd, 1);
}

ATTACK();
