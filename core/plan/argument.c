// argument.c - reads the argument forms of a plan: said, from, item, const, text, first, object,
// list, memory. Called by the reader of steps and of conditions.
#include "plan/read.h"

#include <string.h>

#include "base/json.h"

// [start, end] or [turn, start, end] of a list of texts; without a turn the last one is meant.
static chela_status
read_span(struct chela__plan_reader *reader, const char *what, const json_t *span,
          const json_t *turns, struct chela__arg *arg)
{
    size_t count = json_array_size(span);
    if (count != 2 && count != 3)
        return chela__reader_fault(reader, CHELA_INVALID,
                                   "%s: expected [start, end] or [turn, start, end]", what);
    json_int_t numbers[3] = {0};
    for (size_t i = 0; i < count; i++) {
        const json_t *number = json_array_get(span, i);
        if (!json_is_integer(number) || json_integer_value(number) < 0)
            return chela__reader_fault(reader, CHELA_INVALID,
                                       "%s: expected numbers of bytes, got %s", what,
                                       chela__json_kind(number));
        numbers[i + 3 - count] = json_integer_value(number);
    }
    size_t size        = json_array_size(turns);
    arg->turn          = count == 3 ? (size_t)numbers[0] : size ? size - 1 : 0;
    arg->start         = (size_t)numbers[1];
    arg->end           = (size_t)numbers[2];
    const json_t *turn = json_array_get(turns, arg->turn);
    const char   *text = json_string_value(turn);
    size_t        len  = json_string_length(turn);
    if (!text)
        return chela__reader_fault(reader, CHELA_INVALID, "%s: there is no turn %zu", what,
                                   arg->turn);
    if (arg->start >= arg->end || arg->end > len)
        return chela__reader_fault(reader, CHELA_INVALID,
                                   "%s: [%zu, %zu] is not inside the %zu bytes of the turn", what,
                                   arg->start, arg->end, len);
    if (!chela__utf8_valid(text + arg->start, arg->end - arg->start))
        return chela__reader_fault(reader, CHELA_INVALID, "%s: [%zu, %zu] cuts a character", what,
                                   arg->start, arg->end);
    return CHELA_OK;
}

// What is remembered comes from the host; a backend can name nothing else.
static chela_status
read_memory(struct chela__plan_reader *reader, const json_t *json, struct chela__arg *arg)
{
    const json_t *at       = json_object_get(json, "at");
    arg->from              = chela__json_str(json, "memory");
    const json_t *memories = reader->plan->memories;
    const json_t *record   = arg->from ? json_object_get(memories, arg->from) : NULL;
    if (!record)
        return chela__reader_fault(reader, CHELA_INVALID, "memory: nothing of that name was given");
    if (at)
        return read_span(reader, "at", at, json_object_get(record, "turns"), arg);
    return json_object_get(record, "value")
               ? CHELA_OK
               : chela__reader_fault(reader, CHELA_INVALID, "memory: it is words: expected \"at\"");
}

static chela_status
read_path(struct chela__plan_reader *reader, const char *path, const char **ret_path)
{
    if (*path && *path != '/')
        return chela__reader_fault(reader, CHELA_INVALID, "path: \"%.80s\" must begin with '/'",
                                   path);
    *ret_path = path;
    return CHELA_OK;
}

static chela_status
read_pick(struct chela__plan_reader *reader, const json_t *pick, struct chela__arg *arg)
{
    static const char *const names[] = {"one", "first", "all"};
    if (!pick)
        return CHELA_OK;
    for (size_t i = 0; i < 3; i++)
        if (json_is_string(pick) && !strcmp(json_string_value(pick), names[i])) {
            arg->pick = CHELA__PICK_ONE + i;
            return CHELA_OK;
        }
    return chela__reader_fault(reader, CHELA_INVALID, "pick: expected one, first or all");
}

static chela_status
read_from(struct chela__plan_reader *reader, const json_t *json, struct chela__arg *arg)
{
    arg->from = chela__json_str(json, "from");
    if (!arg->from)
        return chela__reader_fault(reader, CHELA_INVALID, "from: expected the name of a step");
    const json_t *path = json_object_get(json, "path");
    if (path && !json_is_string(path))
        return chela__reader_fault(reader, CHELA_INVALID, "path: expected string, got %s",
                                   chela__json_kind(path));
    chela_status status = read_path(reader, path ? json_string_value(path) : "", &arg->path);
    if (status < 0)
        return status;
    return read_pick(reader, json_object_get(json, "pick"), arg);
}

static chela_status
read_item(struct chela__plan_reader *reader, const json_t *json, struct chela__arg *arg)
{
    const json_t *path = json_object_get(json, "item");
    if (!json_is_string(path))
        return chela__reader_fault(reader, CHELA_INVALID,
                                   "item: expected a JSON Pointer, \"\" for the whole element");
    chela_status status = read_path(reader, json_string_value(path), &arg->path);
    if (status < 0)
        return status;
    return read_pick(reader, json_object_get(json, "pick"), arg);
}

static chela_status
read_args(struct chela__plan_reader *reader, json_t *json, struct chela__arg *arg)
{
    size_t count = json_array_size(json);
    if (!json_is_array(json) || (!count && arg->kind == CHELA__ARG_FIRST))
        return chela__reader_fault(reader, CHELA_INVALID, "expected a list of arguments");
    arg->args = chela__pool_get(reader->plan->pool, count, sizeof *arg->args);
    if (!arg->args)
        return chela__error_memory(reader->err);
    arg->count = count;
    for (size_t i = 0; i < count; i++) {
        size_t       mark   = chela__reader_enter_index(reader, i);
        chela_status status = chela__arg_read(reader, json_array_get(json, i), &arg->args[i]);
        if (status < 0)
            return status;
        chela__reader_leave(reader, mark);
    }
    return CHELA_OK;
}

chela_status
chela__arg_read_members(struct chela__plan_reader *reader, json_t *json, struct chela__arg *arg)
{
    if (!json_is_object(json))
        return chela__reader_fault(reader, CHELA_INVALID, "expected an object of arguments");
    arg->kind = CHELA__ARG_OBJECT;
    arg->args = chela__pool_get(reader->plan->pool, json_object_size(json), sizeof *arg->args);
    if (!arg->args)
        return chela__error_memory(reader->err);
    const char *key;
    json_t     *member;
    json_object_foreach(json, key, member)
    {
        size_t             mark   = chela__reader_enter(reader, key);
        struct chela__arg *into   = &arg->args[arg->count++];
        chela_status       status = chela__arg_read(reader, member, into);
        if (status < 0)
            return status;
        into->name = key;
        chela__reader_leave(reader, mark);
    }
    return CHELA_OK;
}

static chela_status
read_template_form(struct chela__plan_reader *reader, const json_t *json, struct chela__arg *arg)
{
    const char *text = chela__json_str(json, "text");
    if (!text)
        return chela__reader_fault(reader, CHELA_INVALID, "text: expected string");
    return chela__template_read(reader, text, arg);
}

// The forms, each with the members that go with it.
struct form {
    const char          *name;
    enum chela__arg_kind kind;
    bool                 has_path;
    bool                 has_pick;
};
static const struct form forms[] = {
    {"said", CHELA__ARG_SAID, false, false},   {"from", CHELA__ARG_FROM, true, true},
    {"item", CHELA__ARG_ITEM, false, true},    {"memory", CHELA__ARG_MEMORY, false, false},
    {"const", CHELA__ARG_CONST, false, false}, {"text", CHELA__ARG_TEXT, false, false},
    {"first", CHELA__ARG_FIRST, false, false}, {"object", CHELA__ARG_OBJECT, false, false},
    {"list", CHELA__ARG_LIST, false, false},
};

static const struct form *
find_form(const json_t *json)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (json_object_get(json, forms[i].name))
            return &forms[i];
    return NULL;
}

static chela_status
read_form(struct chela__plan_reader *reader, const struct form *form, json_t *json,
          struct chela__arg *arg)
{
    json_t      *content = json_object_get(json, form->name);
    size_t       mark    = chela__reader_enter(reader, form->name);
    chela_status status  = CHELA_OK;
    switch (form->kind) {
    case CHELA__ARG_OBJECT:
        status = chela__arg_read_members(reader, content, arg);
        break;
    case CHELA__ARG_FIRST:
    case CHELA__ARG_LIST:
        status = read_args(reader, content, arg);
        break;
    case CHELA__ARG_CONST:
        arg->value = content;
        break;
    default:
        chela__reader_leave(reader, mark);
        return form->kind == CHELA__ARG_SAID
                   ? read_span(reader, "said", content, reader->plan->turns, arg)
               : form->kind == CHELA__ARG_FROM ? read_from(reader, json, arg)
               : form->kind == CHELA__ARG_ITEM ? read_item(reader, json, arg)
               : form->kind == CHELA__ARG_TEXT ? read_template_form(reader, json, arg)
                                               : read_memory(reader, json, arg);
    }
    if (status >= 0)
        chela__reader_leave(reader, mark);
    return status;
}

chela_status
chela__arg_read(struct chela__plan_reader *reader, json_t *json, struct chela__arg *ret_arg)
{
    if (++reader->depth > CHELA__PLAN_MAX_DEPTH)
        return chela__reader_fault(reader, CHELA_LIMIT, "arguments are nested deeper than %d",
                                   CHELA__PLAN_MAX_DEPTH);
    const struct form *form = find_form(json);
    if (!form)
        return chela__reader_fault(reader, CHELA_INVALID,
                                   "expected an argument: {\"said\"|\"from\"|\"item\"|\"const\"|"
                                   "\"text\"|\"first\"|\"object\"|\"list\"|\"memory\": ...}");
    const char *const known[] = {form->name, form->has_path ? "path" : form->name,
                                 form->has_pick                    ? "pick"
                                 : form->kind == CHELA__ARG_MEMORY ? "at"
                                                                   : form->name,
                                 NULL};
    chela_status      status  = chela__reader_members(reader, json, known);
    if (status < 0)
        return status;
    ret_arg->kind = form->kind;
    status        = read_form(reader, form, json, ret_arg);
    reader->depth--;
    return status;
}
