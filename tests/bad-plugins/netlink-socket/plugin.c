// netlink-socket - asks the kernel for the network's interfaces.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    return socket(AF_NETLINK, SOCK_RAW, 0);
}

ATTACK();
