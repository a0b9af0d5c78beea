// model.h - what a schema is compiled into: documents -> resources -> nodes -> checks.
//
// A node is one schema (object or boolean) at one place; a resource is what has a URI; a check is
// one keyword of a node, ready to run. All of it lives in the schema's arena.
#ifndef CHELA_SCHEMA_MODEL_H
#define CHELA_SCHEMA_MODEL_H

#include <stdint.h>

#include "base/buffer.h"
#include "schema/arena.h"
#include "schema/schema.h"

// Maxima of one compiled schema, with all that it refers to.
#define MAX_NODES 65536
#define MAX_RESOURCES 1024
#define MAX_ANCHORS 4096
#define MAX_NESTING 256 // of subschemas

// Vocabularies of a resource's metaschema.
enum {
    VOCABULARY_CORE         = 1 << 0,
    VOCABULARY_APPLICATOR   = 1 << 1,
    VOCABULARY_UNEVALUATED  = 1 << 2,
    VOCABULARY_VALIDATION   = 1 << 3,
    VOCABULARY_META_DATA    = 1 << 4,
    VOCABULARY_FORMAT       = 1 << 5,
    VOCABULARY_FORMAT_CHECK = 1 << 6, // format-assertion
    VOCABULARY_CONTENT      = 1 << 7,
};
#define VOCABULARY_DEFAULT (0xFF & ~VOCABULARY_FORMAT_CHECK)

struct node;
struct check;
struct run;
struct sink;
struct pattern;

struct anchor {
    const char    *name;
    struct node   *node;
    bool           is_dynamic;
    struct anchor *next;
};

struct resource {
    const char      *uri; // absolute, without fragment; "" when it has none
    struct node     *root;
    struct anchor   *anchors;
    uint32_t         vocabularies;
    struct resource *next;
};

struct node {
    const json_t    *json;
    struct resource *resource;
    struct node     *parent; // NULL: the root of a document
    const char      *step;   // from the parent: "/properties/limit", escaped
    struct node     *next;   // in the order of compilation
    struct check    *checks; // in the order of the keyword table
    size_t           check_count;
    bool             needs_sink; // has unevaluatedItems or unevaluatedProperties
    struct node     *reference;  // what $ref names
};

struct node_list {
    struct node **nodes;
    size_t        count;
};

// Runs one keyword on an instance. `sink` takes what was evaluated; NULL when nobody asks.
typedef chela_status (*check_run)(struct run *run, const struct check *check,
                                  const json_t *instance, struct sink *sink);

struct check {
    check_run     run;
    const char   *keyword; // static
    struct node  *owner;
    const json_t *value; // as written
    union {
        size_t                   count;   // maxLength, minItems, ...
        uint32_t                 types;   // type
        struct node             *node;    // $ref, not, propertyNames, ...
        struct node_list         list;    // allOf, anyOf, oneOf
        const struct pattern    *pattern; // pattern
        const struct format     *format;  // format
        const struct members    *members; // properties and what goes with it
        const struct elements   *elements;
        const struct contains   *contains;
        const struct condition  *condition;
        const struct dependents *dependents;
        const char              *anchor; // $dynamicRef: looked up in the dynamic scope
    };
    struct node *fallback;  // $dynamicRef: where it points without a dynamic scope
    bool         needs_all; // runs only when all before it have fitted (unevaluatedX)
};

struct node_map {
    struct node **slots;
    size_t        size, used; // size: a power of two
};

struct document {
    char            *uri;
    json_t          *json;
    struct document *next;
};

struct chela__schema {
    struct arena                 arena;
    json_t                      *document; // referenced
    struct node                 *root;
    struct resource             *resources;
    struct node_map              map; // json_t of an object -> node
    struct node                 *first, *last;
    size_t                       node_count, resource_count, anchor_count;
    struct pattern              *patterns;
    size_t                       pattern_count;
    struct document             *metaschemas; // parsed from the binary when needed
    struct chela__schema_options options;
};

// ---- load.c: documents into resources and nodes ----

// Registers a document and every subschema in it.
chela_status
chela__schema_load(struct chela__schema *schema, const json_t *document, const char *uri,
                   struct node **ret_root, struct chela_error *err);

// The same for a place that no keyword made a schema (a $ref into an unknown keyword).
chela_status
chela__schema_load_at(struct chela__schema *schema, const json_t *json, struct node *parent,
                      const char *step, struct node **ret_node, struct chela_error *err);

// NULL: this object is no known subschema.
struct node *
chela__schema_lookup(const struct chela__schema *schema, const json_t *json);

// The node of a direct subschema; a new one for booleans.
chela_status
chela__schema_child(struct chela__schema *schema, struct node *parent, const json_t *json,
                    const char *step, struct node **ret_node, struct chela_error *err);

// "/keyword" or "/keyword/token" with escapes, in the arena.
const char *
chela__schema_step(struct chela__schema *schema, const char *keyword, const char *token);

// ---- refs.c ----

// Finds the node that a reference names from `node`, loading documents on the way.
chela_status
chela__schema_resolve(struct chela__schema *schema, const struct node *node, const char *reference,
                      struct node **ret_target, const struct anchor **ret_anchor,
                      struct chela_error *err);

// The vocabularies that a metaschema declares.
chela_status
chela__schema_vocabularies(struct chela__schema *schema, const char *metaschema,
                           uint32_t *ret_vocabularies, struct chela_error *err);

const struct anchor *
chela__schema_anchor(const struct resource *resource, const char *name);

// A document by URI: of the options' source, or a metaschema; NULL: unknown.
const json_t *
chela__schema_document(struct chela__schema *schema, const char *uri);

// Where a node stands: "/properties/limit", or "uri#/..." outside of the first document.
void
chela__schema_place(const struct chela__schema *schema, const struct node *node,
                    struct chela__buffer *out);

// Fails with "PLACE/KEYWORD: " before the message.
__attribute__((format(printf, 5, 6))) chela_status
chela__schema_wrong(struct chela__schema *schema, const struct node *node, const char *keyword,
                    struct chela_error *err, const char *format, ...);

#endif
