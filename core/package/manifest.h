// manifest.h - a plugin's manifest as data: what catalogue, planner, card, policy and call read.
//
// Reading is strict: unknown members that do not start with "x-" and unknown values refuse it, with
// the JSON Pointer. A manifest never loads code.
#ifndef CHELA_PACKAGE_MANIFEST_H
#define CHELA_PACKAGE_MANIFEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "schema/schema.h"
#include "trust/trust.h"
#include "trust/version.h"

#define CHELA__MANIFEST_MAX_BYTES ((size_t)1024 * 1024)
#define CHELA__MANIFEST_MAX_CAPABILITIES 256
#define CHELA__ID_MAX 96   // bytes of a plugin id
#define CHELA__NAME_MAX 64 // bytes of a capability's short name

enum chela__effect { CHELA__PURE, CHELA__READ, CHELA__WRITE, CHELA__IRREVERSIBLE };
enum chela__idempotency { CHELA__SAFE, CHELA__KEYED, CHELA__ONCE };
enum chela__label {
    CHELA__PUBLIC,
    CHELA__DEVICE,
    CHELA__PERSONAL,
    CHELA__SENSITIVE,
    CHELA__SECRET
};
enum chela__life { CHELA__LIFE_IDLE, CHELA__LIFE_TASK, CHELA__LIFE_RESIDENT };

// Their names in manifests, policy and messages. Static. The readers return < 0 for an unknown
// name.
const char *
chela__effect_name(enum chela__effect effect);
const char *
chela__label_name(enum chela__label label);
int
chela__effect_from_name(const char *name);
int
chela__idempotency_from_name(const char *name);
int
chela__label_from_name(const char *name);

// flags of struct chela__capability
#define CHELA__COSTS 1u    // "flags": ["costs"]
#define CHELA__PHYSICAL 2u // "flags": ["physical"]
#define CHELA__WATCH 4u    // "watch": true; never ends by itself
#define CHELA__CONVERTS 8u // "converts": true; a pure conversion the planner may insert

struct chela__manifest;

// One entry of "capabilities". Everything is borrowed from the manifest.
struct chela__capability {
    const struct chela__manifest *plugin;
    const char                   *name;      // "notes.create"
    const char                   *full_name; // "org.example.notes/notes.create"
    const json_t                 *json;      // the whole entry, for members not listed here
    const json_t                 *input;     // schemas, as written
    const json_t                 *output;    // NULL for streams
    const json_t                 *items;     // NULL unless a stream
    enum chela__effect            effect;
    enum chela__idempotency       idempotency;
    enum chela__label             label; // of the output
    uint32_t                      flags;
    int64_t                       timeout_ms;   // the fixed part; default 10 000
    const char                   *timeout_plus; // pointer to a Duration in the input, or NULL
    const char                   *permission;   // NULL: none beyond the effect
    // Compiled on first use by chela__capability_schemas().
    struct chela__schema *input_schema;
    struct chela__schema *output_schema; // of output, or of one item
};

struct chela__manifest {
    const char                *id;
    const char                *version; // MAJOR.MINOR.PATCH
    const json_t              *json;
    const json_t              *types; // uri -> schema: own "types" and what types.json resolved
    struct chela__capability **capabilities;
    size_t                     capability_count;
    bool                       is_parallel; // "concurrency": "parallel"
    bool                       in_host;     // "process": "host" is asked for
    enum chela__life           life;
    enum chela__tier           tier;               // set by whoever verified it; SIDELOAD before
    char                       digest[2 * 32 + 1]; // BLAKE2b-256 of the manifest's bytes, hex
};

// Reads manifest.json and, unless NULL, types.json. Copies all it keeps.
chela_status
chela__manifest_read(const char *data, size_t len, const char *types, size_t types_len,
                     struct chela__manifest **ret_manifest, struct chela_error *err);

// A manifest around capabilities that come without one: an array of {name, description, input,
// output?}. For `chela eval`, foreign MCP tools and tests. Names may hold any characters; a name
// that comes twice is refused. The effect is `write` unless an entry says "effect"; further members
// of an entry (summary, texts, examples ...) are kept as they are.
chela_status
chela__manifest_from_tools(const char *id, const json_t *tools,
                           struct chela__manifest **ret_manifest, struct chela_error *err);

// Another owner; every owner frees it. Not thread-safe.
struct chela__manifest *
chela__manifest_ref(struct chela__manifest *manifest);

// NULL is allowed.
void
chela__manifest_free(struct chela__manifest *manifest);

// NULL when there is no such capability. Borrowed.
struct chela__capability *
chela__manifest_find(const struct chela__manifest *manifest, const char *name);

// Compiles input and output schema once, resolving types from the manifest alone. Not thread-safe.
chela_status
chela__capability_schemas(struct chela__capability *capability, struct chela_error *err);

// A text of a {"en": ..., "zh": ...} member of `object` in the best language for `lang` (exact,
// primary subtag, "en", any); NULL when the member is absent. Plain strings serve all. Borrowed.
const char *
chela__localized(const json_t *object, const char *key, const char *lang);

// True for a capability that a reserved set in "provides" takes: it is neither planned nor
// searched.
bool
chela__capability_reserved(const struct chela__capability *capability);

// "org.example.notes": lower-case labels with at least one dot; safe as the name of a folder.
bool
chela__plugin_id_valid(const char *id);

#endif
