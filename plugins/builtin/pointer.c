// pointer.c - see pointer.h.
#include "pointer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TOKEN 512

// The next token of "/a~1b/0", unescaped. Moves *at on; false at the end or when it is malformed.
static bool
next_token(const char **at, char ret_token[MAX_TOKEN])
{
    size_t used = 0;
    if (**at != '/')
        return false;
    for (++*at; **at && **at != '/'; ++*at) {
        char c = **at;
        if (c == '~') {
            ++*at;
            if (**at != '0' && **at != '1')
                return false;
            c = **at == '0' ? '~' : '/';
        }
        if (used + 1 >= MAX_TOKEN)
            return false;
        ret_token[used++] = c;
    }
    ret_token[used] = '\0';
    return true;
}

static json_t *
step_into(json_t *value, const char *token)
{
    if (json_is_object(value))
        return json_object_get(value, token);
    char         *end;
    unsigned long index = strtoul(token, &end, 10);
    if (!json_is_array(value) || *token < '0' || *token > '9' || *end)
        return NULL;
    return json_array_get(value, index);
}

json_t *
pointer_get(json_t *value, const char *pointer)
{
    char token[MAX_TOKEN];
    while (value && *pointer)
        value = next_token(&pointer, token) ? step_into(value, token) : NULL;
    return value;
}

static chela_status
each_element(json_t *value, const char *rest, json_t *list)
{
    const char  *key;
    size_t       i;
    json_t      *element;
    chela_status status = CHELA_OK;
    json_array_foreach(value, i, element) if (status == CHELA_OK) status =
        pointer_all(element, rest, list);
    json_object_foreach(value, key, element) if (status == CHELA_OK) status =
        pointer_all(element, rest, list);
    return status;
}

chela_status
pointer_all(json_t *value, const char *pointer, json_t *list)
{
    char token[MAX_TOKEN];
    while (value && *pointer) {
        if (!next_token(&pointer, token))
            return CHELA_OK;
        if (!strcmp(token, "*"))
            return each_element(value, pointer, list);
        value = step_into(value, token);
    }
    return value && json_array_append(list, value) < 0 ? CHELA_NO_MEMORY : CHELA_OK;
}

char *
value_text(const json_t *value)
{
    char number[64];
    if (json_is_string(value))
        return strdup(json_string_value(value));
    if (json_is_real(value)) {
        snprintf(number, sizeof number, "%.15g", json_real_value(value));
        return strdup(number);
    }
    return json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
}
