// needs.c - see needs.h. Works on the proposal, so that reading, check, card and contract treat
// what it adds like any other step.
#include "plan/needs.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"

#define MAX_DEPTH 64 // of blocks, as the reader takes them

struct adder {
    struct chela__catalog *catalog;
    json_t                *found; // [{"need", "ask": id, "fix": id?, "of": full name}]
    json_t                *steps; // to be added
    struct chela_error    *err;
};

static chela_status
find(struct adder *adder, const char *use, struct chela__capability **ret_capability)
{
    size_t       index;
    chela_status status = chela__catalog_find(adder->catalog, use, NULL, &index, adder->err);
    return status < 0
               ? status
               : chela__catalog_capability(adder->catalog, index, ret_capability, adder->err);
}

// {"all": [{"is": [{"from": ask, "path": pointer}, {"const": value}]} ...]}
static json_t *
condition_of(const json_t *need, const char *ask)
{
    json_t     *all = json_array();
    const char *path;
    json_t     *value;
    json_object_foreach(json_object_get(need, "is"), path, value)
    {
        json_t *is =
            json_pack("{s:[{s:s, s:s}, {s:O}]}", "is", "from", ask, "path", path, "const", value);
        if (json_array_append_new(all, is) < 0) {
            json_decref(all);
            return NULL;
        }
    }
    return json_pack("{s:o}", "all", all);
}

static json_t *
call_of(const char *id, const char *use, const json_t *with)
{
    json_t     *arguments = json_object();
    const char *name;
    json_t     *value;
    json_object_foreach((json_t *)with, name, value)
    {
        if (json_object_set_new(arguments, name, json_pack("{s:O}", "const", value)) < 0) {
            json_decref(arguments);
            return NULL;
        }
    }
    return json_pack("{s:s, s:s, s:o}", "id", id, "use", use, "with", arguments);
}

static chela_status
add_steps(struct adder *adder, const json_t *need, const char *ask, const char *fix)
{
    struct chela__capability *state  = NULL;
    const char               *use    = chela__json_str(need, "use");
    chela_status              status = find(adder, use, &state);
    if (status >= 0 && (state->effect > CHELA__READ || chela__reaches_out(state)))
        return chela__error(adder->err, CHELA_INVALID, "needs: %.80s does more than look", use);
    if (status < 0)
        return status;
    if (json_array_append_new(adder->steps, call_of(ask, use, json_object_get(need, "with"))) < 0)
        return chela__error_memory(adder->err);
    if (!fix)
        return CHELA_OK;
    json_t *step = call_of(fix, chela__json_str(need, "fix"), NULL);
    if (json_object_set_new(step, "when", json_pack("{s:o}", "not", condition_of(need, ask))) < 0) {
        json_decref(step);
        return chela__error_memory(adder->err);
    }
    return json_array_append_new(adder->steps, step) < 0 ? chela__error_memory(adder->err)
                                                         : CHELA_OK;
}

// The same state is asked for once, however many steps need it.
static chela_status
entry_of(struct adder *adder, const json_t *need, const char *of, json_t **ret_entry)
{
    char   ask[32], fix[32];
    size_t count   = json_array_size(adder->found);
    bool   has_fix = json_object_get(need, "fix") != NULL;
    for (size_t i = 0; i < count; i++) {
        *ret_entry = json_array_get(adder->found, i);
        if (json_equal(json_object_get(*ret_entry, "need"), need))
            return CHELA_OK;
    }
    (void)snprintf(ask, sizeof ask, "chela.need.%zu", count + 1);
    (void)snprintf(fix, sizeof fix, "chela.fix.%zu", count + 1);
    *ret_entry = json_pack("{s:O, s:s, s:s*, s:s}", "need", need, "ask", ask, "fix",
                           has_fix ? fix : NULL, "of", of);
    if (json_array_append_new(adder->found, *ret_entry) < 0)
        return chela__error_memory(adder->err);
    return add_steps(adder, need, ask, has_fix ? fix : NULL);
}

static json_t *
both_take(json_t *a, json_t *b)
{
    return a ? json_pack("{s:[o, o]}", "all", a, b) : b;
}

static chela_status
bind(struct adder *adder, json_t *step, const json_t *entry)
{
    const char *fix   = chela__json_str(entry, "fix");
    const char *ask   = chela__json_str(entry, "ask");
    json_t     *after = json_object_get(step, "after");
    after             = after ? json_deep_copy(after) : json_array();
    int failed        = json_array_append_new(after, json_string(fix ? fix : ask)) |
                 json_object_set_new(step, "after", after);
    if (!fix)
        failed |= json_object_set_new(step, "when",
                                      both_take(json_incref(json_object_get(step, "when")),
                                                condition_of(json_object_get(entry, "need"), ask)));
    return failed ? chela__error_memory(adder->err) : CHELA_OK;
}

static chela_status
add_of_steps(struct adder *adder, json_t *steps, size_t depth);

static chela_status
add_of_step(struct adder *adder, json_t *step, size_t depth)
{
    struct chela__capability *capability = NULL;
    struct chela_error        unknown    = CHELA_ERROR_INIT; // the check will say it better
    struct adder              quiet      = {.catalog = adder->catalog, .err = &unknown};
    const char               *use        = chela__json_str(step, "use");
    json_t                   *entry      = NULL;
    chela_status              status     = CHELA_OK;
    if (json_object_get(step, "steps"))
        return add_of_steps(adder, json_object_get(step, "steps"), depth + 1);
    if (!use || find(&quiet, use, &capability) < 0)
        return CHELA_OK;
    const json_t *needs = json_object_get(capability->json, "needs");
    for (size_t i = 0; i < json_array_size(needs) && status >= 0; i++) {
        status = entry_of(adder, json_array_get(needs, i), capability->full_name, &entry);
        if (status >= 0)
            status = bind(adder, step, entry);
        else
            chela__error_prefix(adder->err, "%s", use);
    }
    return status;
}

static chela_status
add_of_steps(struct adder *adder, json_t *steps, size_t depth)
{
    chela_status status = CHELA_OK;
    for (size_t i = 0; i < json_array_size(steps) && status >= 0 && depth < MAX_DEPTH; i++)
        status = add_of_step(adder, json_array_get(steps, i), depth);
    return status;
}

static chela_status
put_steps(struct adder *adder, json_t *plan, bool last)
{
    json_t *steps  = json_object_get(plan, "steps");
    json_t *first  = last ? steps : adder->steps;
    json_t *second = last ? adder->steps : steps;
    json_t *whole  = json_copy(first);
    if (!whole || json_array_extend(whole, second) < 0) {
        json_decref(whole);
        return chela__error_memory(adder->err);
    }
    return json_object_set_new(plan, "steps", whole) < 0 ? chela__error_memory(adder->err)
                                                         : CHELA_OK;
}

chela_status
chela__needs_add(struct chela__catalog *catalog, json_t *plan, bool last, json_t **ret_needs,
                 struct chela_error *err)
{
    struct adder adder = {
        .catalog = catalog, .found = json_array(), .steps = json_array(), .err = err};
    chela_status status = adder.found && adder.steps
                              ? add_of_steps(&adder, json_object_get(plan, "steps"), 0)
                              : chela__error_memory(err);
    bool         is_any = json_array_size(adder.found) > 0;
    if (status >= 0 && is_any)
        status = put_steps(&adder, plan, last);
    *ret_needs = status >= 0 && is_any ? json_incref(adder.found) : NULL;
    json_decref(adder.found);
    json_decref(adder.steps);
    return status;
}

// ---- after the look ----

static bool
is_met(const json_t *need, const json_t *output)
{
    const char *path;
    json_t     *value;
    json_object_foreach(json_object_get(need, "is"), path, value)
    {
        if (!json_equal(chela__json_at(output, path), value))
            return false;
    }
    return true;
}

static chela_status
say_unmet(const json_t *entry, const struct chela__capability *state,
          const struct chela__people *people, struct chela_error *err)
{
    const char *summary = chela__localized(state->json, "summary", people->lang);
    char       *is      = chela__json_text(json_object_get(json_object_get(entry, "need"), "is"));
    chela__error(err, CHELA_DENIED,
                 chela__people_say(people, "%s cannot run now: it needs %s (%s)",
                                   "%s 现在无法执行：需要 %s（%s）"),
                 chela__json_str(entry, "of"), is ? is : "?", summary ? summary : state->name);
    free(is);
    return CHELA_DENIED;
}

chela_status
chela__needs_hold(const json_t *needs, struct chela__run *run, const struct chela__people *people,
                  bool *ret_fixes, struct chela_error *err)
{
    *ret_fixes = false;
    for (size_t i = 0; i < json_array_size(needs); i++) {
        const json_t *entry = json_array_get(needs, i);
        uint32_t      step  = chela__plan_find(run->options.plan, chela__json_str(entry, "ask"));
        const struct chela__instance *instance = &run->root.instances[step];
        if (instance->state != CHELA__DONE ||
            is_met(json_object_get(entry, "need"), instance->output))
            continue;
        if (!json_object_get(entry, "fix"))
            return say_unmet(entry, instance->step->capability, people, err);
        *ret_fixes = true;
    }
    return CHELA_OK;
}
