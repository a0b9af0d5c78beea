// creates-outside - creates a file.
#include "bad.h"

static long
attack(const struct target *at)
{
    return open(in_folder(at, "dir/new"), O_WRONLY | O_CREAT, 0600);
}

ATTACK();
