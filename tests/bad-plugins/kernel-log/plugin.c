// kernel-log - reads the log of the kernel.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    return syscall(SYS_syslog, 10, NULL, 0);
}

ATTACK();
