// clone3-process - the same by clone3, whose arguments no filter can read.
#include "bad.h"

#include <stdint.h>

static long
attack(const struct target *at)
{
    static uint64_t args[8] = {[4] = SIGCHLD};
    (void)at;
    long pid = syscall(SYS_clone3, args, sizeof(args));
    if (pid == 0)
        _exit(0);
    return pid;
}

ATTACK();
