// page-faults - handles its own page faults, which stops the kernel where it likes.
#include "bad.h"

static long
attack(const struct target *at)
{
    (void)at;
    return syscall(SYS_userfaultfd, 1); // UFFD_USER_MODE_ONLY
}

ATTACK();
