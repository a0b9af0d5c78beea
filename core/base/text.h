// text.h - borrowed pieces of UTF-8 text.
#ifndef CHELA_BASE_TEXT_H
#define CHELA_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A piece of text; not NUL-terminated. The owner of the bytes outlives it.
struct chela_text {
    const char *data;
    size_t      len;
};

#define CHELA_TEXT(literal) ((struct chela_text){(literal), sizeof(literal) - 1})

struct chela_text
chela__text(const char *nul_terminated);

bool
chela__text_is(struct chela_text text, const char *nul_terminated);

// True when the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool
chela__utf8_valid(const char *data, size_t len);

// Decodes the character at data[*at] and moves *at behind it. Returns U+FFFD for a malformed byte,
// which is skipped alone; 0 at the end.
uint32_t
chela__utf8_next(const char *data, size_t len, size_t *at);

// Writes up to 4 bytes; returns how many.
size_t
chela__utf8_put(uint32_t character, char out[4]);

// The longest prefix of at most `max` bytes that does not cut a character.
size_t
chela__utf8_cut(const char *data, size_t len, size_t max);

// True when a Chinese character is in it.
bool
chela__text_has_han(const char *text);

#endif
