// constructor-reads - reads a file before anything has been checked.
#include "bad.h"

static int fd, why;

__attribute__((constructor)) static void
before_all(void)
{
    fd  = open("/etc/passwd", O_RDONLY);
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
