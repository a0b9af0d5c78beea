// queues-signal-to-host - sends a signal with a value of its own.
#include "bad.h"

static long
attack(const struct target *at)
{
    return sigqueue(at->host, SIGCONT, (union sigval){0});
}

ATTACK();
