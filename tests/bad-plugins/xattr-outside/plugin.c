// xattr-outside - writes an attribute of a file, which Landlock does not see.
#include "bad.h"

#include <sys/xattr.h>

static long
attack(const struct target *at)
{
    return setxattr(in_folder(at, "open"), "user.chela", "x", 1, 0);
}

ATTACK();
