// loads-code - loads a shared object that nobody has checked.
#include "bad.h"

#include <dlfcn.h>

static long
attack(const struct target *at)
{
    char block[4096], path[64];
    int  to = memfd_create("more", 0);
    (void)at;
    // Its own file, which the worker keeps open, as another one.
    for (off_t done = 0, got; (got = pread(4, block, sizeof(block), done)) > 0; done += got)
        (void)!write(to, block, (size_t)got);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", to);
    if (dlopen(path, RTLD_NOW))
        return 0;
    errno = ELIBACC;
    return -1;
}

ATTACK();
