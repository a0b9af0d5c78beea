// utime-outside - changes the time of a file, which Landlock does not see.
#include "bad.h"

#include <sys/stat.h>

static long
attack(const struct target *at)
{
    return utimensat(AT_FDCWD, in_folder(at, "open"), NULL, 0);
}

ATTACK();
