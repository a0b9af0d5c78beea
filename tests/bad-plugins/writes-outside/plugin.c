// writes-outside - writes a file that everybody may write.
#include "bad.h"

static long
attack(const struct target *at)
{
    return open(in_folder(at, "open"), O_WRONLY | O_APPEND);
}

ATTACK();
