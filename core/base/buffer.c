// buffer.c - a growing byte buffer whose first failure sticks.
#include "base/buffer.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64

void
chela__buffer_done(struct chela__buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct chela__buffer)CHELA__BUFFER_INIT;
}

// Room for `more` bytes and the NUL.
static bool
reserve(struct chela__buffer *buffer, size_t more)
{
    if (buffer->failed || more > SIZE_MAX / 2 - buffer->len - 1) {
        buffer->failed = true;
        return false;
    }
    size_t need = buffer->len + more + 1;
    if (need <= buffer->capacity)
        return true;
    size_t capacity = buffer->capacity ? buffer->capacity : FIRST_CAPACITY;
    while (capacity < need)
        capacity *= 2;
    char *data = realloc(buffer->data, capacity);
    if (!data) {
        buffer->failed = true;
        return false;
    }
    buffer->data     = data;
    buffer->capacity = capacity;
    return true;
}

void
chela__buffer_add(struct chela__buffer *buffer, const void *data, size_t len)
{
    if (!reserve(buffer, len))
        return;
    if (len > 0)
        memcpy(buffer->data + buffer->len, data, len);
    buffer->len += len;
    buffer->data[buffer->len] = 0;
}

void
chela__buffer_text(struct chela__buffer *buffer, const char *nul_terminated)
{
    chela__buffer_add(buffer, nul_terminated, strlen(nul_terminated));
}

void
chela__buffer_byte(struct chela__buffer *buffer, char byte)
{
    chela__buffer_add(buffer, &byte, 1);
}

void
chela__buffer_format(struct chela__buffer *buffer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        buffer->failed = true;
    else if (reserve(buffer, (size_t)len))
        buffer->len +=
            (size_t)vsnprintf(buffer->data + buffer->len, (size_t)len + 1, format, again);
    va_end(again);
}

char *
chela__buffer_take(struct chela__buffer *buffer, size_t *ret_len)
{
    if (!buffer->data)
        reserve(buffer, 0);
    if (buffer->failed || !buffer->data) {
        chela__buffer_done(buffer);
        return NULL;
    }
    buffer->data[buffer->len] = 0;
    char *data                = buffer->data;
    if (ret_len)
        *ret_len = buffer->len;
    *buffer = (struct chela__buffer)CHELA__BUFFER_INIT;
    return data;
}
