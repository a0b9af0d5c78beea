// lists-outside - lists a folder that is not declared.
#include "bad.h"

static long
attack(const struct target *at)
{
    return open(at->folder, O_RDONLY | O_DIRECTORY);
}

ATTACK();
