// host-descriptors - opens a file of the host's through /proc.
#include "bad.h"

static long
attack(const struct target *at)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/fd/%d", at->host, at->fd);
    return open(path, O_RDONLY);
}

ATTACK();
