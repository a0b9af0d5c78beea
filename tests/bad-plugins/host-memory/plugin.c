// host-memory - opens the memory of the host.
#include "bad.h"

static long
attack(const struct target *at)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/mem", at->host);
    return open(path, O_RDWR);
}

ATTACK();
