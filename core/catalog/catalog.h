// catalog.h - what is installed, from one index file mapped read-only; lookup and search.
//
// The index is a cache of the stores for search: flat, pointer-free, every offset checked on
// access. Nothing in it is trusted at load. Opening costs the same with 10 plugins and with 1,000.
#ifndef CHELA_CATALOG_H
#define CHELA_CATALOG_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "package/manifest.h"
#include "package/store.h"

struct chela__catalog;

// ---- making an index ----

// Writes the index image over `count` manifests (each with its tier set; `paths[i]` tells where the
// plugin lies in its store, may be NULL).
chela_status
chela__index_build(struct chela__manifest *const *manifests, const char *const *paths, size_t count,
                   struct chela__buffer *image, struct chela_error *err);

// The index over all layers of the stores, in the user's store; made anew when a store, the policy
// or the trust file beside it changed. Plugins that cannot be used are left out. free() the path.
chela_status
chela__stores_index(struct chela__stores *stores, char **ret_path, struct chela_error *err);

// The path of that index if it is up to date, else NULL: a few stat() calls, no keys, no JSON.
// free() it.
char *
chela__stores_index_ready(const char *image, const char *user);

// ---- reading one ----

// Maps an index file.
chela_status
chela__catalog_open(const char *path, struct chela__catalog **ret_catalog, struct chela_error *err);
// The same over bytes in memory, which are copied.
chela_status
chela__catalog_from_image(const void *image, size_t len, struct chela__catalog **ret_catalog,
                          struct chela_error *err);
// build + from_image: a catalogue over manifests in memory (eval, tests, foreign tools). The
// manifests are referenced, and served as they are.
chela_status
chela__catalog_from_manifests(struct chela__manifest *const *manifests, size_t count,
                              struct chela__catalog **ret_catalog, struct chela_error *err);
void
chela__catalog_free(struct chela__catalog *catalog);

size_t
chela__catalog_count(const struct chela__catalog *catalog); // capabilities

// What list and search show, straight from the mapping; no JSON is parsed. Borrowed from the
// catalogue.
struct chela__entry {
    struct chela_text  name;    // "notes.create"
    struct chela_text  plugin;  // "org.example.notes"
    struct chela_text  version; // of the plugin
    struct chela_text  summary; // in the language asked for, else English
    struct chela_text  path;    // where the plugin lies in its store; empty for in-memory ones
    enum chela__tier   tier;
    enum chela__effect effect;
    bool               is_reserved; // in a reserved set: neither planned nor searched
};
chela_status
chela__catalog_entry(const struct chela__catalog *catalog, size_t index, const char *lang,
                     struct chela__entry *ret_entry, struct chela_error *err);

// The capability as data; its manifest is parsed on first use and kept. Borrowed from the
// catalogue.
chela_status
chela__catalog_capability(struct chela__catalog *catalog, size_t index,
                          struct chela__capability **ret_capability, struct chela_error *err);

// Plugins, in the order of their installation folders.
struct chela__plugin_entry {
    struct chela_text id, version, path;
    struct chela_text name, summary; // in the language asked for, else English
    struct chela_text digest;        // of the manifest, hex
    enum chela__tier  tier;
    size_t            first, count; // of its capabilities
};
size_t
chela__catalog_plugin_count(const struct chela__catalog *catalog);
chela_status
chela__catalog_plugin(const struct chela__catalog *catalog, size_t index, const char *lang,
                      struct chela__plugin_entry *ret_entry, struct chela_error *err);

// A plugin's manifest, read on first use. Borrowed from the catalogue.
chela_status
chela__catalog_manifest(struct chela__catalog *catalog, size_t plugin,
                        struct chela__manifest **ret_manifest, struct chela_error *err);

// The next capability at or after *index that plays `role` of the reserved set `set`
// ("chela.due/1", "take"), found in `provides`. CHELA_NOT_FOUND when there is no further one (err
// stays empty).
chela_status
chela__catalog_provider(const struct chela__catalog *catalog, const char *set, const char *role,
                        size_t *index);

// By full name ("PLUGIN-ID/NAME") or short name: the highest tier wins; two at the same tier are
// CHELA_CONFLICT unless `preferred` (a plugin id, may be NULL) is one of them. CHELA_NOT_FOUND
// names the nearest name there is.
chela_status
chela__catalog_find(struct chela__catalog *catalog, const char *name, const char *preferred,
                    size_t *ret_index, struct chela_error *err);

// ---- search ----

struct chela__hit {
    size_t index;
    float  score; // BM25F; only comparable within one search
};

// The best `max` capabilities for free text, best first (ties: higher tier, then name). `lang` may
// be NULL: told from the script.
chela_status
chela__catalog_search(const struct chela__catalog *catalog, const char *text, size_t len,
                      const char *lang, struct chela__hit *ret_hits, size_t max, size_t *ret_count,
                      struct chela_error *err);

#endif
