// file.c - whole files in and out; called by every folder that keeps something on disk.
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- reading ----

// Reads until the end; a file that grows past `max` meanwhile is refused like a large one.
static chela_status
read_all(int fd, const char *path, size_t max, struct chela__buffer *data, struct chela_error *err)
{
    char chunk[16384];
    for (;;) {
        ssize_t got = read(fd, chunk, sizeof(chunk));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return chela__error_errno(err, errno, "%s: cannot read", path);
        if (got == 0)
            return CHELA_OK;
        if ((size_t)got > max - data->len)
            return chela__error(err, CHELA_LIMIT, "%s: larger than %zu bytes", path, max);
        chela__buffer_add(data, chunk, (size_t)got);
    }
}

static chela_status
read_regular(int fd, const char *path, size_t max, struct chela__buffer *data,
             struct chela_error *err)
{
    struct stat info;
    if (fstat(fd, &info) < 0)
        return chela__error_errno(err, errno, "%s: cannot read", path);
    if (!S_ISREG(info.st_mode))
        return chela__error(err, CHELA_INVALID, "%s: not a regular file", path);
    if (info.st_size < 0 || (uintmax_t)info.st_size > max)
        return chela__error(err, CHELA_LIMIT, "%s: larger than %zu bytes", path, max);
    return read_all(fd, path, max, data, err);
}

chela_status
chela__file_read(int dirfd, const char *path, size_t max, char **ret_data, size_t *ret_len,
                 struct chela_error *err)
{
    struct chela__buffer data = CHELA__BUFFER_INIT;
    // Non-blocking, so that a FIFO in the place of a file cannot hang the caller.
    int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return chela__error_errno(err, errno, "%s: cannot open", path);
    chela_status status = read_regular(fd, path, max, &data, err);
    close(fd);
    if (status < 0) {
        chela__buffer_done(&data);
        return status;
    }
    size_t len   = 0;
    char  *bytes = chela__buffer_take(&data, &len);
    if (!bytes)
        return chela__error_memory(err);
    *ret_data = bytes;
    if (ret_len)
        *ret_len = len;
    return CHELA_OK;
}

// ---- writing ----

chela_status
chela__write_all(int fd, const void *data, size_t len, struct chela_error *err)
{
    const char *at = data;
    while (len > 0) {
        ssize_t wrote = write(fd, at, len);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return chela__error_errno(err, errno, "cannot write");
        at += wrote;
        len -= (size_t)wrote;
    }
    return CHELA_OK;
}

// The folder part of `path` with its slash: 0 when there is none.
static size_t
folder_len(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

// "dir/.name.0123456789abcdef" on the heap.
static char *
temporary_name(const char *path)
{
    uint64_t number = 0;
    if (getrandom(&number, sizeof(number), 0) != sizeof(number))
        return NULL;
    size_t folder = folder_len(path);
    char  *name   = NULL;
    if (asprintf(&name, "%.*s.%s.%016llx", (int)folder, path, path + folder,
                 (unsigned long long)number) < 0)
        return NULL;
    return name;
}

// Makes the rename itself durable.
static chela_status
sync_folder(int dirfd, const char *path, struct chela_error *err)
{
    size_t len    = folder_len(path);
    char  *folder = len > 0 ? strndup(path, len) : strdup(".");
    if (!folder)
        return chela__error_memory(err);
    int fd = openat(dirfd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (fd < 0)
        return chela__error_errno(err, errno, "%s: cannot open its folder", path);
    // Some file systems cannot sync a folder; they say EINVAL.
    bool is_synced   = fsync(fd) == 0 || errno == EINVAL;
    int  saved_errno = errno;
    close(fd);
    if (!is_synced)
        return chela__error_errno(err, saved_errno, "%s: cannot sync its folder", path);
    return CHELA_OK;
}

static chela_status
write_new(int dirfd, const char *name, mode_t mode, const void *data, size_t len,
          struct chela_error *err)
{
    int fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return chela__error_errno(err, errno, "%s: cannot create", name);
    chela_status status = chela__write_all(fd, data, len, err);
    if (status == CHELA_OK && fsync(fd) < 0)
        status = chela__error_errno(err, errno, "%s: cannot sync", name);
    if (close(fd) < 0 && status == CHELA_OK)
        status = chela__error_errno(err, errno, "%s: cannot write", name);
    return status;
}

chela_status
chela__file_write(int dirfd, const char *path, mode_t mode, const void *data, size_t len,
                  struct chela_error *err)
{
    char *temporary = temporary_name(path);
    if (!temporary)
        return chela__error_memory(err);
    chela_status status = write_new(dirfd, temporary, mode, data, len, err);
    if (status == CHELA_OK && renameat(dirfd, temporary, dirfd, path) < 0)
        status = chela__error_errno(err, errno, "%s: cannot replace", path);
    if (status == CHELA_OK)
        status = sync_folder(dirfd, path, err);
    else
        unlinkat(dirfd, temporary, 0);
    free(temporary);
    return status;
}

chela_status
chela__memfd_sealed(const char *name, const void *data, size_t len, int *ret_fd,
                    struct chela_error *err)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return chela__error_errno(err, errno, "%s: cannot make a memory file", name);
    chela_status status = chela__write_all(fd, data, len, err);
    if (status == CHELA_OK &&
        (lseek(fd, 0, SEEK_SET) < 0 ||
         fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0))
        status = chela__error_errno(err, errno, "%s: cannot seal a memory file", name);
    if (status < 0) {
        close(fd);
        return status;
    }
    *ret_fd = fd;
    return CHELA_OK;
}

char *
chela__path(const char *dir, const char *name)
{
    size_t len     = strlen(dir);
    bool   is_root = len > 0 && dir[len - 1] == '/';
    char  *path    = NULL;
    return asprintf(&path, "%s%s%s", dir, is_root ? "" : "/", name) < 0 ? NULL : path;
}
