// pointer.h - members of JSON values by pointer, where `*` is every element; and values as text.
#ifndef BUILTIN_POINTER_H
#define BUILTIN_POINTER_H

#include <chela/sdk.h>

// The member at an RFC 6901 pointer ("" is the whole), or NULL. Borrowed.
json_t *
pointer_get(json_t *value, const char *pointer);

// Appends every value that a pointer with `*` names to `list`. CHELA_NO_MEMORY.
chela_status
pointer_all(json_t *value, const char *pointer, json_t *list);

// How a value reads in a text: strings as they are, numbers without a needless fraction. Caller
// frees with free(); NULL: out of memory.
char *
value_text(const json_t *value);

#endif
