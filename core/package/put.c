// put.c - writes a verified package beside a store and moves it into its place in one rename;
// called by install.c and image.c.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/file.h"
#include "package/store_private.h"

// One installation at a time; the lock ends with the descriptor.
chela_status
chela__store_lock(const char *store, int *ret_fd, struct chela_error *err)
{
    chela_status status = chela__make_folder(store, err);
    if (status < 0)
        return status;
    char *path = chela__path(store, ".lock");
    if (!path)
        return chela__error_memory(err);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0 || flock(fd, LOCK_EX))
        status = chela__error_errno(err, errno, "%s", path);
    free(path);
    if (status < 0 && fd >= 0)
        close(fd);
    if (status == CHELA_OK)
        *ret_fd = fd;
    return status;
}

static chela_status
write_file(const char *folder, const char *path, const void *data, size_t len,
           struct chela_error *err)
{
    char *full = chela__path(folder, path);
    if (!full)
        return chela__error_memory(err);
    char *slash         = strrchr(full, '/');
    *slash              = '\0';
    chela_status status = chela__make_folder(full, err);
    *slash              = '/';
    if (status == CHELA_OK)
        status = chela__file_write(AT_FDCWD, full, 0644, data, len, err);
    free(full);
    return status;
}

static chela_status
write_version(const char *folder, const struct chela__package *package, struct chela_error *err)
{
    struct chela__buffer block  = CHELA__BUFFER_INIT;
    chela_status         status = chela__make_folder(folder, err);
    for (size_t i = 0; i < package->tree.count && status == CHELA_OK; i++)
        status = write_file(folder, package->tree.files[i].path, package->tree.files[i].data,
                            package->tree.files[i].len, err);
    chela__sigblock_write(&package->block, &block);
    if (status == CHELA_OK && block.failed)
        status = chela__error_memory(err);
    if (status == CHELA_OK)
        status = write_file(folder, "signatures", block.data, block.len, err);
    chela__buffer_done(&block);
    return status;
}

bool
chela__store_has(const char *folder, const struct chela__package *package)
{
    char         *path = chela__path(folder, "files.json"), *data = NULL;
    size_t        len                         = 0;
    unsigned char digest[CHELA__DIGEST_BYTES] = {0};
    if (path && chela__file_read(AT_FDCWD, path, (size_t)1 << 20, &data, &len, NULL) == CHELA_OK)
        chela__digest(data, len, digest);
    free(data);
    free(path);
    return !memcmp(digest, package->digest, sizeof digest);
}

static chela_status
make_parent(const char *path, struct chela_error *err)
{
    char *folder = strdup(path);
    if (!folder)
        return chela__error_memory(err);
    *strrchr(folder, '/') = '\0';
    chela_status status   = chela__make_folder(folder, err);
    free(folder);
    return status;
}

// The finished folder takes its place in one rename.
static chela_status
move_in(const char *staged, const char *folder, const struct chela__package *package,
        struct chela_error *err)
{
    chela_status status = make_parent(folder, err);
    if (status < 0)
        return status;
    if (!rename(staged, folder))
        return CHELA_OK;
    if (errno != ENOTEMPTY && errno != EEXIST)
        return chela__error_errno(err, errno, "%s", folder);
    if (chela__store_has(folder, package))
        return CHELA_OK;
    return chela__error(err, CHELA_CONFLICT,
                        "%s %s is installed with other contents: raise the version, or remove it "
                        "first",
                        package->manifest->id, package->manifest->version);
}

static char *
staging_folder(const char *store)
{
    uint64_t number = 0;
    char    *path   = NULL;
    if (getrandom(&number, sizeof number, 0) != sizeof number ||
        asprintf(&path, "%s/.new-%016llx", store, (unsigned long long)number) < 0)
        return NULL;
    return path;
}

chela_status
chela__store_put(const char *store, const char *folder, const struct chela__package *package,
                 struct chela_error *err)
{
    char *staged = staging_folder(store);
    if (!staged)
        return chela__error_memory(err);
    chela_status status = write_version(staged, package, err);
    if (status == CHELA_OK)
        status = move_in(staged, folder, package, err);
    (void)chela__remove_tree(AT_FDCWD, staged, NULL);
    free(staged);
    return status;
}
