// reads-outside - reads a file that is not declared.
#include "bad.h"

static long
attack(const struct target *at)
{
    return open(in_folder(at, "secret"), O_RDONLY);
}

ATTACK();
