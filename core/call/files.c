// files.c - the file handles of one task: references in JSON, descriptors behind them.
//
// What a plugin attaches is copied into a sealed memfd, so that it cannot change under whoever
// reads it later; only what is too large for that is kept as a read-only descriptor.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "call/private.h"

#define HANDLES_MAX 1024
#define COPY_MAX ((int64_t)32 * 1024 * 1024)    // larger files are not copied into memory
#define COPIES_MAX ((int64_t)512 * 1024 * 1024) // of all copies of a task together
#define NAME_SIZE 256
#define REF_BYTES 16

struct handle {
    char                    ref[CHELA_REF_SIZE];
    struct chela__file_info info; // owned
};

struct chela__files {
    size_t        count;
    int64_t       copied; // bytes
    struct handle handles[HANDLES_MAX];
};

chela_status
chela__files_new(struct chela__files **ret_files, struct chela_error *err)
{
    *ret_files = calloc(1, sizeof(**ret_files));
    return *ret_files ? CHELA_OK : chela__error_memory(err);
}

static void
handle_done(struct handle *handle)
{
    if (handle->info.fd >= 0)
        close(handle->info.fd);
    free((char *)handle->info.media);
    free((char *)handle->info.name);
}

void
chela__files_free(struct chela__files *files)
{
    if (!files)
        return;
    for (size_t i = 0; i < files->count; i++)
        handle_done(&files->handles[i]);
    free(files);
}

// Read-only and with a position of its own, whatever `fd` was opened for.
static int
reopen(int fd)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

// Copies with pread: the plugin's position stays, and a file that shrinks meanwhile ends early.
static chela_status
copy_sealed(int fd, int64_t size, int *ret_fd, struct chela_error *err)
{
    char *bytes = malloc(size ? (size_t)size : 1);
    if (!bytes)
        return chela__error_memory(err);
    int64_t done = 0;
    while (done < size) {
        ssize_t got = pread(fd, bytes + done, (size_t)(size - done), done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += got;
    }
    chela_status status = chela__memfd_sealed("chela-file", bytes, (size_t)done, ret_fd, err);
    free(bytes);
    return status;
}

static bool
is_sealed(int fd)
{
    const int need  = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;
    int       seals = fcntl(fd, F_GET_SEALS);
    return seals >= 0 && (seals & need) == need;
}

// A descriptor that only names a file (O_PATH) or only writes it gives no right to read it: opening
// it anew with the host's rights would.
static chela_status
check_readable(int fd, struct stat *ret_info, struct chela_error *err)
{
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || (flags & O_PATH) || (flags & O_ACCMODE) == O_WRONLY)
        return chela__error(err, CHELA_DENIED, "attach: the descriptor is not open for reading");
    if (fstat(fd, ret_info) < 0 || !S_ISREG(ret_info->st_mode))
        return chela__error(err, CHELA_INVALID, "attach: only regular files can be attached");
    return CHELA_OK;
}

static chela_status
keep(struct chela__files *files, int fd, int *ret_fd, struct chela_error *err)
{
    struct stat  info   = {0};
    chela_status status = check_readable(fd, &info, err);
    if (status < 0)
        return status;
    if (!is_sealed(fd) && info.st_size <= COPY_MAX) {
        if (files->copied + info.st_size > COPIES_MAX)
            return chela__error(err, CHELA_LIMIT, "attach: too many bytes in one task");
        files->copied += info.st_size;
        return copy_sealed(fd, info.st_size, ret_fd, err);
    }
    *ret_fd = reopen(fd);
    return *ret_fd < 0 ? chela__error_errno(err, errno, "attach") : CHELA_OK;
}

static chela_status
make_ref(char ret_ref[CHELA_REF_SIZE], struct chela_error *err)
{
    unsigned char random[REF_BYTES];
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
        return chela__error_errno(err, errno, "no random numbers");
    int at = snprintf(ret_ref, CHELA_REF_SIZE, "file:");
    for (size_t i = 0; i < sizeof(random); i++)
        at += snprintf(ret_ref + at, CHELA_REF_SIZE - (size_t)at, "%02x", random[i]);
    return CHELA_OK;
}

chela_status
chela__files_add(struct chela__files *files, int fd, const char *media, const char *name,
                 char ret_ref[CHELA_REF_SIZE], struct chela_error *err)
{
    struct handle handle = {.info = {.fd = -1}};
    struct stat   info   = {0};
    const char   *base   = strrchr(name, '/');
    if (files->count == HANDLES_MAX)
        return chela__error(err, CHELA_LIMIT, "attach: more than %d files in a task", HANDLES_MAX);
    chela_status status = keep(files, fd, &handle.info.fd, err);
    if (status == CHELA_OK)
        status = make_ref(handle.ref, err);
    handle.info.media = strndup(media, NAME_SIZE);
    handle.info.name  = strndup(base ? base + 1 : name, NAME_SIZE);
    if (status == CHELA_OK && (!handle.info.media || !handle.info.name))
        status = chela__error_memory(err);
    if (status < 0) {
        handle_done(&handle);
        return status;
    }
    if (fstat(handle.info.fd, &info) == 0)
        handle.info.size = info.st_size;
    files->handles[files->count++] = handle;
    memcpy(ret_ref, handle.ref, CHELA_REF_SIZE);
    return CHELA_OK;
}

chela_status
chela__files_get(const struct chela__files *files, const char *ref,
                 struct chela__file_info *ret_info, struct chela_error *err)
{
    for (size_t i = 0; files && i < files->count; i++) {
        if (strcmp(files->handles[i].ref, ref) != 0)
            continue;
        *ret_info = files->handles[i].info;
        return CHELA_OK;
    }
    return chela__error(err, CHELA_NOT_FOUND, "there is no file %s in this task", ref);
}

chela_status
chela__files_open(const struct chela__files *files, const char *ref, int *ret_fd,
                  struct chela_error *err)
{
    struct chela__file_info info   = {.fd = -1};
    chela_status            status = chela__files_get(files, ref, &info, err);
    if (status < 0)
        return status;
    *ret_fd = reopen(info.fd);
    return *ret_fd < 0 ? chela__error_errno(err, errno, "%s", ref) : CHELA_OK;
}
