// connects-look-alike - asks for a name that begins and ends like the declared one.
#include "network.h"

static long
attack(const struct target *at)
{
    return connect_name("inside.example.other.example", at->tcp);
}

ATTACK();
