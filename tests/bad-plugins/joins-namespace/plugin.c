// joins-namespace - joins a namespace of the host.
#include "bad.h"

#include <sched.h>

static long
attack(const struct target *at)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/ns/net", at->host);
    int fd = open(path, O_RDONLY);
    return fd < 0 ? fd : setns(fd, CLONE_NEWNET);
}

ATTACK();
