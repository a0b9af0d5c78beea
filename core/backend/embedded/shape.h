// shape.h - a capability as what the assignment needs: a flat list of parameters with their words.
#ifndef CHELA_BACKEND_EMBEDDED_SHAPE_H
#define CHELA_BACKEND_EMBEDDED_SHAPE_H

#include "backend/embedded/samples.h"
#include "backend/embedded/scratch.h"
#include "backend/embedded/themes.h"
#include "backend/embedded/template.h"
#include "backend/embedded/terms.h"
#include "base/error.h"
#include "package/manifest.h"

#define CHELA__SHAPE_MAX_PARAMS 48
#define CHELA__SHAPE_MAX_DEPTH 5
#define CHELA__PARAM_MAX_TERMS 40
#define CHELA__SHAPE_MAX_HEADS 8

// What kind of answer a parameter wants: one column of weights.c each.
enum chela__want {
    CHELA__WANT_TEXT,
    CHELA__WANT_NUMBER,
    CHELA__WANT_TIME, // a string or semantic type that says when or how long
    CHELA__WANT_CHOICE,
    CHELA__WANT_FLAG,
    CHELA__WANT_LIST,
    CHELA__WANTS
};

struct chela__param {
    const char         *name;    // the last member
    const char         *pointer; // "/place/city"; elements of a list of objects: "/stops/*/city"
    const json_t       *schema;  // references followed
    const char         *type;    // semantic type or NULL
    const char         *kind;    // JSON type: "string", "integer" ...
    const json_t       *item;    // of a list: its items' schema; NULL otherwise
    const char         *item_type;
    const json_t       *choices;  // enum, of the list's items for a list; NULL: free
    const json_t       *fallback; // default or NULL
    const char         *text;     // description and texts, "" when there are none
    enum chela__want    want;
    uint32_t            roles;
    bool                required; // with all that it lies in
    bool                inner;    // lies in an optional object that may stay out
    struct chela__term *terms;    // of the name, then of the text
    size_t              name_count, term_count;
    struct chela_text   samples[CHELA__SAMPLES_MAX]; // examples in the text
    size_t              sample_count;
    uint32_t            grains; // units of time that name or text speak of: bit 1 << grain each
};

struct chela__shape {
    struct chela__capability *capability;
    struct chela__param      *params;
    size_t                    count;
    struct chela__term       *terms; // of name, summary and examples
    size_t                    name_count, summary_count, term_count;
    struct chela__template   *templates;
    size_t                    template_count;
    struct chela__term heads[CHELA__SHAPE_MAX_HEADS]; // words that requests for it begin with
    size_t             head_count;
    struct chela__offer_book *book; // book.h; NULL: none is kept
};

// Everything is borrowed from the capability and the arena.
chela_status
chela__shape_read(struct chela__capability *capability, const char *lang,
                  struct chela__scratch *arena, struct chela__shape *ret_shape,
                  struct chela_error *err);

// Whether a semantic type is given by the words themselves: texts, and a plugin's own types that
// are strings of no fixed form ("a folder by its name").
bool
chela__param_is_words(const char *type, const json_t *schema);

// A thing that words only describe, so that something must look it up: a contact, a file, a
// plugin's own identifier. What a person says outright, a time or an amount, is asked for instead.
bool
chela__param_is_reference(const struct chela__param *param);

// The schema behind references, as far as the manifest knows them; `ret_type` is the semantic type
// on the way (NULL allowed).
const json_t *
chela__shape_resolve(const struct chela__capability *capability, const json_t *schema,
                     const char **ret_type);

#endif
