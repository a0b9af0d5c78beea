// compares-with-host - finds out which descriptors it shares with the host.
#include "bad.h"

static long
attack(const struct target *at)
{
    return syscall(SYS_kcmp, at->host, getpid(), 0, 1, 1);
}

ATTACK();
