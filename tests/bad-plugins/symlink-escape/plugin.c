// symlink-escape - leaves its folder through a symbolic link that it made there.
#include "bad.h"

static long
attack(const struct target *at)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/way-out", getenv("HOME"));
    if (symlink(in_folder(at, "secret"), path) < 0)
        return -1;
    return open(path, O_RDONLY);
}

ATTACK();
