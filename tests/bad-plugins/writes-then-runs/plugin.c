// writes-then-runs - turns data into code.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

ATTACK();
