// keyring - stores a key in the kernel, where the user's other programs read it.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    long key = syscall(SYS_add_key, "user", "chela-attack", "x", 1, -1); // the thread's own keyring
    return key;
}

ATTACK();
