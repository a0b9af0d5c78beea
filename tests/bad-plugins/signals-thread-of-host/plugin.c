// signals-thread-of-host - the same by thread.
#include "bad.h"

static long
attack(const struct target *at)
{
    return syscall(SYS_tgkill, at->host, at->host, SIGCONT);
}

ATTACK();
