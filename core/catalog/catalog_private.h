// catalog_private.h - what the files of this folder share about an open catalogue.
#ifndef CHELA_CATALOG_PRIVATE_H
#define CHELA_CATALOG_PRIVATE_H

#include "catalog/catalog.h"
#include "catalog/image.h"

struct chela__catalog {
    struct chela__image      image;
    void                    *mapped;    // NULL: the bytes are owned
    void                    *owned;     // NULL: mapped
    struct chela__manifest **manifests; // by plugin number; read on first use
};

// The index image, with or without the manifests' text in it.
chela_status
chela__index_write(struct chela__manifest *const *manifests, const char *const *paths, size_t count,
                   bool with_manifests, struct chela__buffer *image, struct chela_error *err);

// Tier of the plugin of a capability; SIDELOAD for a number that is none.
enum chela__tier
chela__catalog_tier(const struct chela__catalog *catalog, uint32_t plugin);

#endif
