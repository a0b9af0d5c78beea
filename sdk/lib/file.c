// file.c - see file.h.
#include <chela/file.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

chela_status
chela_status_from_errno(int error)
{
    switch (error) {
    case 0:
        return CHELA_OK;
    case ENOENT:
    case ENOTDIR:
        return CHELA_NOT_FOUND;
    case EEXIST:
    case ENOTEMPTY:
        return CHELA_CONFLICT;
    case EACCES:
    case EPERM:
    case EROFS:
    case EXDEV: // openat2: the path left the folder
    case ELOOP:
        return CHELA_DENIED;
    case ENOMEM:
        return CHELA_NO_MEMORY;
    case EFBIG:
    case ENAMETOOLONG:
    case EMFILE:
        return CHELA_LIMIT;
    default:
        return CHELA_IO;
    }
}

static chela_status
read_open(int fd, size_t max, char **ret_data, size_t *ret_len)
{
    struct stat info;
    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode))
        return CHELA_IO;
    if ((uint64_t)info.st_size > max)
        return CHELA_LIMIT;
    size_t size = (size_t)info.st_size, len = 0;
    char  *data = malloc(size + 1);
    if (!data)
        return CHELA_NO_MEMORY;
    while (len < size) {
        ssize_t got = read(fd, data + len, size - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            free(data);
            return CHELA_IO;
        }
        if (!got)
            break;
        len += (size_t)got;
    }
    data[len] = '\0';
    *ret_data = data;
    *ret_len  = len;
    return CHELA_OK;
}

chela_status
chela_file_read(int dirfd, const char *path, size_t max, char **ret_data, size_t *ret_len)
{
    int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return chela_status_from_errno(errno);
    chela_status status = read_open(fd, max, ret_data, ret_len);
    close(fd);
    return status;
}

chela_status
chela_write_all(int fd, const void *data, size_t len)
{
    const char *at = data;
    while (len) {
        ssize_t done = write(fd, at, len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return chela_status_from_errno(errno);
        at += done;
        len -= (size_t)done;
    }
    return CHELA_OK;
}

// ".NAME.RANDOM" beside `path`.
static chela_status
temporary_name(const char *path, char *ret_name, size_t size)
{
    unsigned random;
    if (getrandom(&random, sizeof random, 0) != sizeof random)
        return CHELA_IO;
    const char *slash = strrchr(path, '/');
    int         dir   = slash ? (int)(slash - path) + 1 : 0;
    int         len   = snprintf(ret_name, size, "%.*s.new-%08x", dir, path, random);
    return len > 0 && (size_t)len < size ? CHELA_OK : CHELA_LIMIT;
}

static chela_status
sync_folder(int dirfd, const char *path)
{
    char        folder[4096];
    const char *slash = strrchr(path, '/');
    int         len   = snprintf(folder, sizeof folder, "%.*s",
                       slash ? (int)(slash - path) + (slash == path) : 1, slash ? path : ".");
    if (len < 0 || (size_t)len >= sizeof folder)
        return CHELA_LIMIT;
    int fd = openat(dirfd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return chela_status_from_errno(errno);
    int failed = fsync(fd) < 0 ? errno : 0;
    close(fd);
    return chela_status_from_errno(failed);
}

static chela_status
write_temporary(int dirfd, const char *name, mode_t mode, const void *data, size_t len)
{
    int fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return chela_status_from_errno(errno);
    chela_status status = chela_write_all(fd, data, len);
    if (status == CHELA_OK && fsync(fd) < 0)
        status = chela_status_from_errno(errno);
    close(fd);
    return status;
}

static chela_status
write_file(int dirfd, const char *path, mode_t mode, const void *data, size_t len, unsigned flags)
{
    char         name[4096];
    chela_status status = temporary_name(path, name, sizeof name);
    if (status < 0)
        return status;
    status = write_temporary(dirfd, name, mode, data, len);
    if (status == CHELA_OK && renameat2(dirfd, name, dirfd, path, flags) < 0)
        status = chela_status_from_errno(errno);
    if (status < 0) {
        unlinkat(dirfd, name, 0);
        return status;
    }
    return sync_folder(dirfd, path);
}

chela_status
chela_file_write(int dirfd, const char *path, mode_t mode, const void *data, size_t len)
{
    return write_file(dirfd, path, mode, data, len, 0);
}

chela_status
chela_file_create(int dirfd, const char *path, mode_t mode, const void *data, size_t len)
{
    return write_file(dirfd, path, mode, data, len, RENAME_NOREPLACE);
}
