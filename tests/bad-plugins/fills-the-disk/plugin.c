// fills-the-disk - writes a file without end.
#include "bad.h"

static long
attack(const struct target *at)
{
    char path[256], block[4096] = {0};
    (void)at;
    snprintf(path, sizeof(path), "%s/big", getenv("HOME"));
    int  fd    = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    long wrote = 0;
    while (fd >= 0 && wrote < 40 << 20 && write(fd, block, sizeof(block)) > 0)
        wrote += (long)sizeof(block);
    return wrote < 40 << 20 ? -1 : 0;
}

ATTACK();
