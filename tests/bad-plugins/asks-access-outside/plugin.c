// asks-access-outside - asks what it may do with a file.
#include "bad.h"

static long
attack(const struct target *at)
{
    return access(in_folder(at, "open"), R_OK);
}

ATTACK();
