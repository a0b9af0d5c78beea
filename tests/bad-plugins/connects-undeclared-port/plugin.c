// connects-undeclared-port - asks for another port of a host that it may connect to.
#include "network.h"

static long
attack(const struct target *at)
{
    return connect_ipv4(INADDR_LOOPBACK, at->tcp);
}

ATTACK();
