// json.h - strict JSON over Jansson: limits, duplicate keys, UTF-8, nothing after the value.
#ifndef CHELA_BASE_JSON_H
#define CHELA_BASE_JSON_H

#include <jansson.h>

#include "base/buffer.h"
#include "base/error.h"

#define CHELA__JSON_MAX_BYTES ((size_t)16 * 1024 * 1024)
#define CHELA__JSON_MAX_DEPTH 128

struct chela__json_limits {
    size_t bytes; // of the text; 0: CHELA__JSON_MAX_BYTES
    size_t depth; // of nesting; 0: CHELA__JSON_MAX_DEPTH
};

// Reads one value of any kind (RFC 8259). Refused, with line and column: malformed text, bytes
// after the value, duplicate keys, NUL in keys, ill-formed UTF-8, lone surrogates, a number out of
// range, more than `limits` (NULL: the maxima above). Constant stack before the depth limit is
// checked.
chela_status
chela__json_read(const char *data, size_t len, const struct chela__json_limits *limits,
                 json_t **ret_value, struct chela_error *err);

// One line, keys in insertion order, or sorted by bytes (for digests); reals with the fewest digits
// that read back the same. NULL: out of memory or nested deeper than 2048. free() it.
char *
chela__json_text(const json_t *value);
char *
chela__json_text_sorted(const json_t *value);
void
chela__json_write(struct chela__buffer *buffer, const json_t *value);

// The member that a JSON Pointer (RFC 6901; "" is the whole) names, or NULL. Borrowed.
json_t *
chela__json_at(const json_t *value, const char *pointer);

// Appends "/token" with ~ and / escaped.
void
chela__json_pointer_add(struct chela__buffer *pointer, const char *token);

// Calls `each` for all values that a pointer with `*` (every element or member) names, in order,
// with the concrete pointer. Stops at and returns the first status that is not CHELA_OK;
// CHELA_INVALID: not a pointer.
chela_status
chela__json_each(json_t *value, const char *pattern,
                 chela_status (*each)(void *user, const char *pointer, json_t *value), void *user);

// Sets the value at a pointer (not the root), making the objects on the way; "-" or the next index
// appends to an array. Takes `value`, also on failure; NULL is CHELA_NO_MEMORY, so that a
// constructor's result can be passed on unchecked.
chela_status
chela__json_set_take(json_t *root, const char *pointer, json_t *value);

// Member of an object as text / with a default; NULL or the default when absent or of another kind.
const char *
chela__json_str(const json_t *object, const char *key);
json_int_t
chela__json_int(const json_t *object, const char *key, json_int_t otherwise);

// "string", "integer", "number", "boolean", "null", "object", "array". Static.
const char *
chela__json_kind(const json_t *value);

#endif
