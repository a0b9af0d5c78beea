// hard-link-escape - gives a file outside a name inside its folder.
#include "bad.h"

static long
attack(const struct target *at)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/mine", getenv("HOME"));
    return link(in_folder(at, "open"), path);
}

ATTACK();
