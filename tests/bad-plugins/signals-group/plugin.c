// signals-group - sends a signal to everything it may.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    return kill(-1, 0);
}

ATTACK();
