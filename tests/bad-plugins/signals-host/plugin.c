// signals-host - sends a signal to the host.
#include "bad.h"

static long
attack(const struct target *at)
{
    return kill(at->host, SIGCONT);
}

ATTACK();
