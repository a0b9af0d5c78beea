// namespaces.c - what a worker sees of the machine: a root, network and channels of its own.
//
// Called by harden.c while the worker still has the privileges that spawn.c left it. The private
// root is a read-only tmpfs in which each of the profile's paths is bound where it was, and of
// /proc the worker's own descriptors, which dlopen() of a memfd needs. It is moved over the old
// root and entered with chroot(): unmounting the old one as well would cost a grace period of the
// kernel (3 ms) and hide nothing more, since going back takes a privilege or a descriptor, and
// neither is left.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/enforce.h"

#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

#define OWN_FDS "/proc/self/fd"
#define PATH_SIZE 4096
#define PATHS_MAX 256

// One thing that the private root shows.
struct place {
    const char *path; // absolute, not terminated
    size_t      len;
    char        mode; // 'x' read, and may be code; 'r' read; 'w' read and write
};

static bool
covers(const struct place *outer, const struct place *inner)
{
    return outer->len < inner->len && memcmp(outer->path, inner->path, outer->len) == 0 &&
           inner->path[outer->len] == '/';
}

// ---- identity inside a new user namespace ----

static int
write_text(const char *path, const char *text)
{
    int     fd   = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t done = fd < 0 ? -1 : write(fd, text, strlen(text));
    int     was  = errno;
    if (fd >= 0)
        close(fd);
    return done < 0 ? was : 0;
}

// The user stays who it was outside; nobody else exists.
static int
map_user(uid_t uid, gid_t gid)
{
    char users[48], groups[48];
    snprintf(users, sizeof(users), "%u %u 1", (unsigned)uid, (unsigned)uid);
    snprintf(groups, sizeof(groups), "%u %u 1", (unsigned)gid, (unsigned)gid);
    int failed = write_text("/proc/self/setgroups", "deny");
    if (!failed)
        failed = write_text("/proc/self/uid_map", users);
    return failed ? failed : write_text("/proc/self/gid_map", groups);
}

// ---- the private root ----

static int
read_places(const char *paths, struct place places[PATHS_MAX], size_t *ret_count)
{
    size_t count = 0;
    for (const char *line = paths; *line;) {
        size_t len = strcspn(line, "\n");
        if (len < 3 || len - 2 >= PATH_SIZE || count == PATHS_MAX)
            return EINVAL;
        struct place place = {line + 2, len - 2, *line};
        while (place.len > 1 && place.path[place.len - 1] == '/')
            place.len--;
        size_t at = count++; // sorted by length: what lies within another comes after it
        for (; at > 0 && places[at - 1].len > place.len; at--)
            places[at] = places[at - 1];
        places[at] = place;
        line += len + (line[len] == '\n');
    }
    *ret_count = count;
    return 0;
}

// Within a place of the same rights it is there already; a writable one keeps what lies in it
// writable, as Landlock does.
static bool
is_shown(const struct place *places, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (covers(&places[i], &places[index]) &&
            (places[i].mode == 'w' || places[i].mode == places[index].mode))
            return true;
    return false;
}

static void
make_parents(int root, char *path)
{
    for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdirat(root, path, 0755);
        *slash = '/';
    }
}

// A tree of mounts as a descriptor, with the flags of `mode`.
static int
clone_tree(const char *path, char mode)
{
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};
    attr.attr_set |= mode == 'w' ? 0 : MOUNT_ATTR_RDONLY;
    attr.attr_set |= mode == 'x' ? 0 : MOUNT_ATTR_NOEXEC;
    int tree = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
    if (tree >= 0 &&
        mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof(attr)) < 0) {
        close(tree);
        tree = -1;
    }
    return tree;
}

// Shows `path` at the same place below `root`. What cannot be shown is not there.
static int
show(int root, const char *path, char mode)
{
    char        target[PATH_SIZE];
    struct stat info;
    int         tree = clone_tree(path, mode);
    if (tree < 0 || fstat(tree, &info) < 0)
        return errno;
    snprintf(target, sizeof(target), "%s", path + 1);
    make_parents(root, target);
    if (S_ISDIR(info.st_mode))
        mkdirat(root, target, 0755);
    else
        close(openat(root, target, O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    int failed = move_mount(tree, "", root, target, MOVE_MOUNT_F_EMPTY_PATH) < 0 ? errno : 0;
    close(tree);
    return failed;
}

// A link whose target is shown stays a link: /lib is usr/lib, and /etc/localtime names the zone.
static bool
keep_link(int root, const char *path, const struct place *places, size_t count)
{
    char    target[PATH_SIZE], copy[PATH_SIZE];
    ssize_t len = readlink(path, target, sizeof(target) - 1);
    if (len <= 0)
        return false;
    target[len] = 0;
    // Relative ones are followed only beside the root, where they are the same without "/".
    if (target[0] != '/' && strchr(path + 1, '/'))
        return false;
    snprintf(copy, sizeof(copy), "%s%.4000s", target[0] == '/' ? "" : "/", target);
    struct place place    = {copy, strlen(copy), 'r'};
    bool         is_known = false;
    for (size_t i = 0; i < count; i++)
        is_known = is_known || covers(&places[i], &place) ||
                   (places[i].len == place.len && memcmp(places[i].path, copy, place.len) == 0);
    if (!is_known || strstr(copy, "/../"))
        return false;
    snprintf(copy, sizeof(copy), "%s", path + 1);
    make_parents(root, copy);
    return symlinkat(target, root, copy) == 0;
}

static void
show_all(int root, const struct place *places, size_t count)
{
    char path[PATH_SIZE];
    for (size_t i = 0; i < count; i++) {
        memcpy(path, places[i].path, places[i].len);
        path[places[i].len] = 0;
        if (places[i].len > 1 && !is_shown(places, i) && !keep_link(root, path, places, count))
            show(root, path, places[i].mode);
    }
}

// An empty file system over "/", which only what looks it up anew sees.
static int
cover_root(void)
{
    int config = fsopen("tmpfs", FSOPEN_CLOEXEC);
    int root   = -1;
    if (config >= 0 && fsconfig(config, FSCONFIG_SET_STRING, "size", "256k", 0) == 0 &&
        fsconfig(config, FSCONFIG_SET_STRING, "mode", "0755", 0) == 0 &&
        fsconfig(config, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
        root = fsmount(config, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    if (config >= 0)
        close(config);
    if (root >= 0 && move_mount(root, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) < 0) {
        close(root);
        root = -1;
    }
    return root;
}

// False: nothing has changed for this process. Between the cover and chroot() only this process's
// own end is left when a step fails.
static int
enter_root(const char *paths, bool *ret_has_root)
{
    static struct place places[PATHS_MAX];
    struct mount_attr   readonly = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOEXEC};
    size_t              count;
    int                 failed = read_places(paths, places, &count);
    if (failed)
        return failed;
    if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return 0;
    int root = cover_root();
    if (root < 0)
        return 0;
    show_all(root, places, count);
    failed = show(root, OWN_FDS, 'r');
    if (!failed && (mount_setattr(root, "", AT_EMPTY_PATH, &readonly, sizeof(readonly)) < 0 ||
                    fchdir(root) < 0 || chroot(".") < 0))
        failed = errno;
    close(root);
    *ret_has_root = !failed;
    return failed;
}

// ---- all of them ----

// Each is taken where the machine grants it; `chela doctor` says which ones those are.
static uint32_t
take_channels(void)
{
    static const int kinds[] = {CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP};
    uint32_t         taken   = 0;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
        taken |= unshare(kinds[i]) == 0 ? (uint32_t)kinds[i] : 0;
    return taken;
}

int
chela__namespaces_enter(const struct chela__profile *profile, const struct chela__identity *user,
                        uint32_t *ret_taken)
{
    bool     has_root = false;
    uint32_t taken    = 0;
    int      failed   = 0;
    *ret_taken        = 0;
    if (!(profile->flags & CHELA__PROFILE_NAMESPACES))
        return 0;
    if (profile->flags & CHELA__PROFILE_USERNS) {
        failed = map_user(user->uid, user->gid);
        taken |= CLONE_NEWUSER;
    }
    taken |= getpid() == 1 ? CLONE_NEWPID : 0;
    if (!failed)
        failed = enter_root(profile->paths, &has_root);
    if (failed)
        return failed;
    *ret_taken = taken | take_channels() | (has_root ? CLONE_NEWNS : 0);
    return 0;
}
