// io-class-of-host - gives the host the last place at the disk.
#include "bad.h"

static long
attack(const struct target *at)
{
    return syscall(SYS_ioprio_set, 1, at->host, 3 << 13);
}

ATTACK();
