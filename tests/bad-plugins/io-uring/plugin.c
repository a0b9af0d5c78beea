// io-uring - makes its calls through a ring that no filter sees.
#include "bad.h"

#include <linux/io_uring.h>

static long
attack(const struct target *at)
{
    static struct io_uring_params params;
    (void)at;
    return syscall(SYS_io_uring_setup, 4, &params);
}

ATTACK();
