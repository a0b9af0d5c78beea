// manifest.c - turns manifest.json and types.json into struct chela__manifest; called by the store,
// the catalogue and the developer commands.
#include "package/manifest.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "package/manifest_build.h"
#include "package/manifest_rules.h"

// The public struct and what it is borrowed from.
struct owned_manifest {
    struct chela__manifest     manifest; // first: a pointer to it is a pointer to this
    json_t                    *json;
    json_t                    *types;
    struct chela__capability  *storage;
    struct chela__capability **pointers;
    size_t                     refs;
};

static struct owned_manifest *
owner(struct chela__manifest *manifest)
{
    return (struct owned_manifest *)(void *)manifest;
}

struct chela__manifest *
chela__manifest_ref(struct chela__manifest *manifest)
{
    owner(manifest)->refs++;
    return manifest;
}

void
chela__manifest_free(struct chela__manifest *manifest)
{
    if (!manifest || --owner(manifest)->refs > 0)
        return;
    struct owned_manifest *owned = owner(manifest);
    for (size_t i = 0; i < manifest->capability_count; i++)
        chela__capability_done(&owned->storage[i]);
    free(owned->storage);
    free(owned->pointers);
    json_decref(owned->json);
    json_decref(owned->types);
    free(owned);
}

static chela_status
fill_capabilities(struct owned_manifest *owned, struct chela_error *err)
{
    json_t     *entries = json_object_get(owned->json, "capabilities");
    size_t      count   = json_object_size(entries);
    const char *name;
    json_t     *entry;
    owned->storage  = calloc(count + 1, sizeof *owned->storage);
    owned->pointers = calloc(count + 1, sizeof *owned->pointers);
    if (!owned->storage || !owned->pointers)
        return chela__error_memory(err);
    owned->manifest.capabilities = owned->pointers;
    json_object_foreach(entries, name, entry)
    {
        size_t                    at         = owned->manifest.capability_count++;
        struct chela__capability *capability = &owned->storage[at];
        owned->pointers[at]                  = capability;
        chela_status status =
            chela__capability_init(capability, &owned->manifest, name, entry, err);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

// Own types win over what types.json resolved.
static chela_status
join_types(struct owned_manifest *owned, struct chela_error *err)
{
    json_t *own = json_object_get(owned->json, "types");
    if (!owned->types)
        owned->types = json_object();
    if (!owned->types || (own && json_object_update(owned->types, own)))
        return chela__error_memory(err);
    owned->manifest.types = owned->types;
    return CHELA_OK;
}

static void
fill_digest(struct chela__manifest *manifest, struct chela_text bytes)
{
    unsigned char digest[32];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)bytes.data, bytes.len, NULL,
                       0);
    sodium_bin2hex(manifest->digest, sizeof manifest->digest, digest, sizeof digest);
}

static enum chela__life
life_from_name(const char *name)
{
    if (name && !strcmp(name, "task"))
        return CHELA__LIFE_TASK;
    return name && !strcmp(name, "resident") ? CHELA__LIFE_RESIDENT : CHELA__LIFE_IDLE;
}

static void
fill_plugin(struct chela__manifest *manifest, const json_t *json)
{
    const char *concurrency = chela__json_str(json, "concurrency");
    const char *process     = chela__json_str(json, "process");
    manifest->json          = json;
    manifest->id            = chela__json_str(json, "id");
    manifest->version       = chela__json_str(json, "version");
    manifest->is_parallel   = concurrency && !strcmp(concurrency, "parallel");
    manifest->in_host       = process && !strcmp(process, "host");
    manifest->life          = life_from_name(chela__json_str(json, "life"));
    manifest->tier          = CHELA__SIDELOAD;
}

chela_status
chela__manifest_build_take(json_t *json, json_t *types, struct chela_text bytes,
                           struct chela__manifest **ret_manifest, struct chela_error *err)
{
    struct owned_manifest *owned = calloc(1, sizeof *owned);
    if (!owned) {
        json_decref(json);
        json_decref(types);
        return chela__error_memory(err);
    }
    owned->refs  = 1;
    owned->json  = json;
    owned->types = types;
    fill_plugin(&owned->manifest, json);
    fill_digest(&owned->manifest, bytes);
    chela_status status = join_types(owned, err);
    if (status == CHELA_OK)
        status = fill_capabilities(owned, err);
    if (status < 0)
        chela__manifest_free(&owned->manifest);
    else
        *ret_manifest = &owned->manifest;
    return status;
}

static chela_status
read_types(const char *data, size_t len, json_t **ret_types, struct chela_error *err)
{
    const struct chela__json_limits limits = {.bytes = CHELA__MANIFEST_MAX_BYTES};
    if (!data)
        return CHELA_OK;
    chela_status status = chela__json_read(data, len, &limits, ret_types, err);
    if (status == CHELA_OK && !json_is_object(*ret_types))
        status = chela__error(err, CHELA_INVALID, "expected an object of types");
    if (status < 0)
        chela__error_prefix(err, "types.json");
    return status;
}

chela_status
chela__manifest_read(const char *data, size_t len, const char *types, size_t types_len,
                     struct chela__manifest **ret_manifest, struct chela_error *err)
{
    const struct chela__json_limits limits   = {.bytes = CHELA__MANIFEST_MAX_BYTES};
    json_t                         *json     = NULL;
    json_t                         *resolved = NULL;
    chela_status                    status   = chela__json_read(data, len, &limits, &json, err);
    if (status < 0) {
        chela__error_prefix(err, "manifest.json");
        goto out;
    }
    status = chela__manifest_rules(json, err);
    if (status < 0)
        goto out;
    status = read_types(types, types_len, &resolved, err);
    if (status < 0)
        goto out;
    status   = chela__manifest_build_take(json, resolved, (struct chela_text){data, len},
                                          ret_manifest, err);
    json     = NULL;
    resolved = NULL;
out:
    json_decref(json);
    json_decref(resolved);
    return status;
}

struct chela__capability *
chela__manifest_find(const struct chela__manifest *manifest, const char *name)
{
    for (size_t i = 0; i < manifest->capability_count; i++)
        if (!strcmp(manifest->capabilities[i]->name, name))
            return manifest->capabilities[i];
    return NULL;
}
