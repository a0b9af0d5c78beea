// json_write.c - JSON values to one line of text: shortest numbers, keys in order or sorted.
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Deeper values (or cycles) than the parser could have made are refused.
#define WRITE_DEPTH 2048

struct writer {
    struct chela__buffer *buffer;
    bool                  sorted;
    int                   depth;
};

static void
write_value(struct writer *writer, const json_t *value);

static char
short_escape(unsigned char byte)
{
    switch (byte) {
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    case '"':
    case '\\':
        return (char)byte;
    default:
        return 0;
    }
}

static void
write_escape(struct chela__buffer *buffer, unsigned char byte)
{
    char escape = short_escape(byte);
    if (escape)
        chela__buffer_format(buffer, "\\%c", escape);
    else
        chela__buffer_format(buffer, "\\u%04x", byte);
}

static void
write_string(struct chela__buffer *buffer, const char *text, size_t len)
{
    size_t start = 0;
    chela__buffer_byte(buffer, '"');
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        chela__buffer_add(buffer, text + start, i - start);
        write_escape(buffer, byte);
        start = i + 1;
    }
    chela__buffer_add(buffer, text + start, len - start);
    chela__buffer_byte(buffer, '"');
}

// The fewest digits that read back as the same double; always with '.' or 'e', so that it stays a
// real. The locale's decimal point becomes '.'.
static void
write_real(struct chela__buffer *buffer, double real)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, real);
        if (strtod(text, NULL) == real)
            break;
    }
    bool is_real = false;
    for (char *at = text; *at; at++) {
        if (!strchr("+-0123456789e", *at))
            *at = '.';
        if (*at == '.' || *at == 'e')
            is_real = true;
    }
    chela__buffer_text(buffer, text);
    if (!is_real)
        chela__buffer_text(buffer, ".0");
}

static void
write_array(struct writer *writer, const json_t *array)
{
    chela__buffer_byte(writer->buffer, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i > 0)
            chela__buffer_byte(writer->buffer, ',');
        write_value(writer, json_array_get(array, i));
    }
    chela__buffer_byte(writer->buffer, ']');
}

static void
write_member(struct writer *writer, const char *key, size_t key_len, const json_t *value)
{
    write_string(writer->buffer, key, key_len);
    chela__buffer_byte(writer->buffer, ':');
    write_value(writer, value);
}

static int
compare_keys(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

// By bytes of the keys. Keys hold no NUL: the reader and Jansson's plain setters refuse it.
static void
write_members_sorted(struct writer *writer, const json_t *object)
{
    size_t       count = 0;
    const char **keys  = calloc(json_object_size(object) + 1, sizeof(*keys));
    if (!keys) {
        writer->buffer->failed = true;
        return;
    }
    const char *key;
    json_t     *value;
    json_object_foreach((json_t *)object, key, value) keys[count++] = key;
    qsort(keys, count, sizeof(*keys), compare_keys);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            chela__buffer_byte(writer->buffer, ',');
        write_member(writer, keys[i], strlen(keys[i]), json_object_get(object, keys[i]));
    }
    free(keys);
}

static void
write_object(struct writer *writer, const json_t *object)
{
    chela__buffer_byte(writer->buffer, '{');
    if (writer->sorted) {
        write_members_sorted(writer, object);
    } else {
        const char *key;
        size_t      key_len;
        json_t     *value;
        bool        is_first = true;
        json_object_keylen_foreach((json_t *)object, key, key_len, value)
        {
            if (!is_first)
                chela__buffer_byte(writer->buffer, ',');
            is_first = false;
            write_member(writer, key, key_len, value);
        }
    }
    chela__buffer_byte(writer->buffer, '}');
}

static void
write_value(struct writer *writer, const json_t *value)
{
    if (!value || writer->depth >= WRITE_DEPTH) {
        writer->buffer->failed = true;
        return;
    }
    writer->depth++;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        write_object(writer, value);
        break;
    case JSON_ARRAY:
        write_array(writer, value);
        break;
    case JSON_STRING:
        write_string(writer->buffer, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        chela__buffer_format(writer->buffer, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        write_real(writer->buffer, json_real_value(value));
        break;
    case JSON_TRUE:
        chela__buffer_text(writer->buffer, "true");
        break;
    case JSON_FALSE:
        chela__buffer_text(writer->buffer, "false");
        break;
    case JSON_NULL:
        chela__buffer_text(writer->buffer, "null");
        break;
    }
    writer->depth--;
}

void
chela__json_write(struct chela__buffer *buffer, const json_t *value)
{
    struct writer writer = {.buffer = buffer};
    write_value(&writer, value);
}

static char *
text_of(const json_t *value, bool sorted)
{
    struct chela__buffer buffer = CHELA__BUFFER_INIT;
    struct writer        writer = {.buffer = &buffer, .sorted = sorted};
    write_value(&writer, value);
    return chela__buffer_take(&buffer, NULL);
}

char *
chela__json_text(const json_t *value)
{
    return text_of(value, false);
}

char *
chela__json_text_sorted(const json_t *value)
{
    return text_of(value, true);
}
