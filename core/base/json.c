// json.c - strict reading of JSON text over Jansson; called by whoever gets text from outside.
#include "base/json.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

// What Jansson itself can nest (JSON_PARSER_MAX_DEPTH); a larger limit would not be ours to keep.
#define PARSER_DEPTH 2048

// Line and column (in bytes, from 1) of data[at].
static void
place_of(const char *data, size_t at, size_t *ret_line, size_t *ret_column)
{
    size_t line = 1, start = 0;
    for (size_t i = 0; i < at; i++)
        if (data[i] == '\n') {
            line++;
            start = i + 1;
        }
    *ret_line   = line;
    *ret_column = at - start + 1;
}

static chela_status
fault_at(const char *data, size_t at, chela_status status, const char *what,
         struct chela_error *err)
{
    size_t line, column;
    place_of(data, at, &line, &column);
    return chela__error(err, status, "line %zu, column %zu: %s", line, column, what);
}

// Walks the text once without recursion: how deep brackets nest outside of strings. Whether they
// match is left to the parser, which is reached only within the limit.
static chela_status
check_depth(const char *data, size_t len, size_t max, struct chela_error *err)
{
    size_t depth     = 0;
    bool   in_string = false;
    for (size_t i = 0; i < len; i++) {
        char byte = data[i];
        if (in_string) {
            if (byte == '\\')
                i++;
            else if (byte == '"')
                in_string = false;
        } else if (byte == '"') {
            in_string = true;
        } else if (byte == '[' || byte == '{') {
            if (++depth > max) {
                char what[60];
                snprintf(what, sizeof(what), "nested deeper than %zu", max);
                return fault_at(data, i, CHELA_LIMIT, what, err);
            }
        } else if ((byte == ']' || byte == '}') && depth > 0) {
            depth--;
        }
    }
    return CHELA_OK;
}

static chela_status
parser_fault(const json_error_t *fault, struct chela_error *err)
{
    if (fault->text[0] == 0 || json_error_code(fault) == json_error_out_of_memory)
        return chela__error_memory(err);
    return chela__error(err, CHELA_INVALID, "line %d, column %d: %s", fault->line, fault->column,
                        fault->text);
}

chela_status
chela__json_read(const char *data, size_t len, const struct chela__json_limits *limits,
                 json_t **ret_value, struct chela_error *err)
{
    size_t max_bytes = limits && limits->bytes ? limits->bytes : CHELA__JSON_MAX_BYTES;
    size_t max_depth = limits && limits->depth ? limits->depth : CHELA__JSON_MAX_DEPTH;
    if (max_depth > PARSER_DEPTH)
        max_depth = PARSER_DEPTH;
    if (len > max_bytes)
        return chela__error(err, CHELA_LIMIT, "%zu bytes of JSON, at most %zu are read", len,
                            max_bytes);
    if (len == 0)
        return chela__error(err, CHELA_INVALID,
                            "line 1, column 1: no JSON value, the text is empty");
    // Jansson takes a NUL for the end of the text.
    const char *nul = memchr(data, 0, len);
    if (nul)
        return fault_at(data, (size_t)(nul - data), CHELA_INVALID, "a NUL byte", err);
    chela_status status = check_depth(data, len, max_depth, err);
    if (status < 0)
        return status;
    json_error_t fault;
    json_t      *value =
        json_loadb(data, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &fault);
    if (!value)
        return parser_fault(&fault, err);
    *ret_value = value;
    return CHELA_OK;
}

const char *
chela__json_str(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

json_int_t
chela__json_int(const json_t *object, const char *key, json_int_t otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

const char *
chela__json_kind(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "object";
    case JSON_ARRAY:
        return "array";
    case JSON_STRING:
        return "string";
    case JSON_INTEGER:
        return "integer";
    case JSON_REAL:
        return "number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "boolean";
    default:
        return "null";
    }
}
