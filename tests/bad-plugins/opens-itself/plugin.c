// opens-itself - lets other processes of the user look into it.
#include "bad.h"

#include <sys/prctl.h>

static long
attack(const struct target *at)
{
    (void)at;
    return prctl(PR_SET_DUMPABLE, 1);
}

ATTACK();
