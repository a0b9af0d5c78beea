// open_worker.c - chela-worker with some of its layers left out: positive controls only.
//
// Linked with the worker's own objects and -Wl,--wrap for the calls below; see layers.h. The host's
// half (open_host.c) says in the environment which layers are off.
#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "layers.h"

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#endif

int
__real_prctl(int option, ...);
int
__wrap_prctl(int option, ...);
int
__real_setrlimit(__rlimit_resource_t resource, const struct rlimit *limit);
int
__wrap_setrlimit(__rlimit_resource_t resource, const struct rlimit *limit);
int
__real_unshare(int kinds);
int
__wrap_unshare(int kinds);
long
__real_syscall(long number, ...);
long
__wrap_syscall(long number, ...);

static unsigned
layers_off(void)
{
    const char *text = getenv(LAYERS_VARIABLE);
    return text ? (unsigned)strtoul(text, NULL, 10) : 0;
}

int
__wrap_prctl(int option, ...)
{
    unsigned off = layers_off();
    long     args[4];
    va_list  list;
    va_start(list, option);
    for (int i = 0; i < 4; i++)
        args[i] = va_arg(list, long);
    va_end(list);
    if (((off & MDWE) && option == PR_SET_MDWE) || ((off & IDENTITY) && option == PR_CAPBSET_DROP))
        return 0;
    return __real_prctl(option, args[0], args[1], args[2], args[3]);
}

int
__wrap_setrlimit(__rlimit_resource_t resource, const struct rlimit *limit)
{
    return layers_off() & LIMITS ? 0 : __real_setrlimit(resource, limit);
}

int
__wrap_unshare(int kinds)
{
    if (!(layers_off() & (kinds == CLONE_NEWNS ? ROOT : NAMESPACES)))
        return __real_unshare(kinds);
    errno = EPERM; // as on a machine that grants none
    return -1;
}

// The layer that a raw call belongs to.
static unsigned
layer_of(long number)
{
    static unsigned filters;
    switch (number) {
    case SYS_seccomp:
        return filters++ == 0 ? FILTER : FILTER2;
    case SYS_landlock_restrict_self:
        return LANDLOCK;
    case SYS_setgroups:
    case SYS_setresgid:
    case SYS_setresuid:
    case SYS_capset:
        return IDENTITY;
    default:
        return NO_LAYER;
    }
}

long
__wrap_syscall(long number, ...)
{
    long    args[6];
    va_list list;
    va_start(list, number);
    for (int i = 0; i < 6; i++)
        args[i] = va_arg(list, long);
    va_end(list);
    if (number == SYS_landlock_create_ruleset && (layers_off() & KERNEL_WITHOUT_LANDLOCK)) {
        errno = ENOSYS;
        return -1;
    }
    if (layers_off() & layer_of(number))
        return 0;
    return __real_syscall(number, args[0], args[1], args[2], args[3], args[4], args[5]);
}
