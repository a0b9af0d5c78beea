// symlinks-outside - leaves a symbolic link for others to follow.
#include "bad.h"

static long
attack(const struct target *at)
{
    return symlink("/etc/passwd", in_folder(at, "dir/trap"));
}

ATTACK();
