// leak - takes more memory than it declared.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    for (int taken = 0; taken < 512; taken++) {
        char *volatile block = malloc(1 << 20);
        if (!block) {
            errno = ENOMEM;
            return -1;
        }
    }
    return 0;
}

ATTACK();
