// memfd-code - writes code into a memory file and maps it to run.
#include "bad.h"

static long
attack(const struct target *at)
{
    static const char code[] = "\xc3";
    (void)at;
    int fd = memfd_create("code", 0);
    if (fd < 0 || write(fd, code, 1) != 1)
        return -1;
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED ? -1 : 0;
}

ATTACK();
