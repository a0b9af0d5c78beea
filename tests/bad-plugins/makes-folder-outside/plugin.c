// makes-folder-outside - makes a folder.
#include "bad.h"

#include <sys/stat.h>

static long
attack(const struct target *at)
{
    return mkdir(in_folder(at, "dir/own"), 0700);
}

ATTACK();
