// exec - becomes another program.
#include "bad.h"

static long
attack(const struct target *at)
{
    // It leaves a mark, for it never answers.
    return execl("/bin/sh", "sh", "-c", ": > \"$0\"", in_folder(at, "mark"), (char *)NULL);
}

ATTACK();
