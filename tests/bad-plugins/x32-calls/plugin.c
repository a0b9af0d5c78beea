// x32-calls - makes a system call of the x32 interface; any answer means that it got through.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    syscall(0x40000000 + SYS_getpid);
    return 0;
}

ATTACK();
