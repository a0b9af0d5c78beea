// raw-icmp - makes packets below TCP and UDP.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    return socket(AF_INET, SOCK_RAW, 1);
}

ATTACK();
