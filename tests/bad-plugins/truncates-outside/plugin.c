// truncates-outside - empties a file by its path.
#include "bad.h"

static long
attack(const struct target *at)
{
    return truncate(in_folder(at, "open"), 0);
}

ATTACK();
