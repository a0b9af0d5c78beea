// installed.h - keyring, stores and catalogue of the places that a command works with.
#ifndef CHELA_CLI_INSTALLED_H
#define CHELA_CLI_INSTALLED_H

#include "catalog/catalog.h"
#include "cli/cli.h"
#include "package/store.h"
#include "trust/trust.h"

struct chela__cli_stores {
    struct chela__keyring *ring;
    struct chela__stores  *stores;
};

// Reads the image's policy.json, the user's trust.json and the lists of both. Done with the place's
// life.
chela_status
chela__cli_stores_open(const struct chela__place *place, struct chela__cli_stores *ret_stores,
                       struct chela_error *err);
void
chela__cli_stores_done(struct chela__cli_stores *stores);

// The catalogue of all that is installed; reads keys and packages only when the index is old.
chela_status
chela__cli_catalog_open(const struct chela__place *place, struct chela__catalog **ret_catalog,
                        struct chela_error *err);

// A JSON document of at most 1 MiB; *ret_document stays NULL when there is no such file.
chela_status
chela__cli_document_read(const char *path, json_t **ret_document, struct chela_error *err);
// Writes it, indented, with the folders on the way.
chela_status
chela__cli_document_write(const char *path, const json_t *document, struct chela_error *err);

// The store in an image's folder; NULL when there is none. free() it.
char *
chela__cli_image_store(const struct chela__place *place);

#endif
