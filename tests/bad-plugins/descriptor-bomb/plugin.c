// descriptor-bomb - opens as many descriptors as it gets.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    for (int count = 0; count < 200; count++)
        if (dup(3) < 0)
            return -1;
    return 0;
}

ATTACK();
