// writes-own-memory - writes its own code through /proc, past the protection of its pages.
#include "bad.h"

#include <stdint.h>

static long
attack(const struct target *at)
{
    static const char nothing = 0;
    (void)at;
    int fd = open("/proc/self/mem", O_RDWR);
    return fd < 0 ? fd : pwrite(fd, &nothing, 1, (off_t)(uintptr_t)&nothing);
}

ATTACK();
