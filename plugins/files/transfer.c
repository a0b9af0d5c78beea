// transfer.c - moves and removes whole trees by descriptor; never overwrites, follows no link.
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define MAX_DEPTH 64
#define MAX_SAME_NAME 1000

// Calls `each` for the entries of an open folder. 0 or the first errno.
static int
each_entry(int dirfd, int (*each)(void *user, int dirfd, const char *name), void *user)
{
    int  fd    = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir   = fd < 0 ? NULL : fdopendir(fd);
    int  error = 0;
    if (!dir) {
        error = errno;
        if (fd >= 0)
            close(fd);
        return error;
    }
    for (struct dirent *entry; !error && (entry = readdir(dir));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            error = each(user, dirfd, entry->d_name);
    closedir(dir);
    return error;
}

// ---- removing ----

static int
remove_below(void *user, int dirfd, const char *name)
{
    int *depth = user;
    int  error;
    if (unlinkat(dirfd, name, 0) == 0)
        return 0;
    if (errno != EISDIR && errno != EPERM)
        return errno;
    if (*depth >= MAX_DEPTH)
        return EFBIG;
    int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno;
    ++*depth;
    error = each_entry(fd, remove_below, user);
    --*depth;
    close(fd);
    return error ? error : unlinkat(dirfd, name, AT_REMOVEDIR) < 0 ? errno : 0;
}

int
remove_entry(int dirfd, const char *name)
{
    int depth = 0;
    return remove_below(&depth, dirfd, name);
}

// ---- copying ----

struct copying {
    int     target;
    int     depth;
    int     count;
    int64_t total;
};

static int
copy_bytes(int from, int to, struct copying *copying)
{
    char buffer[65536];
    for (;;) {
        ssize_t got = read(from, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? errno : 0;
        copying->total += got;
        if (copying->total > MAX_TOTAL)
            return EFBIG;
        for (ssize_t done = 0, n; done < got; done += n)
            if ((n = write(to, buffer + done, (size_t)(got - done))) < 0)
                return errno;
    }
}

static int
copy_file(int from_dir, const char *name, const struct stat *info, struct copying *copying,
          const char *to)
{
    int from = openat(from_dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (from < 0)
        return errno;
    int fd =
        openat(copying->target, to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, info->st_mode & 0777);
    int error = fd < 0 ? errno : copy_bytes(from, fd, copying);
    if (fd >= 0) {
        const struct timespec times[] = {info->st_atim, info->st_mtim};
        if (!error && fsync(fd) < 0)
            error = errno;
        futimens(fd, times);
        close(fd);
    }
    close(from);
    return error;
}

static int
copy_below(void *user, int from_dir, const char *name);

static int
copy_folder(int from_dir, const char *name, const struct stat *info, struct copying *copying,
            const char *to)
{
    int from = openat(from_dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (from < 0)
        return errno;
    int target = -1, outer = copying->target, error = 0;
    if (mkdirat(outer, to, (info->st_mode & 0777) | 0700) == 0)
        target = openat(outer, to, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (target < 0) {
        error = errno;
    } else {
        copying->target = target;
        copying->depth++;
        error = each_entry(from, copy_below, copying);
        copying->depth--;
        copying->target = outer;
        close(target);
    }
    close(from);
    return error;
}

static int
copy_as(struct copying *copying, int from_dir, const char *name, const char *to)
{
    struct stat info;
    if (++copying->count > MAX_COUNT || copying->depth > MAX_DEPTH)
        return EFBIG;
    if (fstatat(from_dir, name, &info, AT_SYMLINK_NOFOLLOW) < 0)
        return errno;
    if (S_ISREG(info.st_mode))
        return copy_file(from_dir, name, &info, copying, to);
    if (S_ISDIR(info.st_mode))
        return copy_folder(from_dir, name, &info, copying, to);
    return ENOTSUP;
}

static int
copy_below(void *user, int from_dir, const char *name)
{
    return copy_as(user, from_dir, name, name);
}

// ---- moving ----

void
temporary_name(char ret_name[MAX_NAME])
{
    uint64_t random = 0;
    if (getrandom(&random, sizeof random, 0) < 0)
        random = (uint64_t)getpid(); // O_EXCL and NOREPLACE catch what is not unique
    snprintf(ret_name, MAX_NAME, ".chela-%016llx", (unsigned long long)random);
}

// To a temporary name in the target folder first: a crash leaves the source, and maybe that copy.
static int
move_by_copy(int from_dir, const char *from, int to_dir, const char *to)
{
    char           name[MAX_NAME];
    struct copying copying = {.target = to_dir};
    temporary_name(name);
    int error = copy_as(&copying, from_dir, from, name);
    if (!error && renameat2(to_dir, name, to_dir, to, RENAME_NOREPLACE) < 0)
        error = errno;
    if (error) {
        remove_entry(to_dir, name);
        return error;
    }
    return remove_entry(from_dir, from);
}

int
move_entry(int from_dir, const char *from, int to_dir, const char *to)
{
    if (renameat2(from_dir, from, to_dir, to, RENAME_NOREPLACE) == 0)
        return 0;
    return errno == EXDEV ? move_by_copy(from_dir, from, to_dir, to) : errno;
}

// "name.tar" 2 -> "name (2).tar"
static bool
numbered_name(const char *name, int number, char ret_name[MAX_NAME])
{
    const char *dot  = strrchr(name, '.');
    size_t      stem = dot && dot != name ? (size_t)(dot - name) : strlen(name);
    int         len  = number == 1 ? snprintf(ret_name, MAX_NAME, "%s", name)
                                   : snprintf(ret_name, MAX_NAME, "%.*s (%d)%s", (int)stem, name, number,
                                              name + stem);
    return len > 0 && len < MAX_NAME;
}

int
move_to_free_name(int from_dir, const char *from, int to_dir, const char *name,
                  char ret_name[MAX_NAME])
{
    int error = EEXIST;
    for (int number = 1; error == EEXIST && number <= MAX_SAME_NAME; number++) {
        if (!numbered_name(name, number, ret_name))
            return ENAMETOOLONG;
        error = move_entry(from_dir, from, to_dir, ret_name);
    }
    return error;
}
