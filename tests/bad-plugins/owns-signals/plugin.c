// owns-signals - directs the signals of a descriptor at the host.
#include "bad.h"

static long
attack(const struct target *at)
{
    return fcntl(3, F_SETOWN, at->host);
}

ATTACK();
