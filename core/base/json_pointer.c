// json_pointer.c - JSON Pointers (RFC 6901) into values, with `*` for every element or member.
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TOKEN 1024
// As deep as chela__json_each() follows a pattern.
#define MAX_TOKENS 128

// Cuts the next token off "/a/b" with ~0 and ~1 undone; false: not a pointer, or too long.
static bool
next_token(const char **pointer, char ret_token[MAX_TOKEN])
{
    const char *at   = *pointer;
    size_t      used = 0;
    if (*at++ != '/')
        return false;
    for (; *at && *at != '/'; at++) {
        char byte = *at;
        if (byte == '~') {
            at++;
            if (*at != '0' && *at != '1')
                return false;
            byte = *at == '0' ? '~' : '/';
        }
        if (used + 1 >= MAX_TOKEN)
            return false;
        ret_token[used++] = byte;
    }
    ret_token[used] = 0;
    *pointer        = at;
    return true;
}

// "0", "12" without leading zeros; false: not an index.
static bool
index_of(const char *token, size_t *ret_index)
{
    size_t len = strspn(token, "0123456789");
    if (len == 0 || len > 9 || token[len] || (len > 1 && token[0] == '0'))
        return false;
    *ret_index = (size_t)strtoul(token, NULL, 10);
    return true;
}

static json_t *
child_of(const json_t *value, const char *token)
{
    size_t index;
    if (json_is_object(value))
        return json_object_get(value, token);
    if (json_is_array(value) && index_of(token, &index))
        return json_array_get(value, index);
    return NULL;
}

json_t *
chela__json_at(const json_t *value, const char *pointer)
{
    char token[MAX_TOKEN];
    while (value && *pointer) {
        if (!next_token(&pointer, token))
            return NULL;
        value = child_of(value, token);
    }
    return (json_t *)value;
}

void
chela__json_pointer_add(struct chela__buffer *pointer, const char *token)
{
    chela__buffer_byte(pointer, '/');
    for (; *token; token++) {
        if (*token == '~')
            chela__buffer_text(pointer, "~0");
        else if (*token == '/')
            chela__buffer_text(pointer, "~1");
        else
            chela__buffer_byte(pointer, *token);
    }
}

struct walk {
    chela_status (*each)(void *user, const char *pointer, json_t *value);
    void                *user;
    struct chela__buffer pointer; // of the value reached so far
    int                  depth;
};

static chela_status
walk(struct walk *walking, json_t *value, const char *pattern);

static chela_status
walk_into(struct walk *walking, const char *token, json_t *child, const char *rest)
{
    size_t kept = walking->pointer.len;
    chela__json_pointer_add(&walking->pointer, token);
    if (walking->pointer.failed)
        return CHELA_NO_MEMORY;
    chela_status status         = walk(walking, child, rest);
    walking->pointer.len        = kept;
    walking->pointer.data[kept] = 0;
    return status;
}

static chela_status
walk_all(struct walk *walking, json_t *value, const char *rest)
{
    chela_status status = CHELA_OK;
    for (size_t i = 0; status == CHELA_OK && i < json_array_size(value); i++) {
        char token[24];
        snprintf(token, sizeof(token), "%zu", i);
        status = walk_into(walking, token, json_array_get(value, i), rest);
    }
    for (void *at = json_object_iter(value); status == CHELA_OK && at;
         at       = json_object_iter_next(value, at))
        status = walk_into(walking, json_object_iter_key(at), json_object_iter_value(at), rest);
    return status;
}

static chela_status
walk(struct walk *walking, json_t *value, const char *pattern)
{
    if (!*pattern)
        return walking->each(walking->user, walking->pointer.data ? walking->pointer.data : "",
                             value);
    char token[MAX_TOKEN];
    if (walking->depth >= MAX_TOKENS || !next_token(&pattern, token))
        return CHELA_INVALID;
    chela_status status = CHELA_OK;
    walking->depth++;
    if (strcmp(token, "*") == 0) {
        status = walk_all(walking, value, pattern);
    } else {
        json_t *child = child_of(value, token);
        if (child)
            status = walk_into(walking, token, child, pattern);
    }
    walking->depth--;
    return status;
}

chela_status
chela__json_each(json_t *value, const char *pattern,
                 chela_status (*each)(void *user, const char *pointer, json_t *value), void *user)
{
    struct walk  walking = {.each = each, .user = user, .pointer = CHELA__BUFFER_INIT};
    chela_status status  = walk(&walking, value, pattern);
    chela__buffer_done(&walking.pointer);
    return status;
}

// The object below `at` under `token`, made when absent. Borrowed; NULL: not possible.
static json_t *
step_into(json_t *at, const char *token)
{
    json_t *child = child_of(at, token);
    if (child || !json_is_object(at))
        return child;
    child = json_object();
    return json_object_set_new(at, token, child) == 0 ? child : NULL;
}

static chela_status
set_child_take(json_t *parent, const char *token, json_t *value)
{
    size_t index;
    if (json_is_object(parent))
        return json_object_set_new(parent, token, value) == 0 ? CHELA_OK : CHELA_NO_MEMORY;
    if (json_is_array(parent) && index_of(token, &index) && index < json_array_size(parent))
        return json_array_set_new(parent, index, value) == 0 ? CHELA_OK : CHELA_NO_MEMORY;
    if (json_is_array(parent) &&
        (strcmp(token, "-") == 0 || (index_of(token, &index) && index == json_array_size(parent))))
        return json_array_append_new(parent, value) == 0 ? CHELA_OK : CHELA_NO_MEMORY;
    json_decref(value);
    return CHELA_INVALID;
}

chela_status
chela__json_set_take(json_t *root, const char *pointer, json_t *value)
{
    char token[MAX_TOKEN];
    if (!value)
        return CHELA_NO_MEMORY;
    json_t *at = next_token(&pointer, token) ? root : NULL;
    while (at && *pointer) {
        at = step_into(at, token);
        if (at && !next_token(&pointer, token))
            at = NULL;
    }
    if (!at) {
        json_decref(value);
        return CHELA_INVALID;
    }
    return set_child_take(at, token, value);
}
