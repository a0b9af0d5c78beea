// packet-socket - reads what passes on the wire.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    return socket(AF_PACKET, SOCK_RAW, 0);
}

ATTACK();
