// runs-by-key - the same through memory keys.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return syscall(SYS_pkey_mprotect, page, 4096, PROT_READ | PROT_EXEC, -1);
}

ATTACK();
