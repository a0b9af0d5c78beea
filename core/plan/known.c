// known.c - see known.h. Called by the check and by the card.
#include "plan/known.h"

#include <string.h>

#include "base/buffer.h"

static json_t *
known_object(const struct chela__arg *arg, bool *ret_is_whole)
{
    json_t *object = json_object();
    for (size_t i = 0; object && i < arg->count; i++) {
        bool    is_whole = true;
        json_t *value    = chela__known_value(&arg->args[i], &is_whole);
        *ret_is_whole &= is_whole;
        if (value && json_object_set_new(object, arg->args[i].name, value) < 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

// A list is known as a whole or not at all: leaving elements out would change it.
static json_t *
known_list(const struct chela__arg *arg, bool *ret_is_whole)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < arg->count; i++) {
        bool    is_whole = true;
        json_t *value    = chela__known_value(&arg->args[i], &is_whole);
        if (is_whole && value && json_array_append_new(list, value) == 0)
            continue;
        if (!is_whole)
            json_decref(value);
        *ret_is_whole = false;
        json_decref(list);
        return NULL;
    }
    return list;
}

static json_t *
known_text(const struct chela__arg *arg, bool *ret_is_whole)
{
    struct chela__buffer text = CHELA__BUFFER_INIT;
    for (size_t i = 0; i < arg->count; i++) {
        if (arg->args[i].kind != CHELA__ARG_CONST) {
            *ret_is_whole = false;
            chela__buffer_done(&text);
            return NULL;
        }
        chela__buffer_text(&text, json_string_value(arg->args[i].value));
    }
    json_t *value = text.failed ? NULL : json_stringn(text.len ? text.data : "", text.len);
    chela__buffer_done(&text);
    return value;
}

json_t *
chela__known_value(const struct chela__arg *arg, bool *ret_is_whole)
{
    switch (arg->kind) {
    case CHELA__ARG_SAID:
    case CHELA__ARG_MEMORY:
        *ret_is_whole &= !arg->is_moving;
        return arg->is_moving ? NULL : json_incref(arg->value);
    case CHELA__ARG_CONST:
        return json_incref(arg->value);
    case CHELA__ARG_OBJECT:
        return known_object(arg, ret_is_whole);
    case CHELA__ARG_LIST:
        return known_list(arg, ret_is_whole);
    case CHELA__ARG_TEXT:
        return known_text(arg, ret_is_whole);
    default:
        *ret_is_whole = false;
        return NULL;
    }
}
