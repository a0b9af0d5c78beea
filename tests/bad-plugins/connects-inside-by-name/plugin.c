// connects-inside-by-name - declares a name of its own that leads to this machine.
#include "network.h"

static long
attack(const struct target *at)
{
    return connect_name("inside.example", at->tcp);
}

ATTACK();
