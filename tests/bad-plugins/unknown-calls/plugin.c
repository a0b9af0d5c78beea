// unknown-calls - makes a system call that nobody knows; any answer means that it got through.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    syscall(4095);
    return 0;
}

ATTACK();
