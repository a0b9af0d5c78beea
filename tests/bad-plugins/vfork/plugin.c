// vfork - the same by another call.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    pid_t pid = vfork();
    if (pid == 0)
        _exit(0);
    return pid;
}

ATTACK();
