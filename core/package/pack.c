// pack.c - makes a package of a plugin's folder and signs it; called by `chela pack` and `chela
// sign`.
#include "package/package.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "package/elf.h"
#include "package/files_json.h"
#include "package/types.h"

// A package while it is put together.
struct packer {
    const struct chela__pack_options *options;
    struct chela__tree                tree;
    struct chela__manifest           *manifest;
    struct chela_error               *err;
};

static chela_status
add_file(struct packer *packer, const char *from, const char *path)
{
    char        *data = NULL;
    size_t       len  = 0;
    chela_status status =
        chela__file_read(AT_FDCWD, from, CHELA__PACKAGE_MAX_BYTES, &data, &len, packer->err);
    if (status < 0)
        return status;
    return chela__tree_add_take(&packer->tree, path, data, len, packer->err);
}

static chela_status
add_folder(struct packer *packer, const char *folder, const char *below);

static chela_status
add_entry(struct packer *packer, const char *folder, const char *below, const char *name)
{
    struct stat  info;
    char        *from   = chela__path(folder, name);
    char        *path   = chela__path(below, name);
    chela_status status = CHELA_OK;
    if (!from || !path)
        status = chela__error_memory(packer->err);
    else if (lstat(from, &info))
        status = chela__error_errno(packer->err, errno, "%s", from);
    else if (S_ISDIR(info.st_mode))
        status = add_folder(packer, from, path);
    else if (S_ISREG(info.st_mode))
        status = add_file(packer, from, path);
    else
        status = chela__error(packer->err, CHELA_INVALID, "%s: a package has only files", from);
    free(from);
    free(path);
    return status;
}

// Adds all below a folder, which need not exist. The depth is bounded by the length of paths.
static chela_status
add_folder(struct packer *packer, const char *folder, const char *below)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return errno == ENOENT ? CHELA_OK : chela__error_errno(packer->err, errno, "%s", folder);
    chela_status status = CHELA_OK;
    for (struct dirent *entry; status == CHELA_OK && (entry = readdir(dir));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = add_entry(packer, folder, below, entry->d_name);
    closedir(dir);
    return status;
}

static chela_status
add_below(struct packer *packer, const char *name)
{
    char *folder = chela__path(packer->options->folder, name);
    if (!folder)
        return chela__error_memory(packer->err);
    chela_status status = add_folder(packer, folder, name);
    free(folder);
    return status;
}

static chela_status
add_manifest(struct packer *packer)
{
    char *path = chela__path(packer->options->folder, "manifest.json");
    if (!path)
        return chela__error_memory(packer->err);
    chela_status status = add_file(packer, path, "manifest.json");
    free(path);
    if (status < 0)
        return status;
    const struct chela__tree_file *file = chela__tree_find(&packer->tree, "manifest.json");
    return chela__manifest_read(file->data, file->len, NULL, 0, &packer->manifest, packer->err);
}

static chela_status
add_types(struct packer *packer)
{
    json_t      *types = NULL;
    chela_status status =
        chela__types_resolve(packer->manifest->json, packer->options->types, &types, packer->err);
    if (status < 0)
        return status;
    char *text = chela__json_text_sorted(types);
    json_decref(types);
    if (!text)
        return chela__error_memory(packer->err);
    return chela__tree_add_take(&packer->tree, "types.json", text, strlen(text), packer->err);
}

static chela_status
add_plugin(struct packer *packer)
{
    char        path[96];
    const char *triplet = packer->options->triplet ? packer->options->triplet : CHELA__TRIPLET;
    if (!packer->options->plugin)
        return CHELA_OK;
    (void)snprintf(path, sizeof path, "lib/%s/plugin.so", triplet);
    return add_file(packer, packer->options->plugin, path);
}

static chela_status
add_files(struct packer *packer)
{
    char        *text   = NULL;
    size_t       len    = 0;
    chela_status status = chela__files_make(&packer->tree, packer->manifest->id,
                                            packer->manifest->version, &text, &len, packer->err);
    if (status < 0)
        return status;
    return chela__tree_add_take(&packer->tree, "files.json", text, len, packer->err);
}

// The triplet in "lib/TRIPLET/plugin.so".
static void
triplet_of(const char *path, char ret_triplet[64])
{
    (void)snprintf(ret_triplet, 64, "%.*s", (int)strcspn(path + 4, "/"), path + 4);
}

static chela_status
check_plugins(struct packer *packer)
{
    const struct chela__tree_file *manifest = chela__tree_find(&packer->tree, "manifest.json");
    char                           triplet[64];
    struct chela__elf_wanted       wanted = {triplet,
                                             json_object_get(packer->manifest->json, "libraries"),
                                             manifest->data, manifest->len};
    size_t                         count  = 0;
    for (size_t i = 0; i < packer->tree.count; i++) {
        const struct chela__tree_file *file = &packer->tree.files[i];
        if (strncmp(file->path, "lib/", 4) != 0)
            continue;
        count++;
        triplet_of(file->path, triplet);
        chela_status status = chela__elf_check(file->data, file->len, &wanted, packer->err);
        if (status < 0)
            return status;
    }
    if (!count)
        return chela__error(packer->err, CHELA_INVALID,
                            "no plugin: give --plugin FILE or put one at lib/%s/plugin.so",
                            CHELA__TRIPLET);
    return CHELA_OK;
}

chela_status
chela__pack(const struct chela__pack_options *options, struct chela__buffer *ret_package,
            struct chela__manifest **ret_manifest, struct chela_error *err)
{
    static chela_status (*const steps[])(struct packer *) = {add_manifest, add_types, add_plugin};
    static const char *const     folders[]                = {"lib", "assets"};
    struct packer                packer                   = {.options = options, .err = err};
    const struct chela__sigblock unsigned_block           = {.signer_count = 0};
    chela_status                 status                   = CHELA_OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && status == CHELA_OK; i++)
        status = steps[i](&packer);
    for (size_t i = 0; i < sizeof folders / sizeof *folders && status == CHELA_OK; i++)
        status = add_below(&packer, folders[i]);
    if (status == CHELA_OK)
        status = check_plugins(&packer);
    if (status == CHELA_OK)
        status = add_files(&packer);
    if (status == CHELA_OK)
        status = chela__archive_write(&packer.tree, ret_package, err);
    if (status == CHELA_OK)
        chela__package_join(ret_package, &unsigned_block);
    if (status == CHELA_OK && ret_package->failed)
        status = chela__error_memory(err);
    chela__tree_done(&packer.tree);
    if (status < 0)
        chela__manifest_free(packer.manifest);
    else
        *ret_manifest = packer.manifest;
    return status;
}

chela_status
chela__package_sign(struct chela__buffer *package, const struct chela__key_pair *pair,
                    enum chela__role role, struct chela_error *err)
{
    struct chela__sigblock block;
    struct chela__tree     tree = {NULL, 0};
    size_t                 len  = 0;
    chela_status           status =
        chela__package_split((const unsigned char *)package->data, package->len, &len, &block, err);
    if (status == CHELA_OK)
        status = chela__archive_read(package->data, len, &tree, err);
    const struct chela__tree_file *files = chela__tree_find(&tree, "files.json");
    if (status == CHELA_OK && !files)
        status = chela__error(err, CHELA_INVALID, "malformed: files.json is missing");
    if (status == CHELA_OK)
        status = chela__sigblock_sign(&block, pair, role, package->data, len, files->data,
                                      files->len, err);
    if (status == CHELA_OK) {
        package->len = len;
        chela__package_join(package, &block);
        if (package->failed)
            status = chela__error_memory(err);
    }
    chela__tree_done(&tree);
    return status;
}
