// sealed.c - copies a file into a memfd, seals it, maps it; called by verify.c and load.c.
#include "package/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"

// Newer than Debian 12's headers; probed at run time.
#define CHELA_MFD_NOEXEC_SEAL 0x0008U
#define CHELA_MFD_EXEC 0x0010U
#define CHELA_F_SEAL_EXEC 0x0020

chela_status
chela__open_beneath(int dirfd, const char *path, int flags, int *ret_fd, struct chela_error *err)
{
    const struct open_how how = {
        .flags   = (uint64_t)(flags | O_RDONLY | O_CLOEXEC | O_NOFOLLOW),
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    int fd = (int)syscall(SYS_openat2, dirfd, path, &how, sizeof how);
    if (fd < 0)
        return chela__error_errno(err, errno, "%s", path);
    *ret_fd = fd;
    return CHELA_OK;
}

static int
make_memfd(bool is_code)
{
    unsigned kind = is_code ? CHELA_MFD_EXEC : CHELA_MFD_NOEXEC_SEAL;
    int      fd   = memfd_create("chela", MFD_CLOEXEC | MFD_ALLOW_SEALING | kind);
    if (fd < 0 && errno == EINVAL) // a kernel before 6.3
        fd = memfd_create("chela", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return fd;
}

// A file on disk would do as well, if nobody could change it: only a seal says that.
static chela_status
no_memfd(const char *path, bool is_code, struct chela_error *err)
{
    if (is_code && errno == EACCES)
        return chela__error(err, CHELA_UNAVAILABLE,
                            "%s: this system allows no code in sealed memory (vm.memfd_noexec is "
                            "2); no plugin is loaded without it",
                            path);
    return chela__error_errno(err, errno, "%s: cannot make a memory file", path);
}

// Without F_SEAL_EXEC on kernels that do not know it.
static bool
seal(int fd)
{
    const int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
    if (fcntl(fd, F_ADD_SEALS, seals | CHELA_F_SEAL_EXEC) && fcntl(fd, F_ADD_SEALS, seals))
        return false;
    int now = fcntl(fd, F_GET_SEALS);
    return now >= 0 && (now & seals) == seals;
}

static chela_status
copy(int from, int to, const char *path, size_t max, size_t *ret_len, struct chela_error *err)
{
    char   chunk[65536];
    size_t len = 0;
    for (;;) {
        ssize_t got = read(from, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return chela__error_errno(err, errno, "%s", path);
        if (!got) {
            *ret_len = len;
            return CHELA_OK;
        }
        len += (size_t)got;
        if (len > max)
            return chela__error(err, CHELA_LIMIT, "%s: larger than %zu bytes", path, max);
        chela_status status = chela__write_all(to, chunk, (size_t)got, err);
        if (status < 0)
            return status;
    }
}

static chela_status
map(struct chela__sealed *sealed, const char *path, struct chela_error *err)
{
    if (!seal(sealed->fd))
        return chela__error_errno(err, errno, "%s: cannot seal the copy", path);
    if (!sealed->len) { // an empty file has nothing to map
        sealed->data = NULL;
        return CHELA_OK;
    }
    sealed->data = mmap(NULL, sealed->len, PROT_READ, MAP_PRIVATE, sealed->fd, 0);
    if (sealed->data == MAP_FAILED) {
        sealed->data = NULL;
        return chela__error_errno(err, errno, "%s", path);
    }
    return CHELA_OK;
}

static chela_status
check_file(int fd, const char *path, unsigned flags, size_t max, struct chela_error *err)
{
    struct stat info;
    if (fstat(fd, &info))
        return chela__error_errno(err, errno, "%s", path);
    if (!S_ISREG(info.st_mode))
        return chela__error(err, CHELA_INVALID, "%s: not a regular file", path);
    if ((flags & CHELA__SEALED_SINGLE) && info.st_nlink != 1)
        return chela__error(err, CHELA_UNTRUSTED, "altered: %s has a second name", path);
    if (info.st_size < 0 || (uintmax_t)info.st_size > max)
        return chela__error(err, CHELA_LIMIT, "%s: larger than %zu bytes", path, max);
    return CHELA_OK;
}

static chela_status
seal_file(int from, const char *path, unsigned flags, size_t max, struct chela__sealed *sealed,
          struct chela_error *err)
{
    bool         is_code = flags & CHELA__SEALED_CODE;
    chela_status status  = check_file(from, path, flags, max, err);
    if (status < 0)
        return status;
    sealed->fd = make_memfd(is_code);
    if (sealed->fd < 0)
        return no_memfd(path, is_code, err);
    status = copy(from, sealed->fd, path, max, &sealed->len, err);
    return status < 0 ? status : map(sealed, path, err);
}

chela_status
chela__sealed_open(int dirfd, const char *path, unsigned flags, size_t max,
                   struct chela__sealed *ret_sealed, struct chela_error *err)
{
    struct chela__sealed sealed = {.fd = -1};
    int                  from   = -1;
    chela_status         status = CHELA_OK;
    if (flags & CHELA__SEALED_BENEATH)
        status = chela__open_beneath(dirfd, path, 0, &from, err);
    else if ((from = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) < 0)
        status = chela__error_errno(err, errno, "%s", path);
    if (status == CHELA_OK)
        status = seal_file(from, path, flags, max, &sealed, err);
    if (from >= 0)
        close(from);
    if (status < 0)
        chela__sealed_done(&sealed);
    else
        *ret_sealed = sealed;
    return status;
}

void
chela__sealed_done(struct chela__sealed *sealed)
{
    if (sealed->data)
        munmap(sealed->data, sealed->len);
    if (sealed->fd >= 0)
        close(sealed->fd);
    *sealed = (struct chela__sealed){.fd = -1};
}
