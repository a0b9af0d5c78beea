// connects-decimal - writes the address of this machine as one number.
#include "network.h"

static long
attack(const struct target *at)
{
    return connect_name("2130706433", at->tcp);
}

ATTACK();
