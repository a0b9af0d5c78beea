// resolve.c - the value of an argument from what has run, with the label of all it was made from.
#include <string.h>

#include "base/json.h"
#include "plan/run.h"

static void
join_label(struct chela__resolver *resolver, enum chela__label label)
{
    if (label > resolver->label)
        resolver->label = label;
}

// ---- what a path names ----

static chela_status
collect_one(void *user, const char *pointer, json_t *value)
{
    (void)pointer;
    json_t *all = user;
    if (json_is_null(value))
        return CHELA_OK;
    return json_array_append(all, value) < 0 ? CHELA_NO_MEMORY : CHELA_OK;
}

static chela_status
collect(struct chela__resolver *resolver, json_t *source, const char *path, json_t **ret_all)
{
    json_t *all = json_array();
    *ret_all    = NULL;
    if (!all || chela__json_each(source, path, collect_one, all) == CHELA_NO_MEMORY) {
        json_decref(all);
        return chela__error_memory(resolver->err);
    }
    *ret_all = all;
    return CHELA_OK;
}

static bool
holds(const json_t *list, const json_t *value)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_equal(json_array_get(list, i), value))
            return true;
    return false;
}

// The same value found twice is one candidate. Takes `list`.
static json_t *
distinct_take(json_t *list)
{
    json_t *unique = json_array();
    for (size_t i = 0; unique && i < json_array_size(list); i++)
        if (!holds(unique, json_array_get(list, i)) &&
            json_array_append(unique, json_array_get(list, i)) < 0) {
            json_decref(unique);
            unique = NULL;
        }
    json_decref(list);
    return unique;
}

static json_t *
chosen(const struct chela__resolver *resolver, const struct chela__arg *arg)
{
    const struct chela__choice *choice = resolver->instance ? resolver->instance->choices : NULL;
    while (choice && choice->arg != arg)
        choice = choice->next;
    return choice ? choice->value : NULL;
}

// This message reaches the user: it names what was looked for, in the plan's language.
static chela_status
nothing_there(struct chela__resolver *resolver, const struct chela__arg *arg)
{
    const struct chela__plan       *plan = resolver->scope->run->options.plan;
    const struct chela__capability *source =
        arg->kind == CHELA__ARG_FROM ? plan->steps[arg->step].capability : NULL;
    const char *summary = source ? chela__localized(source->json, "summary", plan->lang) : NULL;
    const char *what    = summary ? summary : arg->kind == CHELA__ARG_FROM ? arg->from : "item";
    if (!strncmp(plan->lang, "zh", 2))
        return chela__error(resolver->err, CHELA_NOT_FOUND, "没有找到（%s）", what);
    return chela__error(resolver->err, CHELA_NOT_FOUND, "nothing was found (%.*s)",
                        (int)strcspn(what, "."), what);
}

static chela_status
pick_one(struct chela__resolver *resolver, const struct chela__arg *arg, json_t **list,
         json_t **ret_value)
{
    json_t *answer = chosen(resolver, arg);
    *list          = distinct_take(*list);
    if (!*list)
        return chela__error_memory(resolver->err);
    if (json_array_size(*list) > 1 && !answer) {
        resolver->asking = arg;
        json_decref(resolver->candidates);
        resolver->candidates = json_incref(*list);
        return chela__error(resolver->err, CHELA_NEEDS_ANSWER, "%zu values are possible",
                            json_array_size(*list));
    }
    if (answer && !holds(*list, answer))
        answer = NULL;
    *ret_value = json_incref(answer ? answer : json_array_get(*list, 0));
    return CHELA_OK;
}

// A picked list that the path names as a whole stands for its elements.
static chela_status
open_list(struct chela__resolver *resolver, const struct chela__arg *arg, json_t **list)
{
    json_t *only = json_array_get(*list, 0);
    if (strchr(arg->path, '*') || json_array_size(*list) != 1 || !json_is_array(only))
        return CHELA_OK;
    json_t      *elements = NULL;
    chela_status status   = collect(resolver, only, "/*", &elements);
    if (status < 0)
        return status;
    json_decref(*list);
    *list = elements;
    return CHELA_OK;
}

static chela_status
take_path(struct chela__resolver *resolver, const struct chela__arg *arg, json_t *source,
          json_t **ret_value)
{
    json_t      *list   = NULL;
    chela_status status = collect(resolver, source, arg->path, &list);
    if (status < 0)
        return status;
    bool is_list =
        arg->pick == CHELA__PICK_ALL || (arg->pick == CHELA__PICK_NONE && strchr(arg->path, '*'));
    if (arg->pick != CHELA__PICK_NONE)
        status = open_list(resolver, arg, &list);
    if (status >= 0 && is_list) {
        *ret_value = list;
        return CHELA_OK;
    }
    if (status >= 0 && !json_array_size(list))
        status = nothing_there(resolver, arg);
    else if (status >= 0 && arg->pick == CHELA__PICK_ONE)
        status = pick_one(resolver, arg, &list, ret_value);
    else if (status >= 0)
        *ret_value = json_incref(json_array_get(list, 0));
    json_decref(list);
    return status;
}

// ---- references ----

static chela_status
resolve_from(struct chela__resolver *resolver, const struct chela__arg *arg, json_t **ret_value)
{
    struct chela__instance *source = chela__scope_find(resolver->scope, arg->step);
    if (!source || !chela__instance_is_settled(source))
        return CHELA_PENDING;
    if (source->state != CHELA__DONE || !source->output)
        return chela__error(resolver->err, CHELA_NOT_FOUND, "%s: gave no result", arg->from);
    join_label(resolver, source->label);
    return take_path(resolver, arg, source->output, ret_value);
}

static chela_status
resolve_item(struct chela__resolver *resolver, const struct chela__arg *arg, json_t **ret_value)
{
    struct chela__scope *scope = resolver->scope;
    while (scope && !scope->item)
        scope = scope->owner ? scope->owner->scope : NULL;
    if (!scope)
        return CHELA_PENDING;
    join_label(resolver, scope->label);
    return take_path(resolver, arg, scope->item, ret_value);
}

// ---- composed forms ----

static chela_status
resolve_text(struct chela__resolver *resolver, const struct chela__arg *arg, json_t **ret_value)
{
    struct chela__buffer text   = CHELA__BUFFER_INIT;
    chela_status         status = CHELA_OK;
    for (size_t i = 0; i < arg->count && status == CHELA_OK; i++) {
        json_t *piece = NULL;
        status        = chela__resolve(resolver, &arg->args[i], &piece);
        if (status == CHELA_OK)
            chela__value_text(&text, piece);
        json_decref(piece);
    }
    if (status == CHELA_OK) {
        *ret_value = text.failed ? NULL : json_stringn(text.len ? text.data : "", text.len);
        if (!*ret_value)
            status = chela__error_memory(resolver->err);
    }
    chela__buffer_done(&text);
    return status;
}

static chela_status
resolve_first(struct chela__resolver *resolver, const struct chela__arg *arg, json_t **ret_value)
{
    for (size_t i = 0; i < arg->count; i++) {
        struct chela_error  own   = CHELA_ERROR_INIT;
        struct chela_error *outer = resolver->err;
        resolver->err             = &own;
        chela_status status       = chela__resolve(resolver, &arg->args[i], ret_value);
        resolver->err             = outer;
        if (status == CHELA_NOT_FOUND)
            continue;
        return status < 0 ? chela__error(outer, status, "%s", own.text) : status;
    }
    return chela__error(resolver->err, CHELA_NOT_FOUND, "none of the %zu alternatives has a value",
                        arg->count);
}

static chela_status
resolve_members(struct chela__resolver *resolver, const struct chela__arg *arg, json_t **ret_value)
{
    bool         is_list = arg->kind == CHELA__ARG_LIST;
    json_t      *whole   = is_list ? json_array() : json_object();
    chela_status status  = whole ? CHELA_OK : chela__error_memory(resolver->err);
    for (size_t i = 0; i < arg->count && status == CHELA_OK; i++) {
        json_t *value = NULL;
        status        = chela__resolve(resolver, &arg->args[i], &value);
        if (status != CHELA_OK)
            break;
        if ((is_list ? json_array_append_new(whole, value)
                     : json_object_set_new(whole, arg->args[i].name, value)) < 0)
            status = chela__error_memory(resolver->err);
    }
    if (status == CHELA_OK)
        *ret_value = whole;
    else
        json_decref(whole);
    return status;
}

// One argument with a label of its own, held against what the capability takes there.
static chela_status
resolve_argument(struct chela__resolver *resolver, const struct chela__capability *capability,
                 const struct chela__arg *arg, json_t **ret_value)
{
    enum chela__label    before  = resolver->label;
    struct chela__buffer pointer = CHELA__BUFFER_INIT;
    chela__json_pointer_add(&pointer, arg->name);
    resolver->label     = CHELA__PUBLIC;
    chela_status status = chela__resolve(resolver, arg, ret_value);
    if (status == CHELA_OK) {
        status = pointer.failed
                     ? chela__error_memory(resolver->err)
                     : chela__label_check(capability, pointer.data, resolver->label, resolver->err);
        if (status < 0)
            json_decref(*ret_value);
    }
    join_label(resolver, before);
    chela__buffer_done(&pointer);
    return status;
}

chela_status
chela__resolve_input(struct chela__resolver *resolver, const struct chela__capability *capability,
                     const struct chela__arg *with, json_t **ret_input)
{
    json_t      *input  = json_object();
    chela_status status = input ? CHELA_OK : chela__error_memory(resolver->err);
    for (size_t i = 0; i < with->count && status == CHELA_OK; i++) {
        json_t *value = NULL;
        status        = resolve_argument(resolver, capability, &with->args[i], &value);
        if (status == CHELA_OK && json_object_set_new(input, with->args[i].name, value) < 0)
            status = chela__error_memory(resolver->err);
    }
    if (status == CHELA_OK)
        *ret_input = input;
    else
        json_decref(input);
    return status;
}

chela_status
chela__resolve(struct chela__resolver *resolver, const struct chela__arg *arg, json_t **ret_value)
{
    switch (arg->kind) {
    case CHELA__ARG_SAID:
    case CHELA__ARG_MEMORY:
        join_label(resolver, CHELA__PERSONAL);
        *ret_value = json_incref(arg->value);
        return CHELA_OK;
    case CHELA__ARG_CONST:
        *ret_value = json_incref(arg->value);
        return CHELA_OK;
    case CHELA__ARG_FROM:
        return resolve_from(resolver, arg, ret_value);
    case CHELA__ARG_ITEM:
        return resolve_item(resolver, arg, ret_value);
    case CHELA__ARG_TEXT:
        return resolve_text(resolver, arg, ret_value);
    case CHELA__ARG_FIRST:
        return resolve_first(resolver, arg, ret_value);
    case CHELA__ARG_OBJECT:
    case CHELA__ARG_LIST:
        return resolve_members(resolver, arg, ret_value);
    }
    return chela__error(resolver->err, CHELA_INVALID, "an argument of no kind");
}

void
chela__value_text(struct chela__buffer *buffer, const json_t *value)
{
    if (json_is_string(value)) {
        chela__buffer_text(buffer, json_string_value(value));
        return;
    }
    if (!json_is_array(value)) {
        chela__json_write(buffer, value);
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *element = json_array_get(value, i);
        if (i)
            chela__buffer_text(buffer, ", ");
        if (json_is_string(element))
            chela__buffer_text(buffer, json_string_value(element));
        else
            chela__json_write(buffer, element);
    }
}
