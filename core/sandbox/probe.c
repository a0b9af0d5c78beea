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

#define MIB ((size_t)1024 * 1024)

// Each runs in a child and ends it, or returns whether the layer holds.
static const struct chela__profile nothing = {
    .paths = (char *)"", .uid = -1, .memory = 64 << 20, .files = 16, .threads = 1};

static bool
try_no_new_privileges(void)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

// Ends in SIGSYS when the filter works.
static bool
try_seccomp(void)
{
    bool is_mdwe;
    if (chela__process_harden(&is_mdwe) || chela__seccomp_enforce(&nothing, CHELA__STAGE_LOAD))
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
    bool has_mdwe = false;
    return chela__process_harden(&has_mdwe) == 0 && has_mdwe &&
           mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) == MAP_FAILED;
}

static bool
try_limits(void)
{
    return chela__limits_enforce(&nothing) == 0 &&
           mmap(NULL, 256 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}

static bool
try_namespaces(void)
{
    return unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) == 0;
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
    return chela__credentials_drop(&other) == 0 && (other.uid < 0 || geteuid() == (uid_t)other.uid);
}

static const struct {
    const char *name;
    const char *what;
    bool (*hold)(void);
    bool in_floor;
} layers[CHELA__LAYERS] = {
    {"no-new-privileges", "a worker gains nothing by running a program", try_no_new_privileges,
     true},
    {"seccomp", "system calls outside the table end the worker", try_seccomp, true},
    {"landlock", "files that are not declared cannot be opened", try_landlock, true},
    {"write-or-run", "memory that was written never becomes code", try_write_or_run, false},
    {"limits", "memory, files and threads are bounded", try_limits, false},
    {"namespaces", "no view of the network and of other processes' channels", try_namespaces,
     false},
    {"sealed-memory", "what was verified is what is mapped", try_sealed_memory, true},
    {"pidfd", "the right process is killed", try_pidfd, true},
    {"identity", "no capability and, as root, a user of its own", try_identity, false},
};

// Never more than a child's exit code comes back from what a probe does.
static bool
run_probe(bool (*hold)(void))
{
    int   status = 0;
    pid_t pid    = fork();
    if (pid == 0)
        _exit(hold() ? 0 : 1);
    if (pid < 0)
        return false;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return hold == try_seccomp ? WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS
                               : WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

size_t
chela__layers_probe(struct chela__layer ret_layers[CHELA__LAYERS])
{
    for (size_t i = 0; i < CHELA__LAYERS; i++) {
        struct chela__layer *layer = &ret_layers[i];
        *layer                     = (struct chela__layer){.name     = layers[i].name,
                                                           .what     = layers[i].what,
                                                           .is_on    = run_probe(layers[i].hold),
                                                           .in_floor = layers[i].in_floor};
        if (layers[i].hold == try_landlock)
            snprintf(layer->detail, sizeof(layer->detail), "ABI %d", chela__landlock_version());
    }
    return CHELA__LAYERS;
}
