// chown-outside - changes the owner of a file, which Landlock does not see.
#include "bad.h"

static long
attack(const struct target *at)
{
    return lchown(in_folder(at, "open"), (uid_t)-1, getegid());
}

ATTACK();
