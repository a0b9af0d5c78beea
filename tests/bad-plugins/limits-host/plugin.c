// limits-host - changes the limits of the host, which Landlock does not see.
#include "bad.h"

#include <sys/resource.h>

static long
attack(const struct target *at)
{
    static const struct rlimit limit = {0, RLIM_INFINITY};
    return prlimit(at->host, RLIMIT_CORE, &limit, NULL);
}

ATTACK();
