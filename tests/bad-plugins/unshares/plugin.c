// unshares - makes namespaces in which it is root.
#include "bad.h"

#include <sched.h>

static long
attack(const struct target *at)
{
    (void)at;
    return unshare(CLONE_NEWUSER);
}

ATTACK();
