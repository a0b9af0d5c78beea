// inject.c - preloaded into a program under test: the Nth call of a kind kills the process, fails,
// is interrupted or cut short. CHELA_FAULT="KINDS:N:ACTION".
//
// KINDS: w (write, pwrite), s (fdatasync, fsync), m (sendmsg), r (recvmsg), a (malloc, calloc,
// realloc), counted together over the main thread. ACTION: kill (before the call), after (then
// kill), short, or an errno's number. CHELA_FAULT_COUNT=FILE writes the count at the end instead.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static char        kinds[8];
static long        wanted, count;
static const char *action = "";
static bool        is_on;

static void
end_here(void)
{
    syscall(SYS_kill, getpid(), SIGKILL);
}

__attribute__((constructor)) static void
begin(void)
{
    const char *fault = getenv("CHELA_FAULT");
    if (!fault || sscanf(fault, "%7[^:]:%ld:", kinds, &wanted) != 2)
        return;
    action = strrchr(fault, ':') + 1;
    unsetenv("LD_PRELOAD"); // a worker is not under test
    is_on = true;
}

__attribute__((destructor)) static void
end(void)
{
    const char *path = getenv("CHELA_FAULT_COUNT");
    char        text[32];
    int         len = snprintf(text, sizeof text, "%ld\n", count);
    int         fd  = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    is_on           = false;
    if (fd >= 0 && syscall(SYS_write, fd, text, (size_t)len) == len)
        close(fd);
}

// True for the call that is meant.
static bool
is_meant(char kind)
{
    if (!is_on || !strchr(kinds, kind) || syscall(SYS_gettid) != getpid() || ++count != wanted)
        return false;
    if (!strcmp(action, "kill"))
        end_here();
    return true;
}

static bool
fails(void)
{
    if (action[0] < '0' || action[0] > '9')
        return false;
    errno = atoi(action);
    return true;
}

static ssize_t
after(ssize_t done)
{
    if (!strcmp(action, "after"))
        end_here();
    return done;
}

#define REAL(function)                                                                             \
    static __typeof__(&(function)) real;                                                           \
    if (!real)                                                                                     \
    real = (__typeof__(&(function)))dlsym(RTLD_NEXT, #function)

static size_t
cut(size_t len)
{
    return !strcmp(action, "short") && len > 1 ? len / 2 : len;
}

ssize_t
write(int fd, const void *data, size_t len)
{
    REAL(write);
    if (fd <= STDERR_FILENO || !is_meant('w'))
        return real(fd, data, len);
    return fails() ? -1 : after(real(fd, data, cut(len)));
}

ssize_t
pwrite64(int fd, const void *data, size_t len, off64_t at)
{
    REAL(pwrite64);
    if (!is_meant('w'))
        return real(fd, data, len, at);
    return fails() ? -1 : after(real(fd, data, cut(len), at));
}

ssize_t
pwrite(int fd, const void *data, size_t len, off_t at)
{
    return pwrite64(fd, data, len, at);
}

int
fdatasync(int fd)
{
    REAL(fdatasync);
    if (!is_meant('s'))
        return real(fd);
    return fails() ? -1 : (int)after(real(fd));
}

int
fsync(int fd)
{
    REAL(fsync);
    if (!is_meant('s'))
        return real(fd);
    return fails() ? -1 : (int)after(real(fd));
}

ssize_t
sendmsg(int fd, const struct msghdr *message, int flags)
{
    REAL(sendmsg);
    if (!is_meant('m'))
        return real(fd, message, flags);
    return fails() ? -1 : after(real(fd, message, flags));
}

ssize_t
recvmsg(int fd, struct msghdr *message, int flags)
{
    REAL(recvmsg);
    if (!is_meant('r'))
        return real(fd, message, flags);
    return fails() ? -1 : after(real(fd, message, flags));
}

// ---- memory: straight to glibc's own, which dlsym() itself may need ----

extern void *
__libc_malloc(size_t size);
extern void *
__libc_calloc(size_t count_of, size_t size);
extern void *
__libc_realloc(void *old, size_t size);

void *
malloc(size_t size)
{
    return is_meant('a') && fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count_of, size_t size)
{
    return is_meant('a') && fails() ? NULL : __libc_calloc(count_of, size);
}

void *
realloc(void *old, size_t size)
{
    return is_meant('a') && fails() ? NULL : __libc_realloc(old, size);
}
