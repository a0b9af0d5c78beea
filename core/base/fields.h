// fields.h - strict reading of JSON objects by tables of members; every fault names its pointer.
//
// Unknown members that do not start with "x-" are refused. Used for manifests, policy, keys and
// other small documents.
#ifndef CHELA_BASE_FIELDS_H
#define CHELA_BASE_FIELDS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

// One walk over a document. `pointer` is where the walk is.
struct chela__fields {
    const char          *what; // "manifest.json", for messages
    struct chela__buffer pointer;
    struct chela_error  *err;
    void                *user;
};

typedef chela_status
chela__field_check(struct chela__fields *fields, const char *name, json_t *value);

struct chela__field {
    const char         *name;
    chela__field_check *check;
    bool                required;
};

// A whole document; `what` names it in messages. `user` is for the checks.
chela_status
chela__fields_document(const char *what, json_t *value, const struct chela__field *table,
                       void *user, struct chela_error *err);

// An object whose members are those of the table (ended by a NULL name).
chela_status
chela__fields_object(struct chela__fields *fields, json_t *value, const struct chela__field *table);

// An object with free keys, or an array: `check` for each value, with the key (NULL in arrays).
chela_status
chela__fields_map(struct chela__fields *fields, json_t *value, chela__field_check *check);
chela_status
chela__fields_list(struct chela__fields *fields, json_t *value, chela__field_check *check);

// "manifest.json: /capabilities/a.b/effect: ..."; CHELA_INVALID.
__attribute__((format(printf, 2, 3))) chela_status
chela__fields_fault(struct chela__fields *fields, const char *format, ...);

// "expected KIND, got ..." unless it is.
chela_status
chela__fields_expect(struct chela__fields *fields, const json_t *value, json_type type);

// A string among NULL-terminated names.
chela_status
chela__fields_choice(struct chela__fields *fields, const json_t *value, const char *const *names);

// Checks of common kinds.
chela__field_check chela__field_any, chela__field_string, chela__field_bool, chela__field_object,
    chela__field_strings, chela__field_pointers, chela__field_texts, chela__field_schema;

#endif
