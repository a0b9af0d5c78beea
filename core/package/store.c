// store.c - what lies in the layers of stores; called by install, load and index.
#include "package/store_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define MAX_PLUGINS 4096
#define MAX_VERSIONS 64

chela_status
chela__stores_open(const char *image, const char *user, const struct chela__keyring *ring,
                   struct chela__stores **ret_stores, struct chela_error *err)
{
    struct chela__stores *stores = calloc(1, sizeof *stores);
    if (!stores)
        return chela__error_memory(err);
    stores->ring                       = ring;
    stores->folders[CHELA__LAYER_USER] = strdup(user);
    if (image)
        stores->folders[CHELA__LAYER_IMAGE] = strdup(image);
    if (!stores->folders[CHELA__LAYER_USER] || (image && !stores->folders[CHELA__LAYER_IMAGE])) {
        chela__stores_free(stores);
        return chela__error_memory(err);
    }
    *ret_stores = stores;
    return CHELA_OK;
}

void
chela__stores_free(struct chela__stores *stores)
{
    if (!stores)
        return;
    for (int layer = 0; layer < CHELA__STORE_LAYERS; layer++)
        free(stores->folders[layer]);
    free(stores);
}

const char *
chela__stores_folder(const struct chela__stores *stores, bool in_image)
{
    return stores->folders[in_image ? CHELA__LAYER_IMAGE : CHELA__LAYER_USER];
}

char *
chela__store_folder(const struct chela__stores *stores, const struct chela__version *version,
                    const char *id)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s/%s", stores->folders[version->layer], id, version->text) < 0)
        return NULL;
    return path;
}

// ---- versions of one plugin ----

static int
newest_first(const void *a, const void *b)
{
    const struct chela__version *left = a, *right = b;
    int                          order = chela__version_compare(right->text, left->text);
    return order ? order : (int)right->layer - (int)left->layer;
}

static chela_status
list_versions(const struct chela__stores *stores, enum chela__layer layer, const char *id,
              struct chela__version *versions, size_t *count, struct chela_error *err)
{
    char *path = stores->folders[layer] ? chela__path(stores->folders[layer], id) : NULL;
    if (!path)
        return stores->folders[layer] ? chela__error_memory(err) : CHELA_OK;
    DIR *dir         = opendir(path);
    int  saved_errno = errno;
    free(path);
    if (!dir)
        return saved_errno == ENOENT ? CHELA_OK : chela__error_errno(err, saved_errno, "%s", id);
    for (struct dirent *entry; *count < MAX_VERSIONS && (entry = readdir(dir));) {
        if (!chela__version_valid(entry->d_name))
            continue;
        struct chela__version *version = &versions[(*count)++];
        version->layer                 = layer;
        (void)snprintf(version->text, sizeof version->text, "%.20s", entry->d_name);
    }
    closedir(dir);
    return CHELA_OK;
}

chela_status
chela__store_versions(const struct chela__stores *stores, const char *id,
                      struct chela__version **ret_versions, size_t *ret_count,
                      struct chela_error *err)
{
    size_t                 count    = 0;
    struct chela__version *versions = calloc(MAX_VERSIONS, sizeof *versions);
    chela_status           status   = versions ? CHELA_OK : chela__error_memory(err);
    if (status == CHELA_OK && !chela__plugin_id_valid(id))
        status = chela__error(err, CHELA_NOT_FOUND, "%.100s: no such plugin", id);
    for (int layer = 0; layer < CHELA__STORE_LAYERS && status == CHELA_OK; layer++)
        status = list_versions(stores, (enum chela__layer)layer, id, versions, &count, err);
    if (status < 0) {
        free(versions);
        return status;
    }
    qsort(versions, count, sizeof *versions, newest_first);
    *ret_versions = versions;
    *ret_count    = count;
    return CHELA_OK;
}

// ---- ids ----

void
chela__store_ids_free(char **ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(ids[i]);
    free(ids);
}

static int
compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static chela_status
list_ids(const char *folder, char **ids, size_t *count, struct chela_error *err)
{
    DIR *dir = folder ? opendir(folder) : NULL;
    if (!dir)
        return !folder || errno == ENOENT ? CHELA_OK : chela__error_errno(err, errno, "%s", folder);
    chela_status status = CHELA_OK;
    for (struct dirent *entry; *count < MAX_PLUGINS && (entry = readdir(dir));) {
        if (!chela__plugin_id_valid(entry->d_name) || entry->d_type == DT_REG)
            continue;
        ids[*count] = strdup(entry->d_name);
        if (!ids[*count]) {
            status = chela__error_memory(err);
            break;
        }
        ++*count;
    }
    closedir(dir);
    return status;
}

// Sorted, so equal ones are neighbours.
static size_t
drop_repeated(char **ids, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && !strcmp(ids[kept - 1], ids[i]))
            free(ids[i]);
        else
            ids[kept++] = ids[i];
    }
    return kept;
}

chela_status
chela__store_ids(const struct chela__stores *stores, char ***ret_ids, size_t *ret_count,
                 struct chela_error *err)
{
    size_t       count  = 0;
    char       **ids    = calloc(MAX_PLUGINS, sizeof *ids);
    chela_status status = ids ? CHELA_OK : chela__error_memory(err);
    for (int layer = 0; layer < CHELA__STORE_LAYERS && status == CHELA_OK; layer++)
        status = list_ids(stores->folders[layer], ids, &count, err);
    if (status < 0) {
        chela__store_ids_free(ids, count);
        return status;
    }
    qsort(ids, count, sizeof *ids, compare_ids);
    *ret_count = drop_repeated(ids, count);
    *ret_ids   = ids;
    return CHELA_OK;
}

// ---- what can be used ----

chela_status
chela__store_current(const struct chela__stores *stores, const char *id,
                     struct chela__version *ret_version, struct chela__checked *ret_checked,
                     struct chela_error *err)
{
    struct chela__version *versions = NULL;
    size_t                 count    = 0;
    chela_status           status   = chela__store_versions(stores, id, &versions, &count, err);
    if (status < 0)
        return status;
    status = CHELA_NOT_FOUND;
    for (size_t i = 0; i < count && status < 0; i++) {
        struct chela_error why = CHELA_ERROR_INIT;
        status                 = chela__store_check(stores, id, &versions[i], ret_checked, &why);
        if (status == CHELA_OK || !i)
            *ret_version = versions[i];
        if (status < 0) // the newest one's message stays
            (void)chela__error(err, why.status, "%s %s: %s", id, versions[i].text, why.text);
    }
    free(versions);
    if (status == CHELA_OK)
        chela__error_clear(err);
    else if (!count)
        return chela__error(err, CHELA_NOT_FOUND, "%s: no such plugin is installed", id);
    return status;
}

chela_status
chela__stores_each(struct chela__stores *stores,
                   chela_status (*each)(void *user, const struct chela__installed *installed),
                   void *user, struct chela_error *err)
{
    char       **ids    = NULL;
    size_t       count  = 0;
    chela_status status = chela__store_ids(stores, &ids, &count, err);
    for (size_t i = 0; i < count && status >= 0; i++) {
        struct chela__version version = {.layer = CHELA__LAYER_USER};
        struct chela__checked checked = {.dirfd = -1};
        struct chela_error    why     = CHELA_ERROR_INIT;
        chela_status found = chela__store_current(stores, ids[i], &version, &checked, &why);
        if (found == CHELA_NOT_FOUND && !version.text[0])
            continue; // an empty folder
        const struct chela__installed installed = {.id       = ids[i],
                                                   .version  = version.text,
                                                   .in_image = version.layer == CHELA__LAYER_IMAGE,
                                                   .status   = found,
                                                   .text     = why.text,
                                                   .manifest = checked.manifest};
        status                                  = each(user, &installed);
        if (found == CHELA_OK)
            chela__checked_done(&checked);
    }
    chela__store_ids_free(ids, count);
    return status;
}
