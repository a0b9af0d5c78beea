// hoards-memory-files - keeps more in memory files than it declared as its memory.
#include "bad.h"

#define WANTED (160L << 20)

static long
attack(const struct target *at)
{
    static char block[1 << 16];
    long        taken = 0;
    (void)at;
    while (taken < WANTED) {
        int fd = memfd_create("hoard", 0);
        if (fd < 0)
            return -1;
        for (ssize_t got = 1; taken < WANTED && got > 0; taken += got > 0 ? got : 0)
            got = write(fd, block, sizeof(block));
    }
    return 0;
}

ATTACK();
