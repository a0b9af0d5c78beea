// enters-outside - makes another folder its own.
#include "bad.h"

static long
attack(const struct target *at)
{
    return chdir(in_folder(at, "dir"));
}

ATTACK();
