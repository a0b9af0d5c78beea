// verify.c - from the bytes of a package file to a package that may be installed; nothing is parsed
// before it is verified. Called by the store and by `chela inspect`.
#include "package/package.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "package/elf.h"
#include "package/files_json.h"
#include "package/sealed.h"

void
chela__package_done(struct chela__package *package)
{
    chela__manifest_free(package->manifest);
    chela__tree_done(&package->tree);
    package->manifest = NULL;
}

static chela_status
need_file(const struct chela__package *package, const char *path,
          const struct chela__tree_file **ret_file, struct chela_error *err)
{
    *ret_file = chela__tree_find(&package->tree, path);
    if (*ret_file)
        return CHELA_OK;
    return chela__error(err, CHELA_UNTRUSTED, "malformed: %s is missing", path);
}

static chela_status
check_files(struct chela__package *package, json_t **ret_files, struct chela_error *err)
{
    const struct chela__tree_file *file;
    json_t                        *files  = NULL;
    chela_status                   status = need_file(package, "files.json", &file, err);
    if (status == CHELA_OK)
        status = chela__sigblock_verify(&package->block, CHELA__SIGNED_FILES, file->data, file->len,
                                        err);
    if (status == CHELA_OK)
        status = chela__files_read(file->data, file->len, &files, err);
    if (status == CHELA_OK)
        status = chela__files_check(files, &package->tree, err);
    if (status < 0) {
        json_decref(files);
        return status;
    }
    chela__digest(file->data, file->len, package->digest);
    *ret_files = files;
    return CHELA_OK;
}

static chela_status
read_manifest(struct chela__package *package, const json_t *files, struct chela_error *err)
{
    const struct chela__tree_file *manifest, *types;
    chela_status                   status = need_file(package, "manifest.json", &manifest, err);
    if (status == CHELA_OK)
        status = need_file(package, "types.json", &types, err);
    if (status < 0)
        return status;
    status = chela__manifest_read(manifest->data, manifest->len, types->data, types->len,
                                  &package->manifest, err);
    if (status < 0) {
        chela__error_prefix(err, "malformed");
        return status;
    }
    package->manifest->tier = package->judgement.tier;
    if (strcmp(package->manifest->id, chela__json_str(files, "id")) != 0 ||
        strcmp(package->manifest->version, chela__json_str(files, "version")) != 0)
        return chela__error(err, CHELA_UNTRUSTED,
                            "malformed: files.json and manifest.json speak of different plugins");
    return CHELA_OK;
}

// Every binary passes the gate of its own architecture; one has to be for this machine.
static chela_status
check_plugins(const struct chela__package *package, struct chela_error *err)
{
    const struct chela__tree_file *manifest = chela__tree_find(&package->tree, "manifest.json");
    char                           triplet[64], others[160] = "";
    struct chela__elf_wanted       wanted = {triplet,
                                             json_object_get(package->manifest->json, "libraries"),
                                             manifest->data, manifest->len};
    bool                           fits   = false;
    for (size_t i = 0; i < package->tree.count; i++) {
        const struct chela__tree_file *file = &package->tree.files[i];
        if (strncmp(file->path, "lib/", 4) != 0)
            continue;
        (void)snprintf(triplet, sizeof triplet, "%.*s", (int)strcspn(file->path + 4, "/"),
                       file->path + 4);
        (void)snprintf(others + strlen(others), sizeof others - strlen(others), " %s", triplet);
        fits |= !strcmp(triplet, CHELA__TRIPLET);
        if (!chela__triplet_known(triplet))
            continue;
        chela_status status = chela__elf_check(file->data, file->len, &wanted, err);
        if (status < 0)
            return status;
    }
    if (fits)
        return CHELA_OK;
    return chela__error(err, CHELA_UNTRUSTED,
                        "wrong architecture: it has no plugin for %s (it has:%s)", CHELA__TRIPLET,
                        others[0] ? others : " none");
}

static chela_status
verify(const unsigned char *data, size_t len, const struct chela__keyring *ring,
       struct chela__package *package, struct chela_error *err)
{
    size_t       archive_len = 0;
    json_t      *files       = NULL;
    chela_status status      = chela__package_split(data, len, &archive_len, &package->block, err);
    if (status == CHELA_OK)
        status =
            chela__sigblock_verify(&package->block, CHELA__SIGNED_ARCHIVE, data, archive_len, err);
    if (status == CHELA_OK)
        status = chela__keyring_judge(ring, &package->block, &package->judgement, err);
    if (status == CHELA_OK)
        status = chela__archive_read(data, archive_len, &package->tree, err);
    if (status == CHELA_OK)
        status = check_files(package, &files, err);
    if (status == CHELA_OK)
        status = read_manifest(package, files, err);
    json_decref(files);
    if (status == CHELA_OK)
        status = chela__keyring_check_package(ring, package->digest, package->manifest->id,
                                              package->manifest->version, err);
    return status < 0 ? status : check_plugins(package, err);
}

chela_status
chela__package_verify(const void *data, size_t len, const struct chela__keyring *ring,
                      struct chela__package *ret_package, struct chela_error *err)
{
    struct chela__package package = {.manifest = NULL};
    chela_status          status  = verify(data, len, ring, &package, err);
    if (status < 0)
        chela__package_done(&package);
    else
        *ret_package = package;
    return status;
}

chela_status
chela__package_open(const char *path, const struct chela__keyring *ring,
                    struct chela__package *ret_package, struct chela_error *err)
{
    struct chela__sealed sealed;
    chela_status         status =
        chela__sealed_open(AT_FDCWD, path, 0, CHELA__PACKAGE_MAX_BYTES, &sealed, err);
    if (status < 0)
        return status;
    status = chela__package_verify(sealed.data, sealed.len, ring, ret_package, err);
    chela__sealed_done(&sealed);
    if (status < 0)
        chela__error_prefix(err, "%s", path);
    return status;
}
