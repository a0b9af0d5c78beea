// open_host.c - the host's half of leaving layers out: -Wl,--wrap of what spawn.c and wire.c call.
#include "open_host.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/reach.h"

// They read arguments that a caller may not have passed.
#define UNWATCHED __attribute__((no_sanitize("address")))

int
__real_clone(int (*fn)(void *), void *stack, int flags, void *arg, ...);
int
__wrap_clone(int (*fn)(void *), void *stack, int flags, void *arg, ...);
long
__real_syscall(long number, ...);
long
__wrap_syscall(long number, ...);
int
__real_fcntl(int fd, int command, ...);
int
__wrap_fcntl(int fd, int command, ...);
int
__real_fstat(int fd, struct stat *info);
int
__wrap_fstat(int fd, struct stat *info);
const struct chela__target *
__real_chela__reach_find(const struct chela__reach *reach, const char *host, int64_t port);
const struct chela__target *
__wrap_chela__reach_find(const struct chela__reach *reach, const char *host, int64_t port);
bool
__real_chela__target_allows(const struct chela__target  *target,
                            const struct chela__address *address);
bool
__wrap_chela__target_allows(const struct chela__target  *target,
                            const struct chela__address *address);

static unsigned off;
static char     variable[64];

void
open_host(unsigned layers_off)
{
    off = layers_off;
    snprintf(variable, sizeof(variable), LAYERS_VARIABLE "=%u", off);
}

UNWATCHED int
__wrap_clone(int (*fn)(void *), void *stack, int flags, void *arg, ...)
{
    va_list list;
    va_start(list, arg);
    int *pidfd = va_arg(list, int *);
    va_end(list);
    if ((off & NAMESPACES) && (off & ROOT) && (flags & (CLONE_NEWUSER | CLONE_NEWPID))) {
        errno = EPERM; // as on a machine that grants none
        return -1;
    }
    if (off & NAMESPACES) // a user's private root needs the namespace of users in any case
        flags &= ~CLONE_NEWPID;
    return __real_clone(fn, stack, flags, arg, pidfd);
}

// Runs in the child that still shares this process's memory.
static long
exec_worker(const long args[6])
{
    static char *env[64];
    char **const given = (char **)args[3];
    int          count = 0;
    for (; given[count] && count < 16; count++)
        env[count] = given[count];
    for (int i = 0; (off & ENVIRONMENT) && environ[i] && count < 62; i++)
        env[count++] = environ[i];
    env[count++] = variable;
    env[count]   = NULL;
    return __real_syscall(SYS_execveat, args[0], args[1], args[2], env, args[4]);
}

UNWATCHED long
__wrap_syscall(long number, ...)
{
    long    args[6];
    va_list list;
    va_start(list, number);
    for (int i = 0; i < 6; i++)
        args[i] = va_arg(list, long);
    va_end(list);
    if (off && number == SYS_execveat)
        return exec_worker(args);
    if ((off & KERNEL_WITHOUT_LANDLOCK) && number == SYS_landlock_create_ruleset) {
        errno = ENOSYS;
        return -1;
    }
    if ((off & NAMESPACES) && number == SYS_unshare)
        return 0;
    if ((off & DESCRIPTORS) && number == SYS_close_range)
        return 0;
    return __real_syscall(number, args[0], args[1], args[2], args[3], args[4], args[5]);
}

UNWATCHED int
__wrap_fcntl(int fd, int command, ...)
{
    va_list list;
    va_start(list, command);
    long arg = va_arg(list, long);
    va_end(list);
    if ((off & SEALS) && command == F_GET_SEALS)
        return F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;
    if ((off & KIND) && command == F_GETFL)
        return O_RDWR;
    return __real_fcntl(fd, command, arg);
}

// What is no regular file looks like one.
int
__wrap_fstat(int fd, struct stat *info)
{
    int failed = __real_fstat(fd, info);
    if (!failed && (off & KIND))
        info->st_mode = (info->st_mode & 07777) | S_IFREG;
    return failed;
}

// Whatever is asked for counts as a declared name.
const struct chela__target *
__wrap_chela__reach_find(const struct chela__reach *reach, const char *host, int64_t port)
{
    static struct chela__target any;
    if (!(off & DECLARED))
        return __real_chela__reach_find(reach, host, port);
    any.port = (uint16_t)port;
    snprintf(any.host, sizeof(any.host), "%s", host);
    return &any;
}

bool
__wrap_chela__target_allows(const struct chela__target  *target,
                            const struct chela__address *address)
{
    return (off & RANGES) || __real_chela__target_allows(target, address);
}
