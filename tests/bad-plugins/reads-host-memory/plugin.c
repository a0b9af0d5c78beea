// reads-host-memory - reads the memory of the host.
#include "bad.h"

#include <sys/uio.h>

static long
attack(const struct target *at)
{
    char text[16];
    // The address is nobody's: EFAULT comes after the permission.
    struct iovec here = {text, sizeof(text)}, there = {(void *)16, sizeof(text)};
    long         got = process_vm_readv(at->host, &here, 1, &there, 1, 0);
    return got < 0 && errno == EFAULT ? 0 : got;
}

ATTACK();
