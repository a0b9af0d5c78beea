// chmod-outside - changes the mode of a file by its path, which Landlock does not see.
#include "bad.h"

#include <sys/stat.h>

static long
attack(const struct target *at)
{
    return chmod(in_folder(at, "open"), 0600);
}

ATTACK();
