// guesses-descriptors - uses whatever descriptor it finds.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    for (int fd = 5; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            return 0;
    errno = EBADF;
    return -1;
}

ATTACK();
