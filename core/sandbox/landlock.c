// landlock.c - file rights of a worker, from the profile's paths; the ABI is asked at run time.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/enforce.h"

// From the kernel's include/uapi/linux/landlock.h, ABI 7; later members are only sent to kernels
// that know them.
struct ruleset {
    uint64_t fs;
    uint64_t net;
    uint64_t scoped;
};
struct path_rule {
    uint64_t allowed;
    int32_t  parent;
} __attribute__((packed));

#define CREATE_RULESET_VERSION 1u
#define RULE_PATH_BENEATH 1

enum {
    FS_EXECUTE     = 1 << 0,
    FS_WRITE_FILE  = 1 << 1,
    FS_READ_FILE   = 1 << 2,
    FS_READ_DIR    = 1 << 3,
    FS_REMOVE_DIR  = 1 << 4,
    FS_REMOVE_FILE = 1 << 5,
    FS_MAKE_DIR    = 1 << 7,
    FS_MAKE_REG    = 1 << 8,
    FS_MAKE_SOCK   = 1 << 9,
    FS_MAKE_FIFO   = 1 << 10,
    FS_MAKE_SYM    = 1 << 12,
    FS_REFER       = 1 << 13, // ABI 2
    FS_TRUNCATE    = 1 << 14, // ABI 3
    FS_IOCTL_DEV   = 1 << 15, // ABI 5
};
#define READ (FS_READ_FILE | FS_READ_DIR)
#define WRITE                                                                                      \
    (READ | FS_WRITE_FILE | FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR | FS_MAKE_REG |           \
     FS_MAKE_SYM | FS_REFER | FS_TRUNCATE)
// Those of a plain file; the others are a folder's.
#define FILE_RIGHTS (FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_EXECUTE | FS_IOCTL_DEV)
#define PROGRAM_WRITE (WRITE | FS_MAKE_SOCK | FS_MAKE_FIFO | FS_IOCTL_DEV)

// Every right a kernel of this ABI can handle: handled and not granted means denied.
static struct ruleset
handled(int version)
{
    static const uint64_t fs[] = {0, 0x1FFF, 0x3FFF, 0x7FFF, 0x7FFF, 0xFFFF};
    struct ruleset        all  = {0};
    all.fs                     = fs[version > 5 ? 5 : version];
    all.net                    = version >= 4 ? 3 : 0; // bind, connect
    all.scoped                 = version >= 6 ? 3 : 0; // abstract sockets, signals
    return all;
}

static size_t
ruleset_size(int version)
{
    return version >= 6 ? 24 : version >= 4 ? 16 : 8;
}

int
chela__landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

// A path that does not exist grants nothing.
static int
add_rule(int ruleset, const char *path, uint64_t allowed)
{
    struct stat      info;
    struct path_rule rule = {allowed, open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent < 0)
        return errno == ENOENT || errno == EACCES || errno == ENOTDIR ? 0 : errno;
    int failed = 0;
    if (fstat(rule.parent, &info) == 0 && !S_ISDIR(info.st_mode))
        rule.allowed &= FILE_RIGHTS;
    if (rule.allowed && syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) < 0)
        failed = errno;
    close(rule.parent);
    return failed;
}

// "x" lets a program run what is there; a worker runs nothing, and reads it.
static uint64_t
rights(char mode, bool is_program)
{
    if (mode == 'x')
        return is_program ? READ | FS_EXECUTE : READ;
    return mode == 'w' ? (is_program ? PROGRAM_WRITE : WRITE) : READ;
}

// Reads the lines of the profile.
static int
add_paths(int ruleset, const struct chela__profile *profile, uint64_t all)
{
    bool is_program = profile->flags & CHELA__PROFILE_PROGRAM;
    char path[4096];
    for (const char *line = profile->paths; *line;) {
        size_t len = strcspn(line, "\n");
        if (len < 3 || len - 2 >= sizeof(path))
            return EINVAL;
        memcpy(path, line + 2, len - 2);
        path[len - 2] = 0;
        int failed    = add_rule(ruleset, path, rights(*line, is_program) & all);
        if (failed)
            return failed;
        line += len + (line[len] == '\n');
    }
    return 0;
}

int
chela__landlock_enforce(const struct chela__profile *profile)
{
    int version = chela__landlock_version();
    if (version == 0)
        return ENOSYS;
    struct ruleset all = handled(version);
    if (profile->flags & CHELA__PROFILE_PROGRAM)
        all.net = 0; // it has a network of its own, with nothing in it
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, ruleset_size(version), 0);
    if (ruleset < 0)
        return errno;
    int failed = add_paths(ruleset, profile, all.fs);
    if (!failed && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
        failed = errno;
    close(ruleset);
    return failed;
}
