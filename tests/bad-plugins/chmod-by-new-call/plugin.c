// chmod-by-new-call - the same through the call of 2023, which older filters do not know.
#include "bad.h"

static long
attack(const struct target *at)
{
    return syscall(452, AT_FDCWD, in_folder(at, "open"), 0600, 0);
}

ATTACK();
