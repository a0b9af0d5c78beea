// loosens-filter - puts a filter on top that allows everything.
#include "bad.h"

#include <linux/filter.h>
#include <linux/seccomp.h>

static long
attack(const struct target *at)
{
    static struct sock_filter      allow   = {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW};
    static const struct sock_fprog program = {1, &allow};
    (void)at;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

ATTACK();
