// becomes-root - takes back the identity of the host.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    return syscall(SYS_setresuid, 0, 0, 0);
}

ATTACK();
