// constructor-forks - makes a process before anything has been checked.
#include "bad.h"

static int pid, why;

__attribute__((constructor)) static void
before_all(void)
{
    pid = fork();
    why = errno;
    if (pid == 0)
        _exit(0);
}

static long
attack(const struct target *at)
{
    (void)at;
    errno = why;
    return pid;
}

ATTACK();
