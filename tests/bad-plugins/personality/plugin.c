// personality - makes everything readable executable.
#include "bad.h"

#include <sys/personality.h>

static long
attack(const struct target *at)
{
    (void)at;
    return personality(READ_IMPLIES_EXEC);
}

ATTACK();
