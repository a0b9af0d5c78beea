// stats-outside - asks whether a file exists, and how large it is.
#include "bad.h"

#include <sys/stat.h>

static long
attack(const struct target *at)
{
    struct stat info;
    return stat(in_folder(at, "secret"), &info);
}

ATTACK();
