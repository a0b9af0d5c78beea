// contract.c - what a yes binds: for each argument its value, or where the value must come from.
#include <string.h>

#include "base/json.h"
#include "plan/card.h"
#include "plan/known.h"
#include "plan/spot.h"

// Adds the names of all steps that an argument is made from.
static void
add_sources(const struct chela__plan *plan, const struct chela__step *step,
            const struct chela__arg *arg, json_t *names)
{
    const struct chela__step *block = chela__spot_block(plan, step);
    if (arg->kind == CHELA__ARG_FROM)
        json_array_append_new(names, json_string(arg->from));
    if (arg->is_moving)
        json_array_append_new(names, json_string(CHELA__PLAN_TRIGGER));
    if (arg->kind == CHELA__ARG_ITEM && block)
        add_sources(plan, block, block->each, names);
    for (size_t i = 0; i < arg->count; i++)
        add_sources(plan, step, &arg->args[i], names);
}

static json_t *
made_from(const struct chela__plan *plan, const struct chela__step *step,
          const struct chela__arg *arg)
{
    json_t *names = json_array();
    if (names)
        add_sources(plan, step, arg, names);
    return json_pack("{s:o}", "made_from", names);
}

// A picked list that its path names as a whole stands for its elements.
static bool
opens_list(const struct chela__arg *arg)
{
    return !strchr(arg->path, '*') && arg->pick != CHELA__PICK_NONE;
}

static json_t *
place(const char *from, struct chela__buffer *path)
{
    json_t *bind =
        path->failed ? NULL
                     : json_pack("{s:s, s:s}", "from", from, "path", path->data ? path->data : "");
    chela__buffer_done(path);
    return bind;
}

static json_t *
bind_from(const struct chela__arg *arg)
{
    struct chela__buffer path = CHELA__BUFFER_INIT;
    chela__buffer_text(&path, arg->path);
    if (opens_list(arg))
        chela__buffer_text(&path, "/*");
    return place(arg->from, &path);
}

static json_t *
bind_item(const struct chela__plan *plan, const struct chela__step *step,
          const struct chela__arg *arg)
{
    const struct chela__step *block = chela__spot_block(plan, step);
    struct chela__buffer      path  = CHELA__BUFFER_INIT;
    if (!block || block->each->kind != CHELA__ARG_FROM)
        return made_from(plan, step, arg);
    chela__buffer_text(&path, block->each->path);
    if (!strchr(block->each->path, '*'))
        chela__buffer_text(&path, "/*");
    chela__buffer_text(&path, arg->path);
    if (opens_list(arg))
        chela__buffer_text(&path, "/*");
    return place(block->each->from, &path);
}

static json_t *
bind_form(const struct chela__plan *plan, const struct chela__step *step,
          const struct chela__arg *arg);

// A list whose elements all come from one place is bound to that place: of an array the contract
// holds every element against it.
static json_t *
bind_list(const struct chela__plan *plan, const struct chela__step *step,
          const struct chela__arg *arg)
{
    json_t *first = bind_form(plan, step, &arg->args[0]);
    bool    same  = json_object_get(first, "from") != NULL;
    for (size_t i = 1; same && i < arg->count; i++) {
        json_t *next = bind_form(plan, step, &arg->args[i]);
        same         = json_equal(first, next);
        json_decref(next);
    }
    if (same)
        return first;
    json_decref(first);
    return made_from(plan, step, arg);
}

// Nothing in it but the user's own words.
static bool
is_said(const struct chela__arg *arg)
{
    bool is_whole = arg->kind == CHELA__ARG_SAID ||
                    ((arg->kind == CHELA__ARG_OBJECT || arg->kind == CHELA__ARG_LIST ||
                      arg->kind == CHELA__ARG_TEXT) &&
                     arg->count > 0);
    for (size_t i = 0; i < arg->count && is_whole; i++)
        is_whole = is_said(&arg->args[i]);
    return is_whole;
}

static json_t *
bind_form(const struct chela__plan *plan, const struct chela__step *step,
          const struct chela__arg *arg)
{
    bool    is_whole = true;
    json_t *known    = chela__known_value(arg, &is_whole);
    if (known && is_whole)
        return json_pack("{s:o}", "is", known);
    json_decref(known);
    if (arg->kind == CHELA__ARG_FROM)
        return bind_from(arg);
    if (arg->kind == CHELA__ARG_ITEM)
        return bind_item(plan, step, arg);
    if (arg->kind == CHELA__ARG_LIST && arg->count > 0)
        return bind_list(plan, step, arg);
    return made_from(plan, step, arg);
}

// `instance` NULL or without input: the values are not known yet.
static json_t *
bind_all(const struct chela__plan *plan, const struct chela__step *step,
         const struct chela__instance *instance)
{
    json_t *bind = json_object();
    for (size_t i = 0; bind && i < step->with.count; i++) {
        struct chela__buffer     pointer = CHELA__BUFFER_INIT;
        const struct chela__arg *arg     = &step->with.args[i];
        json_t *value = instance ? json_object_get(instance->input, arg->name) : NULL;
        json_t *entry = value ? json_pack("{s:O}", "is", value) : bind_form(plan, step, arg);
        chela__json_pointer_add(&pointer, arg->name);
        if (entry && is_said(arg))
            json_object_set_new(entry, "said", json_true());
        if (pointer.failed || json_object_set_new(bind, pointer.data, entry) < 0) {
            json_decref(bind);
            bind = NULL;
        }
        chela__buffer_done(&pointer);
    }
    return bind;
}

json_t *
chela__contract_entry(struct chela__run *run, const struct chela__step *step,
                      const struct chela__instance *instance, uint32_t most)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:o}", "step", step->id, "use",
                     step->capability->full_name, "digest", step->capability->plugin->digest, "max",
                     (json_int_t)most, "bind", bind_all(run->options.plan, step, instance));
}

json_t *
chela__contract_grown(struct chela__run *run, const struct chela__step *step,
                      const struct chela__step *may)
{
    json_t     *entry = chela__contract_entry(run, may, NULL, may->limit);
    json_t     *bind  = json_object_get(entry, "bind");
    json_t     *from  = json_array();
    const char *name;
    json_t     *property;
    for (size_t i = 0; from && i < step->given_count; i++)
        json_array_append_new(from, json_string(step->given[i]));
    json_object_foreach(json_object_get(may->capability->input, "properties"), name, property)
    {
        struct chela__buffer pointer = CHELA__BUFFER_INIT;
        chela__json_pointer_add(&pointer, name);
        if (!pointer.failed && !json_object_get(bind, pointer.data))
            json_object_set_new(bind, pointer.data,
                                json_pack("{s:O, s:b}", "made_from", from, "optional", 1));
        chela__buffer_done(&pointer);
    }
    json_decref(from);
    json_object_set_new(entry, "step", json_string(may->agreed_as));
    return entry;
}
