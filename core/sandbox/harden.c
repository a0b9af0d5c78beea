// harden.c - identity, capabilities and resource limits of a worker; stage_one.c has their order.
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/enforce.h"

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

#define PROGRAM_LOCKED ((int64_t)1024 * 1024) // for libraries that keep keys in locked memory
#define OWN_IDENTITY (CHELA__PROFILE_NAMESPACES | CHELA__PROFILE_PROGRAM)
#define STACK_MAIN ((int64_t)8 * 1024 * 1024) // that of other threads is the profile's

int
chela__write_or_run(void)
{
    return prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) < 0 ? errno : 0;
}

// Takes CAP_SETPCAP, which ends with a change of uid; who has none has nothing to drop.
int
chela__bounding_drop(void)
{
    for (int each = 0; prctl(PR_CAPBSET_READ, each) >= 0; each++)
        if (prctl(PR_CAPBSET_DROP, each) < 0)
            return errno == EPERM ? 0 : errno;
    return 0;
}

int
chela__capabilities_drop(void)
{
    struct __user_cap_header_struct header  = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct   none[2] = {{0}, {0}};
    return syscall(SYS_capset, &header, none) < 0 ? errno : 0;
}

// Raw calls: glibc's would be fine too, but these say exactly what happens.
int
chela__uid_drop(const struct chela__profile *profile)
{
    uid_t id = (uid_t)profile->uid;
    if (profile->uid < 0 || geteuid() != 0)
        return 0;
    return syscall(SYS_setgroups, 0, NULL) < 0 || syscall(SYS_setresgid, id, id, id) < 0 ||
                   syscall(SYS_setresuid, id, id, id) < 0
               ? errno
               : 0;
}

static int
set_limit(__rlimit_resource_t resource, int64_t value)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) < 0)
        return errno;
    if (limit.rlim_max == RLIM_INFINITY || (rlim_t)value < limit.rlim_max)
        limit.rlim_max = (rlim_t)value;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(resource, &limit) < 0 ? errno : 0;
}

// Binds memory files too, and large replies lie in one. All that a plugin without files of its own
// can keep in such ones together is its memory once more.
static int64_t
largest_file(const struct chela__profile *profile)
{
    int64_t most = (int64_t)CHELA__WIRE_BODY, least = 1024 * 1024;
    if (profile->file_size > 0 || profile->files <= 0)
        return profile->file_size > most ? profile->file_size : most;
    int64_t share = profile->memory / profile->files;
    return share > most ? most : share < least ? least : share;
}

int
chela__limits_enforce(const struct chela__profile *profile)
{
    // Counts all processes of a user, so it can bind only an identity that no one else has: its own
    // uid or a user namespace. Without the right to threads seccomp refuses clone in any case.
    bool    has_identity = profile->uid >= 0 || (profile->flags & OWN_IDENTITY);
    bool    is_single    = !(profile->flags & CHELA__PROFILE_THREADS);
    int64_t file_size    = largest_file(profile);

    // Programs reserve far more address space than they ever use.
    bool is_program = profile->flags & CHELA__PROFILE_PROGRAM;
    const struct {
        __rlimit_resource_t resource;
        int64_t             value;
    } limits[] = {
        {is_program ? RLIMIT_DATA : RLIMIT_AS, profile->memory},
        {RLIMIT_FSIZE, file_size},
        {RLIMIT_NOFILE, profile->files},
        {RLIMIT_NPROC, has_identity || is_single ? profile->threads : INT64_MAX},
        {RLIMIT_STACK, STACK_MAIN},
        {RLIMIT_CORE, 0},
        {RLIMIT_MEMLOCK, is_program ? PROGRAM_LOCKED : 0},
        {RLIMIT_MSGQUEUE, 0},
    };
    int failed = 0;
    for (size_t i = 0; !failed && i < sizeof(limits) / sizeof(*limits); i++)
        failed = set_limit(limits[i].resource, limits[i].value);
    return failed;
}
