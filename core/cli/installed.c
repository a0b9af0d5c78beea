// installed.c - opens keyring, stores and catalogue; called by the commands about packages.
#include "cli/installed.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "trust/list.h"

#define DOCUMENT_MAX_BYTES ((size_t)1024 * 1024)

chela_status
chela__cli_document_read(const char *path, json_t **ret_document, struct chela_error *err)
{
    char        *data = NULL;
    size_t       len  = 0;
    chela_status status;
    if (access(path, F_OK))
        return CHELA_OK;
    status = chela__file_read(AT_FDCWD, path, DOCUMENT_MAX_BYTES, &data, &len, err);
    if (status == CHELA_OK) {
        status = chela__json_read(data, len, NULL, ret_document, err);
        if (status < 0)
            chela__error_prefix(err, "%s", path);
    }
    free(data);
    return status;
}

chela_status
chela__cli_document_write(const char *path, const json_t *document, struct chela_error *err)
{
    char *text   = json_dumps(document, JSON_INDENT(2));
    char *folder = strdup(path);
    if (!text || !folder) {
        free(text);
        free(folder);
        return chela__error_memory(err);
    }
    char        *slash  = strrchr(folder, '/');
    chela_status status = CHELA_OK;
    if (slash && slash != folder) {
        *slash = '\0';
        status = chela__make_folder(folder, err);
    }
    if (status == CHELA_OK)
        status = chela__file_write(AT_FDCWD, path, 0644, text, strlen(text), err);
    free(folder);
    free(text);
    return status;
}

char *
chela__cli_image_store(const struct chela__place *place)
{
    char *path = chela__path(place->image, "store");
    if (path && !access(path, F_OK))
        return path;
    free(path);
    return NULL;
}

static chela_status
add_layer(struct chela__keyring *ring, const char *folder, const char *name,
          chela_status (*add)(struct chela__keyring *ring, const json_t *document,
                              struct chela_error *err),
          struct chela_error *err)
{
    json_t *document = NULL;
    char   *path     = chela__path(folder, name);
    if (!path)
        return chela__error_memory(err);
    chela_status status = chela__cli_document_read(path, &document, err);
    if (status == CHELA_OK && document) {
        status = add(ring, document, err);
        if (status < 0)
            chela__error_prefix(err, "%s", path);
    }
    json_decref(document);
    free(path);
    return status;
}

chela_status
chela__cli_stores_open(const struct chela__place *place, struct chela__cli_stores *ret_stores,
                       struct chela_error *err)
{
    struct chela__cli_stores opened = {.ring = NULL};
    char                    *image  = chela__cli_image_store(place);
    chela_status             status = chela__keyring_new(&opened.ring, err);
    if (status == CHELA_OK)
        status =
            add_layer(opened.ring, place->image, "policy.json", chela__keyring_add_policy, err);
    if (status == CHELA_OK)
        status = add_layer(opened.ring, place->data, "trust.json", chela__keyring_add_user, err);
    if (status == CHELA_OK)
        status = chela__keyring_add_list_file(opened.ring, place->image, err);
    if (status == CHELA_OK)
        status = chela__keyring_add_list_file(opened.ring, place->data, err);
    if (status == CHELA_OK)
        status = chela__stores_open(image, place->store, opened.ring, &opened.stores, err);
    free(image);
    if (status < 0)
        chela__cli_stores_done(&opened);
    else
        *ret_stores = opened;
    return status;
}

void
chela__cli_stores_done(struct chela__cli_stores *stores)
{
    chela__stores_free(stores->stores);
    chela__keyring_free(stores->ring);
    *stores = (struct chela__cli_stores){NULL, NULL};
}

chela_status
chela__cli_catalog_open(const struct chela__place *place, struct chela__catalog **ret_catalog,
                        struct chela_error *err)
{
    struct chela__cli_stores stores;
    char                    *image  = chela__cli_image_store(place);
    char                    *path   = chela__stores_index_ready(image, place->store);
    chela_status             status = CHELA_OK;
    free(image);
    if (!path) {
        status = chela__cli_stores_open(place, &stores, err);
        if (status < 0)
            return status;
        status = chela__stores_index(stores.stores, &path, err);
        chela__cli_stores_done(&stores);
    }
    if (status == CHELA_OK)
        status = chela__catalog_open(path, ret_catalog, err);
    free(path);
    return status;
}
