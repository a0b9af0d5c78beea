// stores_index.c - keeps the index file of the stores up to date; called when a host or the command
// opens its catalogue.
//
// The file's name carries what it was made from: inode, size and times of the stores' stamps, of
// policy.json, trust.json and the lists of what is revoked. Whoever changes one of them makes
// another name.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "catalog/catalog.h"
#include "catalog/image.h"

#define PREFIX "index-"

// FNV-1a over whatever tells that a file is another one. The index is a cache, not a secret.
static uint64_t
mix(uint64_t hash, const void *data, size_t len)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ bytes[i]) * 1099511628211u;
    return hash;
}

static uint64_t
mix_file(uint64_t hash, const char *folder, const char *name)
{
    char        path[4096];
    struct stat info;
    int64_t     facts[5] = {0};
    if (!folder || snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return mix(hash, facts, sizeof facts);
    if (!stat(path, &info)) {
        facts[0] = (int64_t)info.st_ino;
        facts[1] = (int64_t)info.st_size;
        facts[2] = (int64_t)info.st_mtim.tv_sec;
        facts[3] = (int64_t)info.st_mtim.tv_nsec;
        facts[4] = (int64_t)info.st_dev;
    }
    return mix(hash, facts, sizeof facts);
}

static void
index_name(const char *image, const char *user, char ret_name[32])
{
    const uint32_t format = CHELA__IMAGE_FORMAT;
    uint64_t       hash   = mix(14695981039346656037u, &format, sizeof format);
    if (image)
        hash = mix(hash, image, strlen(image));
    hash = mix_file(hash, image, "stamp");
    hash = mix_file(hash, image, "../policy.json");
    hash = mix_file(hash, image, "../revoked.list");
    hash = mix_file(hash, user, "stamp");
    hash = mix_file(hash, user, "../trust.json");
    hash = mix_file(hash, user, "../revoked.list");
    (void)snprintf(ret_name, 32, PREFIX "%016llx", (unsigned long long)hash);
}

char *
chela__stores_index_ready(const char *image, const char *user)
{
    char name[32];
    index_name(image, user, name);
    char *path = chela__path(user, name);
    if (path && access(path, R_OK)) {
        free(path);
        path = NULL;
    }
    return path;
}

// ---- making it ----

struct collection {
    struct chela__manifest **manifests;
    char                   **paths;
    size_t                   count, room;
    struct chela_error      *err;
};

static chela_status
make_room(struct collection *collection)
{
    if (collection->count < collection->room)
        return CHELA_OK;
    size_t room      = collection->room ? collection->room * 2 : 64;
    void  *manifests = reallocarray(collection->manifests, room, sizeof *collection->manifests);
    if (!manifests)
        return chela__error_memory(collection->err);
    collection->manifests = manifests;
    void *paths           = reallocarray(collection->paths, room, sizeof *collection->paths);
    if (!paths)
        return chela__error_memory(collection->err);
    collection->paths = paths;
    collection->room  = room;
    return CHELA_OK;
}

// A plugin that cannot be used is left out; the others stay.
static chela_status
take(void *user, const struct chela__installed *installed)
{
    struct collection *collection = user;
    if (installed->status < 0)
        return CHELA_OK;
    chela_status status = make_room(collection);
    if (status < 0)
        return status;
    char *path = chela__path(installed->id, installed->version);
    if (!path)
        return chela__error_memory(collection->err);
    collection->manifests[collection->count] = chela__manifest_ref(installed->manifest);
    collection->paths[collection->count++]   = path;
    return CHELA_OK;
}

static void
collection_done(struct collection *collection)
{
    for (size_t i = 0; i < collection->count; i++) {
        chela__manifest_free(collection->manifests[i]);
        free(collection->paths[i]);
    }
    free(collection->manifests);
    free(collection->paths);
}

// Indexes of other states of the stores are of no use any more.
static void
drop_old(const char *folder, const char *name)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (struct dirent *entry; (entry = readdir(dir));)
        if (!strncmp(entry->d_name, PREFIX, strlen(PREFIX)) && strcmp(entry->d_name, name) != 0)
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
}

static chela_status
make_index(struct chela__stores *stores, const char *path, struct chela_error *err)
{
    struct collection    collection = {.err = err};
    struct chela__buffer image      = CHELA__BUFFER_INIT;
    chela_status         status     = chela__stores_each(stores, take, &collection, err);
    if (status == CHELA_OK)
        status = chela__index_build(collection.manifests, (const char *const *)collection.paths,
                                    collection.count, &image, err);
    if (status == CHELA_OK)
        status = chela__make_folder(chela__stores_folder(stores, false), err);
    if (status == CHELA_OK)
        status = chela__file_write(AT_FDCWD, path, 0644, image.data, image.len, err);
    chela__buffer_done(&image);
    collection_done(&collection);
    return status;
}

chela_status
chela__stores_index(struct chela__stores *stores, char **ret_path, struct chela_error *err)
{
    const char *image = chela__stores_folder(stores, true);
    const char *user  = chela__stores_folder(stores, false);
    char        name[32];
    char       *path = chela__stores_index_ready(image, user);
    if (path) {
        *ret_path = path;
        return CHELA_OK;
    }
    index_name(image, user, name);
    path = chela__path(user, name);
    if (!path)
        return chela__error_memory(err);
    chela_status status = make_index(stores, path, err);
    if (status < 0) {
        free(path);
        return status;
    }
    drop_old(user, name);
    *ret_path = path;
    return CHELA_OK;
}
