// tcp-connect - connects to a port of this machine by a system call of its own.
#include "bad.h"

#include <arpa/inet.h>

static long
attack(const struct target *at)
{
    struct sockaddr_in to = {.sin_family      = AF_INET,
                             .sin_port        = htons((uint16_t)at->tcp),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int                fd = socket(AF_INET, SOCK_STREAM, 0);
    return fd < 0 ? fd : syscall(SYS_connect, fd, &to, sizeof(to));
}

ATTACK();
