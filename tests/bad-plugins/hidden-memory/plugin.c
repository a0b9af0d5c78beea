// hidden-memory - takes memory that nobody can look into.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    return syscall(SYS_memfd_secret, 0);
}

ATTACK();
