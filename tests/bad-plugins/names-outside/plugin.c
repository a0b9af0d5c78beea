// names-outside - opens a file for its name only, which Landlock does not see.
#include "bad.h"

static long
attack(const struct target *at)
{
    return open(in_folder(at, "secret"), O_PATH);
}

ATTACK();
