// locks-memory - keeps memory from being paged out.
#include "bad.h"

static long
attack(const struct target *at)
{
    static char page[8192];
    (void)at;
    return mlock(page, sizeof(page));
}

ATTACK();
