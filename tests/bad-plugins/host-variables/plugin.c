// host-variables - reads a variable of the host's environment.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    errno = ENOENT;
    return getenv("CHELA_TEST_SECRET") ? 0 : -1;
}

ATTACK();
