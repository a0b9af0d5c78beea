// offers-host-to-oom - makes the host the first to be killed when memory is short.
#include "bad.h"

static long
attack(const struct target *at)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", at->host);
    int fd = open(path, O_WRONLY);
    return fd < 0 ? fd : (long)write(fd, "1000", 4);
}

ATTACK();
