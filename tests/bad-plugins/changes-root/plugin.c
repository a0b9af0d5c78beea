// changes-root - makes a folder the root of all paths.
#include "bad.h"

static long
attack(const struct target *at)
{
    return chroot(at->folder);
}

ATTACK();
