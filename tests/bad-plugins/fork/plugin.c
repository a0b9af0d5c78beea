// fork - makes a second process.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid;
}

ATTACK();
