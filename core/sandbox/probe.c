// probe.c - what this machine enforces, by trying each layer in a child; called by `chela doctor`.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "sandbox/enforce.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif
#define MIB ((size_t)1024 * 1024)

// Each runs in a child and ends it, or returns whether the layer holds.
static const struct chela__profile nothing = {
    .paths = (char *)"", .uid = -1, .memory = 64 << 20, .files = 16, .threads = 1};

// As spawn.c and harden.c do it, the parts of which end with a change of identity.
static int
harden(void)
{
    return prctl(PR_SET_DUMPABLE, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? errno : 0;
}

static bool
try_no_new_privileges(void)
{
    return harden() == 0 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

// Ends in SIGSYS when the filter works.
static bool
try_seccomp(void)
{
    if (harden() || chela__seccomp_enforce(&nothing, CHELA__STAGE_LOAD))
        return false;
    syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
    return false;
}

static bool
try_landlock(void)
{
    return try_no_new_privileges() && chela__landlock_enforce(&nothing) == 0 &&
           open("/", O_RDONLY | O_DIRECTORY) < 0 && errno == EACCES;
}

static bool
try_write_or_run(void)
{
    return chela__write_or_run() == 0 && mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}

static bool
try_limits(void)
{
    return chela__limits_enforce(&nothing) == 0 &&
           mmap(NULL, 256 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}

// Root makes them without a user namespace, as for its workers.
static bool
unshare_one(int kind)
{
    return unshare(geteuid() == 0 ? kind : kind | CLONE_NEWUSER) == 0;
}

static bool
try_namespaces(void)
{
    return unshare_one(CLONE_NEWUSER) && unshare(CLONE_NEWPID | CLONE_NEWNET) == 0;
}

static bool
try_private_root(void)
{
    const struct chela__identity user    = {0, geteuid(), getegid()};
    struct chela__profile        profile = nothing;
    uint32_t                     taken   = 0;
    profile.flags = CHELA__PROFILE_NAMESPACES | (user.uid ? CHELA__PROFILE_USERNS : 0);
    return (user.uid == 0 || unshare(CLONE_NEWUSER) == 0) &&
           chela__namespaces_enter(&profile, &user, &taken) == 0 && (taken & CLONE_NEWNS) &&
           access("/proc/self/fd", F_OK) == 0 && access("/usr", F_OK) < 0;
}

static bool
try_sealed_memory(void)
{
    int fd;
    return chela__memfd_sealed("probe", "x", 1, &fd, NULL) == CHELA_OK && pwrite(fd, "y", 1, 0) < 0;
}

static bool
try_pidfd(void)
{
    return syscall(SYS_pidfd_open, getpid(), 0) >= 0;
}

// Nothing to drop for an ordinary user.
static bool
try_identity(void)
{
    struct chela__profile other = nothing;
    other.uid                   = geteuid() == 0 ? 0x48000000 : -1;
    return chela__bounding_drop() == 0 && chela__uid_drop(&other) == 0 &&
           chela__capabilities_drop() == 0 && (other.uid < 0 || geteuid() == (uid_t)other.uid);
}

static const struct {
    const char *name;
    const char *what;
    bool (*hold)(void);
    enum chela__floor floor;
} layers[CHELA__LAYERS] = {
    {"no-new-privileges", "a worker gains nothing by running a program", try_no_new_privileges,
     CHELA__FLOOR_ALL},
    {"seccomp", "system calls outside the table end the worker", try_seccomp, CHELA__FLOOR_ALL},
    {"landlock", "files that are not declared cannot be opened", try_landlock, CHELA__FLOOR_ANY},
    {"private-root", "paths that are not declared do not exist", try_private_root,
     CHELA__FLOOR_ANY},
    {"namespaces", "no view of the network, other processes and their channels", try_namespaces,
     CHELA__FLOOR_NOT},
    {"write-or-run", "memory that was written never becomes code", try_write_or_run,
     CHELA__FLOOR_NOT},
    {"limits", "memory, files and threads are bounded", try_limits, CHELA__FLOOR_NOT},
    {"sealed-memory", "what was verified is what is mapped", try_sealed_memory, CHELA__FLOOR_ALL},
    {"pidfd", "the right process is killed", try_pidfd, CHELA__FLOOR_ALL},
    {"identity", "no capability and, as root, a user of its own", try_identity, CHELA__FLOOR_NOT},
};

// Never more than a child's exit code comes back from what a probe does.
static int
wait_for(pid_t pid)
{
    int status = -1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static bool
run_probe(bool (*hold)(void))
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(hold() ? 0 : 1);
    int status = wait_for(pid);
    return hold == try_seccomp ? WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS : status == 0;
}

static bool
grants(int kind)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(unshare_one(kind) ? 0 : 1);
    return wait_for(pid) == 0;
}

// "user, mount, pid ...; not time".
static void
describe_namespaces(char *text, size_t size)
{
    static const struct {
        const char *name;
        int         kind;
    } kinds[] = {{"user", CLONE_NEWUSER}, {"mount", CLONE_NEWNS},     {"pid", CLONE_NEWPID},
                 {"net", CLONE_NEWNET},   {"ipc", CLONE_NEWIPC},      {"uts", CLONE_NEWUTS},
                 {"time", CLONE_NEWTIME}, {"cgroup", CLONE_NEWCGROUP}};
    char   without[64] = "";
    size_t with_len = 0, without_len = 0;
    text[0] = 0;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        bool    is_on = grants(kinds[i].kind);
        char   *at    = is_on ? text : without;
        size_t *len   = is_on ? &with_len : &without_len;
        size_t  space = is_on ? size : sizeof(without);
        *len += (size_t)snprintf(at + *len, space - *len, "%s%s", *len ? ", " : "", kinds[i].name);
    }
    if (without_len > 0)
        snprintf(text + with_len, size - with_len, "%snot %s", with_len ? "; " : "", without);
}

size_t
chela__layers_probe(struct chela__layer ret_layers[CHELA__LAYERS])
{
    for (size_t i = 0; i < CHELA__LAYERS; i++) {
        struct chela__layer *layer = &ret_layers[i];
        *layer                     = (struct chela__layer){.name  = layers[i].name,
                                                           .what  = layers[i].what,
                                                           .is_on = run_probe(layers[i].hold),
                                                           .floor = layers[i].floor};
        if (layers[i].hold == try_landlock)
            snprintf(layer->detail, sizeof(layer->detail), "ABI %d", chela__landlock_version());
        if (layers[i].hold == try_namespaces)
            describe_namespaces(layer->detail, sizeof(layer->detail));
    }
    return CHELA__LAYERS;
}

bool
chela__layers_reach_floor(const struct chela__layer *layers_on, size_t count)
{
    bool has_all = true, has_any = false;
    for (size_t i = 0; i < count; i++) {
        has_all = has_all && (layers_on[i].is_on || layers_on[i].floor != CHELA__FLOOR_ALL);
        has_any = has_any || (layers_on[i].is_on && layers_on[i].floor == CHELA__FLOOR_ANY);
    }
    return has_all && has_any;
}
