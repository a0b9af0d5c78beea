// install.c - moves a verified package into the user's store, or a plugin out of it; called by
// `chela install` and `chela remove`.
#include "package/store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

// One installation at a time; the lock ends with the descriptor.
static chela_status
lock_store(const char *store, int *ret_fd, struct chela_error *err)
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

// ---- may it come in? ----

static chela_status
check_publisher(const struct chela__stores *stores, const struct chela__package *package,
                const unsigned char before[CHELA__KEY_BYTES], struct chela_error *err)
{
    char key[CHELA__KEY_TEXT];
    if (chela__keyring_continues(stores->ring, &package->block, before,
                                 package->judgement.publisher))
        return CHELA_OK;
    chela__key_text(package->judgement.publisher, key);
    return chela__error(err, CHELA_UNTRUSTED,
                        "signed by a stranger: %s came from another publisher before, and no "
                        "rotation leads to key %s",
                        package->manifest->id, key);
}

static chela_status
check_version(const struct chela__package *package, const char *seen, struct chela_error *err)
{
    if (!seen[0] || chela__version_compare(package->manifest->version, seen) >= 0)
        return CHELA_OK;
    return chela__error(err, CHELA_UNTRUSTED,
                        "downgraded: %s is version %s, but %s was installed before; versions never "
                        "go back",
                        package->manifest->id, package->manifest->version, seen);
}

// Against what is in use now, the image included.
static chela_status
check_current(const struct chela__stores *stores, const struct chela__package *package,
              struct chela_error *err)
{
    struct chela__version version = {.layer = CHELA__LAYER_USER};
    struct chela__checked checked = {.dirfd = -1};
    struct chela_error    ignored = CHELA_ERROR_INIT;
    if (chela__store_current(stores, package->manifest->id, &version, &checked, &ignored) < 0)
        return CHELA_OK; // nothing, or nothing that can be used
    chela_status status = check_version(package, version.text, err);
    if (status == CHELA_OK)
        status = check_publisher(stores, package, checked.judgement.publisher, err);
    if (status == CHELA_OK && package->judgement.tier > checked.judgement.tier)
        status = chela__error(err, CHELA_UNTRUSTED,
                              "downgraded: %s is of tier %s, this package only of tier %s",
                              package->manifest->id, chela__tier_name(checked.judgement.tier),
                              chela__tier_name(package->judgement.tier));
    chela__checked_done(&checked);
    return status;
}

static chela_status
check_history(const struct chela__stores *stores, const struct chela__package *package,
              struct chela_error *err)
{
    struct chela__seen seen;
    const char        *store  = stores->folders[CHELA__LAYER_USER];
    chela_status       status = chela__seen_read(store, package->manifest->id, &seen, err);
    if (status == CHELA_OK)
        status = check_version(package, seen.version, err);
    if (status == CHELA_OK && seen.version[0])
        status = check_publisher(stores, package, seen.publisher, err);
    return status < 0 ? status : check_current(stores, package, err);
}

// ---- writing ----

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

// The digest of an installed version's files.json is enough to tell whether it is the same.
static bool
is_same(const char *folder, const struct chela__package *package)
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
    if (is_same(folder, package))
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

static chela_status
put_into_store(const struct chela__stores *stores, const struct chela__package *package,
               struct chela_error *err)
{
    struct chela__version version = {.layer = CHELA__LAYER_USER};
    const char           *store   = stores->folders[CHELA__LAYER_USER];
    (void)snprintf(version.text, sizeof version.text, "%.20s", package->manifest->version);
    char        *folder = chela__store_folder(stores, &version, package->manifest->id);
    char        *staged = staging_folder(store);
    chela_status status = folder && staged ? CHELA_OK : chela__error_memory(err);
    if (status == CHELA_OK)
        status = write_version(staged, package, err);
    if (status == CHELA_OK)
        status = move_in(staged, folder, package, err);
    if (staged)
        (void)chela__remove_tree(AT_FDCWD, staged, NULL);
    free(folder);
    free(staged);
    return status;
}

// Two versions stay: the new one and the one that a task may still use.
static void
prune(const struct chela__stores *stores, const char *id)
{
    struct chela__version *versions = NULL;
    size_t                 count = 0, kept = 0;
    if (chela__store_versions(stores, id, &versions, &count, NULL) < 0)
        return;
    for (size_t i = 0; i < count; i++) {
        if (versions[i].layer != CHELA__LAYER_USER || ++kept <= 2)
            continue;
        char *folder = chela__store_folder(stores, &versions[i], id);
        if (folder)
            (void)chela__remove_tree(AT_FDCWD, folder, NULL);
        free(folder);
    }
    free(versions);
}

// What was seen is written first: a crash in between loses an installation, never the memory of it.
static chela_status
install(const struct chela__stores *stores, const struct chela__package *package,
        struct chela_error *err)
{
    const char        *store = stores->folders[CHELA__LAYER_USER];
    struct chela__seen seen;
    chela_status       status = check_history(stores, package, err);
    if (status < 0)
        return status;
    (void)snprintf(seen.version, sizeof seen.version, "%.20s", package->manifest->version);
    memcpy(seen.publisher, package->judgement.publisher, CHELA__KEY_BYTES);
    status = chela__seen_write(store, package->manifest->id, &seen, err);
    if (status == CHELA_OK)
        status = put_into_store(stores, package, err);
    if (status == CHELA_OK)
        status = chela__store_stamp(store, err);
    if (status == CHELA_OK)
        prune(stores, package->manifest->id);
    return status;
}

chela_status
chela__store_install(struct chela__stores *stores, const char *file, char **ret_id,
                     struct chela_error *err)
{
    struct chela__package package;
    int                   lock   = -1;
    char                 *id     = NULL;
    chela_status          status = chela__package_open(file, stores->ring, &package, err);
    if (status < 0)
        return status;
    status = lock_store(stores->folders[CHELA__LAYER_USER], &lock, err);
    if (status == CHELA_OK) {
        id     = strdup(package.manifest->id);
        status = id ? install(stores, &package, err) : chela__error_memory(err);
        close(lock);
    }
    chela__package_done(&package);
    if (status < 0) {
        chela__error_prefix(err, "%s", file);
        free(id);
    } else {
        *ret_id = id;
    }
    return status;
}

chela_status
chela__store_remove(struct chela__stores *stores, const char *id, struct chela_error *err)
{
    const char *store = stores->folders[CHELA__LAYER_USER];
    int         lock  = -1;
    struct stat info;
    if (!chela__plugin_id_valid(id))
        return chela__error(err, CHELA_NOT_FOUND, "%.100s: no such plugin", id);
    chela_status status = lock_store(store, &lock, err);
    if (status < 0)
        return status;
    char *folder = chela__path(store, id);
    if (!folder)
        status = chela__error_memory(err);
    else if (lstat(folder, &info))
        status = chela__error(err, CHELA_NOT_FOUND,
                              "%s: you have not installed it (what the image brings stays)", id);
    else
        status = chela__remove_tree(AT_FDCWD, folder, err);
    if (status == CHELA_OK)
        status = chela__store_stamp(store, err);
    free(folder);
    close(lock);
    return status;
}
