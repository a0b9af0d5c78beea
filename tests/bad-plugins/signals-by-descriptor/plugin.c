// signals-by-descriptor - the same through a descriptor of the process.
#include "bad.h"

static long
attack(const struct target *at)
{
    int fd = (int)syscall(SYS_pidfd_open, at->host, 0);
    return fd < 0 ? fd : syscall(SYS_pidfd_send_signal, fd, SIGCONT, NULL, 0);
}

ATTACK();
