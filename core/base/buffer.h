// buffer.h - a growing byte buffer whose first failure sticks.
//
// Append without looking; check chela__buffer_failed() once at the end. The bytes are always
// followed by a NUL that `len` does not count.
#ifndef CHELA_BASE_BUFFER_H
#define CHELA_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct chela__buffer {
    char  *data; // NULL until the first append
    size_t len;
    size_t capacity;
    bool   failed; // an allocation failed; later appends do nothing
};

#define CHELA__BUFFER_INIT                                                                         \
    {                                                                                              \
        NULL, 0, 0, false                                                                          \
    }

void
chela__buffer_done(struct chela__buffer *buffer);

void
chela__buffer_add(struct chela__buffer *buffer, const void *data, size_t len);

void
chela__buffer_text(struct chela__buffer *buffer, const char *nul_terminated);

void
chela__buffer_byte(struct chela__buffer *buffer, char byte);

__attribute__((format(printf, 2, 3))) void
chela__buffer_format(struct chela__buffer *buffer, const char *format, ...);

// Hands over the bytes (free() them; "" when empty) and empties the buffer; NULL when it failed.
char *
chela__buffer_take(struct chela__buffer *buffer, size_t *ret_len);

#endif
