// inherited-descriptor - reads a file that the host forgot to close.
#include "bad.h"

static long
attack(const struct target *at)
{
    char byte;
    return (long)pread(at->fd, &byte, 1, 0);
}

ATTACK();
