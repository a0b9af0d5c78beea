// takes-capabilities - takes every capability.
#include "bad.h"

#include <linux/capability.h>

static long
attack(const struct target *at)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct   all[2] = {{1u << CAP_SYS_ADMIN, 1u << CAP_SYS_ADMIN, 0}};
    (void)at;
    return syscall(SYS_capset, &header, all);
}

ATTACK();
