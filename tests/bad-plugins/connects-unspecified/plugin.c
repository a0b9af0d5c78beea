// connects-unspecified - connects to 0.0.0.0, which the kernel takes for this machine.
#include "network.h"

static long
attack(const struct target *at)
{
    return connect_ipv4(INADDR_ANY, at->tcp);
}

ATTACK();
