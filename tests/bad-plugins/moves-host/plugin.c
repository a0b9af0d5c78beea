// moves-host - confines the host to one core.
#include "bad.h"

#include <sched.h>

static long
attack(const struct target *at)
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(0, &cores);
    return sched_setaffinity(at->host, sizeof(cores), &cores);
}

ATTACK();
