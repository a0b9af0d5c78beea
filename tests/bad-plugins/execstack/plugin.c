// execstack - asks for a stack that is run.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    return 0; // it was loaded
}

ATTACK();
