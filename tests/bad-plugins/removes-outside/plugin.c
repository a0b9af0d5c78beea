// removes-outside - removes a file.
#include "bad.h"

static long
attack(const struct target *at)
{
    return unlink(in_folder(at, "open"));
}

ATTACK();
