// writable-code - asks for memory that is written and run.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    void *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? -1 : 0;
}

ATTACK();
