// schema.h - JSON Schema 2020-12: compile once, validate many; semantic types; proofs that one
// schema fits into another.
//
// A compiled schema is immutable and may be used from several threads. PCRE2 is opened only when a
// schema has a pattern.
#ifndef CHELA_SCHEMA_H
#define CHELA_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"

struct chela__schema;

// Finds the document of an absolute URI ("chela:Text/1", "https://json-schema.org/..."), without
// its fragment, or returns NULL. Borrowed for the life of the compiled schema. Never the network.
struct chela__schema_source {
    const json_t *(*find)(void *user, const char *uri);
    void *user;
};

struct chela__schema_options {
    struct chela__schema_source
                source;   // .find may be NULL: only the schema itself and the metaschemas
    const char *base_uri; // NULL: none
    bool        formats;  // assert `format`; false: annotation only, as the draft says
    bool        strict;   // refuse keywords that are neither 2020-12 nor "x-..."
};

// `document` is referenced, not copied. The message names the schema pointer that is wrong.
chela_status
chela__schema_compile(const json_t *document, const struct chela__schema_options *options,
                      struct chela__schema **ret_schema, struct chela_error *err);
void
chela__schema_free(struct chela__schema *schema);

// One reason why an instance is refused.
struct chela__schema_fault {
    char       *instance; // JSON Pointer into the instance
    char       *schema;   // JSON Pointer into the schema (with the URI before '#', if another one)
    const char *keyword;  // static
    char       *text; // a sentence for a plugin developer: "limit: expected integer, got string"
};
struct chela__schema_faults {
    struct chela__schema_fault *items;
    size_t                      count; // at most CHELA__SCHEMA_MAX_FAULTS are kept
};
#define CHELA__SCHEMA_MAX_FAULTS 16
void
chela__schema_faults_done(struct chela__schema_faults *faults);

// CHELA_OK, CHELA_INVALID, CHELA_LIMIT (match limit of a pattern, depth), CHELA_NO_MEMORY. `faults`
// may be NULL; the first fault's text goes to `err`.
chela_status
chela__schema_check(const struct chela__schema *schema, const json_t *instance,
                    struct chela__schema_faults *faults, struct chela_error *err);

// ---- what planner and checker ask of a schema, without an instance ----

// The subschema (as JSON, references followed) that governs the member at `pointer`, where `*` or a
// number means an element; `true` where anything goes; NULL when the schema says nothing about it
// or nothing can be there. Borrowed.
const json_t *
chela__schema_at(const struct chela__schema *schema, const char *pointer);

// The semantic type ("chela:PhoneNumber/1") of the member at `pointer`; NULL when it has none.
// Borrowed.
const char *
chela__schema_type_at(const struct chela__schema *schema, const char *pointer);

// True when the member at `pointer` is always there in a valid instance.
bool
chela__schema_always(const struct chela__schema *schema, const char *pointer);

// Whether every value that `from` allows at `from_pointer` fits what `to` wants at `to_pointer`.
// CHELA_OK: proved (same semantic type, or structurally). CHELA_PENDING: only the value can tell;
// it is checked at dispatch. CHELA_INVALID: no value can fit; the message says why.
chela_status
chela__schema_fits(const struct chela__schema *from, const char *from_pointer,
                   const struct chela__schema *to, const char *to_pointer, struct chela_error *err);

// Fills in absent members from `default`, in place, through properties and $ref (never inside
// anyOf, oneOf, if).
chela_status
chela__schema_fill_defaults(const struct chela__schema *schema, json_t *instance,
                            struct chela_error *err);

#endif
