// clone-process - the same by a raw clone with a flag that looks like a thread's.
#include "bad.h"

#include <sched.h>

static long
attack(const struct target *at)
{
    (void)at;
    long pid = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0)
        _exit(0);
    return pid;
}

ATTACK();
