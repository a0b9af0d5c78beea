// renames-outside - renames a file.
#include "bad.h"

static long
attack(const struct target *at)
{
    return rename(in_folder(at, "open"), in_folder(at, "dir/moved"));
}

ATTACK();
