// makes-pipe-outside - makes a named pipe at which others would block.
#include "bad.h"

#include <sys/stat.h>

static long
attack(const struct target *at)
{
    return mkfifo(in_folder(at, "dir/pipe"), 0666);
}

ATTACK();
