// constructor-connects - opens a socket before anything has been checked.
#include "bad.h"

static int fd, why;

__attribute__((constructor)) static void
before_all(void)
{
    fd  = socket(AF_INET, SOCK_STREAM, 0);
    why = errno;
}

static long
attack(const struct target *at)
{
    (void)at;
    errno = why;
    return fd;
}

ATTACK();
