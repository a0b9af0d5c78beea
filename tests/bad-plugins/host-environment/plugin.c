// host-environment - reads the environment of the host.
#include "bad.h"

static long
attack(const struct target *at)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/environ", at->host);
    return open(path, O_RDONLY);
}

ATTACK();
