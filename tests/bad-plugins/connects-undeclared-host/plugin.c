// connects-undeclared-host - asks the broker for a host that its manifest does not name.
#include "network.h"

static long
attack(const struct target *at)
{
    return connect_name("other.example", at->tcp);
}

ATTACK();
