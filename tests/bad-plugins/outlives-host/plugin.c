// outlives-host - asks to live on when the host ends.
#include "bad.h"

#include <sys/prctl.h>

static long
attack(const struct target *at)
{
    (void)at;
    return prctl(PR_SET_PDEATHSIG, 0);
}

ATTACK();
