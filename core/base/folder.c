// folder.c - makes and removes folders; called by stores, caches and tests.
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Each level of a removal holds a descriptor open.
#define MAX_TREE_DEPTH 200

static chela_status
make_one(const char *path, struct chela_error *err)
{
    struct stat info;
    if (mkdir(path, 0700) == 0)
        return CHELA_OK;
    int saved_errno = errno;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return CHELA_OK;
    return chela__error_errno(err, saved_errno, "%s: cannot make this folder", path);
}

chela_status
chela__make_folder(const char *path, struct chela_error *err)
{
    char   part[PATH_MAX];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof(part))
        return chela__error(err, CHELA_INVALID, "'%.60s': not the path of a folder", path);
    memcpy(part, path, len + 1);
    chela_status status = CHELA_OK;
    for (char *slash = part + 1; status == CHELA_OK && (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        status = make_one(part, err);
        *slash = '/';
    }
    return status < 0 ? status : make_one(part, err);
}

static chela_status
remove_below(int fd, const char *path, int depth, struct chela_error *err);

// One name in the folder `dirfd`; what is not a folder is unlinked, links included.
static chela_status
remove_entry(int dirfd, const char *name, int depth, struct chela_error *err)
{
    if (unlinkat(dirfd, name, 0) == 0 || errno == ENOENT)
        return CHELA_OK;
    if (errno != EISDIR && errno != EPERM)
        return chela__error_errno(err, errno, "%s: cannot remove", name);
    int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return chela__error_errno(err, errno, "%s: cannot remove", name);
    chela_status status = remove_below(fd, name, depth + 1, err);
    if (status == CHELA_OK && unlinkat(dirfd, name, AT_REMOVEDIR) < 0)
        status = chela__error_errno(err, errno, "%s: cannot remove", name);
    return status;
}

// Empties the folder `fd`, which is taken.
static chela_status
remove_below(int fd, const char *path, int depth, struct chela_error *err)
{
    DIR *dir = depth < MAX_TREE_DEPTH ? fdopendir(fd) : NULL;
    if (!dir) {
        close(fd);
        return chela__error(err, CHELA_LIMIT, "%s: cannot remove, folders nest deeper than %d",
                            path, MAX_TREE_DEPTH);
    }
    chela_status   status = CHELA_OK;
    struct dirent *entry;
    while (status == CHELA_OK && (entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = remove_entry(fd, entry->d_name, depth, err);
    closedir(dir);
    return status;
}

chela_status
chela__remove_tree(int dirfd, const char *path, struct chela_error *err)
{
    return remove_entry(dirfd, path, 0, err);
}
