// kernel-settings - writes a setting of the kernel.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    int  fd = open("/proc/sys/kernel/core_uses_pid", O_RDWR);
    char now;
    return fd < 0 || read(fd, &now, 1) != 1 ? -1 : (long)pwrite(fd, &now, 1, 0);
}

ATTACK();
