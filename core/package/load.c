// load.c - an installed version, checked again each time it is used; called by call/ before a
// worker starts, and by the index. No archive is read here.
#include "package/store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "package/elf.h"
#include "package/files_json.h"
#include "package/sealed.h"

#define SMALL_FILE_MAX ((size_t)1024 * 1024)

void
chela__checked_done(struct chela__checked *checked)
{
    chela__manifest_free(checked->manifest);
    free(checked->manifest_text);
    json_decref(checked->files);
    if (checked->dirfd >= 0)
        close(checked->dirfd);
    *checked = (struct chela__checked){.dirfd = -1};
}

static chela_status
open_version(const struct chela__stores *stores, const char *id,
             const struct chela__version *version, int *ret_dirfd, struct chela_error *err)
{
    char        path[CHELA__ID_MAX + 32];
    const char *store = stores->folders[version->layer];
    int         base  = open(store, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (base < 0)
        return chela__error_errno(err, errno, "%s", store);
    (void)snprintf(path, sizeof path, "%s/%s", id, version->text);
    chela_status status = chela__open_beneath(base, path, O_DIRECTORY, ret_dirfd, err);
    close(base);
    return status;
}

// Only Chela writes the user's store, and never a second name for a file; how an image is laid out
// is its maker's business.
static unsigned
flags_of(const struct chela__version *version)
{
    return CHELA__SEALED_BENEATH |
           (version->layer == CHELA__LAYER_USER ? (unsigned)CHELA__SEALED_SINGLE : 0);
}

// Signatures of files.json first; only then is it read as JSON.
static chela_status
check_files(const struct chela__stores *stores, const char *id,
            const struct chela__version *version, struct chela__checked *checked,
            struct chela_error *err)
{
    struct chela__sealed files = {.fd = -1}, block = {.fd = -1};
    unsigned char        digest[CHELA__DIGEST_BYTES];
    chela_status status = chela__sealed_open(checked->dirfd, "files.json", checked->open_flags,
                                             SMALL_FILE_MAX, &files, err);
    if (status == CHELA_OK)
        status = chela__sealed_open(checked->dirfd, "signatures", checked->open_flags,
                                    SMALL_FILE_MAX, &block, err);
    if (status == CHELA_OK)
        status = chela__sigblock_read(block.data, block.len, &checked->block, err);
    if (status == CHELA_OK)
        status = chela__sigblock_verify(&checked->block, CHELA__SIGNED_FILES, files.data, files.len,
                                        err);
    if (status == CHELA_OK)
        status = chela__keyring_judge(stores->ring, &checked->block, &checked->judgement, err);
    if (status == CHELA_OK) {
        chela__digest(files.data, files.len, digest);
        status = chela__keyring_check_package(stores->ring, digest, id, version->text, err);
    }
    if (status == CHELA_OK)
        status = chela__files_read(files.data, files.len, &checked->files, err);
    chela__sealed_done(&files);
    chela__sealed_done(&block);
    return status;
}

static chela_status
open_listed(const struct chela__checked *checked, const char *path, unsigned flags, size_t max,
            struct chela__sealed *ret_sealed, struct chela_error *err)
{
    chela_status status =
        chela__sealed_open(checked->dirfd, path, checked->open_flags | flags, max, ret_sealed, err);
    if (status < 0)
        return status;
    status = chela__files_check_one(checked->files, path, ret_sealed->data, ret_sealed->len, err);
    if (status < 0)
        chela__sealed_done(ret_sealed);
    return status;
}

static chela_status
check_manifest(const char *id, const struct chela__version *version, struct chela__checked *checked,
               struct chela_error *err)
{
    struct chela__sealed manifest = {.fd = -1}, types = {.fd = -1};
    chela_status status = open_listed(checked, "manifest.json", 0, SMALL_FILE_MAX, &manifest, err);
    if (status == CHELA_OK)
        status = open_listed(checked, "types.json", 0, SMALL_FILE_MAX, &types, err);
    if (status == CHELA_OK)
        status = chela__manifest_read(manifest.data, manifest.len, types.data, types.len,
                                      &checked->manifest, err);
    if (status == CHELA_OK && (strcmp(checked->manifest->id, id) != 0 ||
                               strcmp(checked->manifest->version, version->text) != 0))
        status = chela__error(err, CHELA_UNTRUSTED, "altered: it is %s %s", checked->manifest->id,
                              checked->manifest->version);
    if (status == CHELA_OK) {
        checked->manifest->tier = checked->judgement.tier;
        checked->manifest_text  = strndup((const char *)manifest.data, manifest.len);
        if (!checked->manifest_text)
            status = chela__error_memory(err);
    }
    chela__sealed_done(&manifest);
    chela__sealed_done(&types);
    return status;
}

chela_status
chela__store_check(const struct chela__stores *stores, const char *id,
                   const struct chela__version *version, struct chela__checked *ret_checked,
                   struct chela_error *err)
{
    struct chela__checked checked = {.dirfd = -1, .open_flags = flags_of(version)};
    chela_status          status  = open_version(stores, id, version, &checked.dirfd, err);
    if (status == CHELA_OK)
        status = check_files(stores, id, version, &checked, err);
    if (status == CHELA_OK)
        status = check_manifest(id, version, &checked, err);
    if (status < 0)
        chela__checked_done(&checked);
    else
        *ret_checked = checked;
    return status;
}

// ---- with the binary ----

static chela_status
open_plugin(const struct chela__checked *checked, int *ret_fd, struct chela_error *err)
{
    static const char              path[] = "lib/" CHELA__TRIPLET "/plugin.so";
    const struct chela__elf_wanted wanted = {
        CHELA__TRIPLET, json_object_get(checked->manifest->json, "libraries"),
        checked->manifest_text, strlen(checked->manifest_text)};
    struct chela__sealed sealed = {.fd = -1};
    if (!json_object_get(json_object_get(checked->files, "entries"), path))
        return chela__error(err, CHELA_UNTRUSTED, "wrong architecture: it has no plugin for %s",
                            CHELA__TRIPLET);
    chela_status status =
        open_listed(checked, path, CHELA__SEALED_CODE, CHELA__PACKAGE_MAX_BYTES, &sealed, err);
    if (status == CHELA_OK)
        status = chela__elf_check(sealed.data, sealed.len, &wanted, err);
    if (status == CHELA_OK) {
        *ret_fd   = sealed.fd;
        sealed.fd = -1;
    }
    chela__sealed_done(&sealed);
    return status;
}

static chela_status
find_version(const struct chela__stores *stores, const char *id, const char *wanted,
             struct chela__version *ret_version, struct chela__checked *ret_checked,
             struct chela_error *err)
{
    struct chela__version *versions = NULL;
    size_t                 count = 0, at = 0;
    if (!wanted)
        return chela__store_current(stores, id, ret_version, ret_checked, err);
    chela_status status = chela__store_versions(stores, id, &versions, &count, err);
    if (status < 0)
        return status;
    while (at < count && strcmp(versions[at].text, wanted) != 0)
        at++;
    if (at == count) {
        status = chela__error(err, CHELA_NOT_FOUND, "%s %s is not installed", id, wanted);
    } else {
        *ret_version = versions[at];
        status       = chela__store_check(stores, id, ret_version, ret_checked, err);
        if (status < 0)
            chela__error_prefix(err, "%s %s", id, wanted);
    }
    free(versions);
    return status;
}

chela_status
chela__store_load(struct chela__stores *stores, const char *id, const char *version,
                  struct chela__loadable *ret_loadable, struct chela_error *err)
{
    struct chela__version  found    = {.layer = CHELA__LAYER_USER};
    struct chela__checked  checked  = {.dirfd = -1};
    struct chela__loadable loadable = {.so_fd = -1};
    chela_status           status   = find_version(stores, id, version, &found, &checked, err);
    if (status < 0)
        return status;
    status = open_plugin(&checked, &loadable.so_fd, err);
    if (status < 0)
        chela__error_prefix(err, "%s %s", id, found.text);
    if (status == CHELA_OK) {
        loadable.folder = chela__store_folder(stores, &found, id);
        if (!loadable.folder)
            status = chela__error_memory(err);
    }
    if (status == CHELA_OK) {
        loadable.manifest      = checked.manifest;
        loadable.manifest_text = checked.manifest_text;
        checked.manifest       = NULL;
        checked.manifest_text  = NULL;
        *ret_loadable          = loadable;
    } else {
        chela__loadable_done(&loadable);
    }
    chela__checked_done(&checked);
    return status;
}

void
chela__loadable_done(struct chela__loadable *loadable)
{
    chela__manifest_free(loadable->manifest);
    free(loadable->manifest_text);
    if (loadable->so_fd >= 0)
        close(loadable->so_fd);
    free(loadable->folder);
    *loadable = (struct chela__loadable){.so_fd = -1};
}
