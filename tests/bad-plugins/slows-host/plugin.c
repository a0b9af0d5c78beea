// slows-host - lowers the priority of the host, which Landlock does not see.
#include "bad.h"

#include <sys/resource.h>

static long
attack(const struct target *at)
{
    return setpriority(PRIO_PROCESS, (id_t)at->host, 19);
}

ATTACK();
