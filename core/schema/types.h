// types.h - the seven types of JSON Schema as bits.
#ifndef CHELA_SCHEMA_TYPES_H
#define CHELA_SCHEMA_TYPES_H

#include <jansson.h>
#include <stdint.h>

#include "base/buffer.h"

// "number" is both bits; a whole number is TYPE_INTEGER, any other TYPE_NUMBER.
enum {
    TYPE_NULL    = 1 << 0,
    TYPE_BOOLEAN = 1 << 1,
    TYPE_INTEGER = 1 << 2,
    TYPE_NUMBER  = 1 << 3,
    TYPE_STRING  = 1 << 4,
    TYPE_ARRAY   = 1 << 5,
    TYPE_OBJECT  = 1 << 6,
    TYPE_ANY     = (1 << 7) - 1,
};

// 0: no such type.
uint32_t
chela__type_from_name(const char *name);

// The bits of the value of "type": a name or an array of names.
uint32_t
chela__types_of_keyword(const json_t *value);

// The one bit of a value.
uint32_t
chela__type_of(const json_t *value);

// "integer or string".
void
chela__type_names(uint32_t types, struct chela__buffer *out);

#endif
