// reads-link-outside - reads where a symbolic link leads.
#include "bad.h"

static long
attack(const struct target *at)
{
    char text[256];
    return (long)readlink(in_folder(at, "link"), text, sizeof(text));
}

ATTACK();
