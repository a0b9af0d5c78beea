// takes-host-descriptor - copies a descriptor out of the host.
#include "bad.h"

static long
attack(const struct target *at)
{
    int fd = (int)syscall(SYS_pidfd_open, at->host, 0);
    return fd < 0 ? fd : syscall(SYS_pidfd_getfd, fd, at->fd, 0);
}

ATTACK();
