// links-outside - gives a file a second name.
#include "bad.h"

static long
attack(const struct target *at)
{
    return link(in_folder(at, "open"), in_folder(at, "dir/second"));
}

ATTACK();
