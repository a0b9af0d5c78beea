// recall.c - a run and its record: what a resume must know of it, and how an interrupted one goes
// on. Decided steps are recalled, never asked for again; of the others the class says whether they
// may run again.
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "plan/run.h"

#define MAX_DISPATCHES 8 // of one call, over all resumes, before the user is asked

// ---- naming an argument: its place, depth first, among those of its step ----

struct walk {
    const struct chela__arg *wanted; // or NULL: the one at `index`
    json_int_t               index, at;
    const struct chela__arg *found;
};

static void
walk_arg(struct walk *walk, const struct chela__arg *arg)
{
    if (walk->found)
        return;
    if (walk->wanted ? walk->wanted == arg : walk->at == walk->index) {
        walk->found = arg;
        return;
    }
    walk->at++;
    for (size_t i = 0; i < arg->count; i++)
        walk_arg(walk, &arg->args[i]);
}

static void
walk_condition(struct walk *walk, const struct chela__condition *condition)
{
    for (size_t i = 0; i < condition->count; i++)
        if (condition->test == CHELA__TEST_IS)
            walk_arg(walk, &condition->args[i]);
        else
            walk_condition(walk, &condition->conditions[i]);
}

static void
walk_step(struct walk *walk, const struct chela__step *step)
{
    walk_arg(walk, &step->with);
    if (step->each)
        walk_arg(walk, step->each);
    if (step->when)
        walk_condition(walk, step->when);
}

json_t *
chela__run_choice(const struct chela__run *run, const struct chela__instance *instance,
                  const struct chela__choice *choice)
{
    struct walk walk = {.wanted = choice->arg};
    (void)run;
    walk_step(&walk, instance->step);
    return json_pack("{s:I, s:I, s:I, s:O}", "step", (json_int_t)instance->step->number, "element",
                     (json_int_t)instance->scope->element, "arg", walk.at, "value", choice->value);
}

// ---- what was found before the card ----

static int
add_instance(const struct chela__run *run, const struct chela__instance *instance, json_t *steps,
             json_t *choices)
{
    int failed = 0;
    for (const struct chela__choice *choice = instance->choices; choice; choice = choice->next)
        failed |= json_array_append_new(choices, chela__run_choice(run, instance, choice));
    bool has_result = instance->state == CHELA__DONE || instance->state == CHELA__FAILED;
    if (instance->step->kind == CHELA__STEP_BLOCK || !has_result)
        return failed;
    json_t *step = json_pack(
        "{s:I, s:I, s:s, s:i, s:O*, s:O*, s:s*}", "step", (json_int_t)instance->step->number,
        "element", (json_int_t)instance->scope->element, "status",
        chela__status_name(instance->status), "label", (int)instance->label, "input",
        instance->input, "output", instance->output, "text", instance->text);
    return json_array_append_new(steps, step) | failed;
}

static int
add_scope(const struct chela__scope *scope, json_t *steps, json_t *choices)
{
    int                       failed = 0;
    const struct chela__plan *plan   = scope->run->options.plan;
    for (uint32_t i = scope->first; i < scope->end; i = plan->steps[i].end) {
        const struct chela__instance *instance = &scope->instances[i - scope->first];
        failed |= add_instance(scope->run, instance, steps, choices);
        for (uint32_t e = 0; e < instance->element_count; e++)
            failed |= add_scope(&instance->elements[e], steps, choices);
    }
    return failed;
}

static json_t *
uses_of(const struct chela__plan *plan)
{
    json_t *uses = json_object();
    for (uint32_t i = 0; uses && i < plan->count; i++) {
        const struct chela__capability *capability = plan->steps[i].capability;
        if (!capability)
            continue;
        json_t *use = json_pack("{s:s, s:s, s:s}", "use", capability->full_name, "digest",
                                capability->plugin->digest, "version", capability->plugin->version);
        if (json_object_set_new(uses, plan->steps[i].id, use) < 0) {
            json_decref(uses);
            return NULL;
        }
    }
    return uses;
}

json_t *
chela__run_looked(const struct chela__run *run)
{
    json_t *steps   = json_array();
    json_t *choices = json_array();
    int     failed  = steps && choices ? add_scope(&run->root, steps, choices) : -1;
    json_t *looked  = failed ? NULL
                             : json_pack("{s:o, s:O, s:O}", "uses", uses_of(run->options.plan),
                                         "steps", steps, "choices", choices);
    json_decref(steps);
    json_decref(choices);
    return looked;
}

// ---- the record, by instance ----

static void
make_name(json_int_t step, json_int_t element, char ret_name[48])
{
    (void)snprintf(ret_name, 48, "%lld/%lld", (long long)step, (long long)element);
}

static json_t *
member_for(json_t *recorded, const json_t *of)
{
    char name[48];
    make_name(chela__json_int(of, "step", -1), chela__json_int(of, "element", 0), name);
    json_t *member = json_object_get(recorded, name);
    if (!member && json_object_set_new(recorded, name, json_object()) == 0)
        member = json_object_get(recorded, name);
    return member;
}

// {"record"?, "is_logged"?, "choices"?: [...]} by "step/element".
static int
add_records(json_t *recorded, const json_t *list, bool is_logged)
{
    size_t  at;
    json_t *record;
    int     failed = 0;
    json_array_foreach(list, at, record)
    {
        json_t *member = member_for(recorded, record); // the newest attempt comes last
        failed |= json_object_set(member, "record", record);
        failed |= json_object_set_new(member, "is_logged", json_boolean(is_logged));
    }
    return failed;
}

static int
add_choice(json_t *recorded, json_t *choice)
{
    json_t *member = member_for(recorded, choice);
    json_t *list   = json_object_get(member, "choices");
    if (!list && json_object_set_new(member, "choices", json_array()) == 0)
        list = json_object_get(member, "choices");
    return json_array_append(list, choice);
}

static int
add_choices(json_t *recorded, const json_t *task)
{
    size_t  at;
    json_t *entry;
    int     failed = 0;
    json_array_foreach(json_object_get(json_object_get(task, "looked"), "choices"), at, entry)
    {
        failed |= add_choice(recorded, entry);
    }
    json_array_foreach(json_object_get(task, "entries"), at, entry)
    {
        const char *kind = chela__json_str(entry, "kind");
        if (kind && !strcmp(kind, "choice"))
            failed |= add_choice(recorded, json_object_get(entry, "content"));
    }
    return failed;
}

// Waits that were over already.
static int
add_waits(json_t *recorded, const json_t *task)
{
    size_t  at;
    json_t *entry;
    json_t *waits  = json_array();
    int     failed = waits ? 0 : -1;
    json_array_foreach(json_object_get(task, "entries"), at, entry)
    {
        const char *kind = chela__json_str(entry, "kind");
        if (kind && !strcmp(kind, CHELA__ENTRY_WOKE))
            failed |= json_array_append(waits, json_object_get(entry, "content"));
    }
    failed |= add_records(recorded, waits, false);
    json_decref(waits);
    return failed;
}

chela_status
chela__run_recall(struct chela__run *run, const json_t *task, struct chela_error *err)
{
    const json_t *looked = json_object_get(task, "looked");
    run->recorded        = json_object();
    if (!run->recorded || add_records(run->recorded, json_object_get(looked, "steps"), false) ||
        add_records(run->recorded, json_object_get(task, "log"), true) ||
        add_waits(run->recorded, task) || add_choices(run->recorded, task))
        return chela__error_memory(err);
    return CHELA_OK;
}

static const json_t *
member_of(const struct chela__instance *instance)
{
    char name[48];
    make_name(instance->step->number, instance->scope->element, name);
    return json_object_get(instance->scope->run->recorded, name);
}

const json_t *
chela__instance_record(const struct chela__instance *instance)
{
    return json_object_get(member_of(instance), "record");
}

// Each block around a step has multiplied the element by its width (block.c).
static bool
lies_inside(const struct chela__instance *instance, uint32_t step, uint32_t element)
{
    const struct chela__plan *plan  = instance->scope->run->options.plan;
    uint32_t                  block = instance->step->number;
    if (step <= block || step >= instance->step->end)
        return false;
    for (uint32_t at = plan->steps[step].parent;; at = plan->steps[at].parent) {
        element /= plan->steps[at].limit ? plan->steps[at].limit : 1;
        if (at == block)
            return element == instance->scope->element;
    }
}

bool
chela__instance_was_open(const struct chela__instance *instance)
{
    const char *name;
    json_t     *member;
    if (instance->step->kind != CHELA__STEP_BLOCK || !instance->scope->run->recorded)
        return false;
    json_object_foreach(instance->scope->run->recorded, name, member)
    {
        if (lies_inside(instance, (uint32_t)strtoul(name, NULL, 10),
                        (uint32_t)strtoul(strchr(name, '/') + 1, NULL, 10)))
            return true;
    }
    return false;
}

bool
chela__instance_is_same(const struct chela__instance *instance, const json_t *input)
{
    const json_t *before = json_object_get(chela__instance_record(instance), "input");
    const char   *name;
    json_t       *value;
    if (!json_is_true(json_object_get(member_of(instance), "is_logged")) ||
        instance->step->capability->effect < CHELA__WRITE)
        return true;
    json_object_foreach((json_t *)input, name, value) // what is recorded has the defaults too
    {
        if (!json_equal(value, json_object_get(before, name)))
            return false;
    }
    return true;
}

// ---- one instance ----

static void
recall_choices(struct chela__instance *instance)
{
    size_t  at;
    json_t *entry;
    json_array_foreach(json_object_get(member_of(instance), "choices"), at, entry)
    {
        struct walk walk = {.index = chela__json_int(entry, "arg", -1)};
        walk_step(&walk, instance->step);
        struct chela__choice *choice = walk.found ? calloc(1, sizeof *choice) : NULL;
        if (!choice)
            continue; // then it is asked for again
        choice->arg       = walk.found;
        choice->value     = json_incref(json_object_get(entry, "value"));
        choice->next      = instance->choices;
        instance->choices = choice;
    }
}

// The handles of files have gone with the process that had them.
static bool
names_file(const json_t *value)
{
    const char *key;
    json_t     *member;
    size_t      at;
    const char *text = json_string_value(value);
    json_array_foreach(value, at, member)
    {
        if (names_file(member))
            return true;
    }
    json_object_foreach((json_t *)value, key, member)
    {
        if (names_file(member))
            return true;
    }
    return text && !strncmp(text, "file:", 5) && strlen(text) == 5 + 32;
}

static void
settle_as(struct chela__instance *instance, const json_t *record, chela_status status)
{
    json_t     *output = json_object_get(record, "output");
    const char *text   = chela__json_str(record, "text");
    instance->label    = (enum chela__label)chela__json_int(record, "label", CHELA__PERSONAL);
    instance->is_told  = status == CHELA_OK && text;
    if (!instance->input)
        instance->input = json_incref(json_object_get(record, "input"));
    chela__instance_settle(instance, status == CHELA_OK ? CHELA__DONE : CHELA__FAILED, status,
                           json_is_null(output) ? NULL : output, text);
}

// Without an outcome: what happened to it can happen to anybody.
static chela_status
status_of(const json_t *record)
{
    const char *name = chela__json_str(record, "status");
    return name ? chela__status_from_name(name) : CHELA_UNAVAILABLE;
}

static bool
recall_looked(struct chela__instance *instance, const json_t *record)
{
    chela_status status = status_of(record);
    if (status == CHELA_OK && names_file(json_object_get(record, "output")))
        return false;
    instance->effect = CHELA_NO_EFFECT;
    settle_as(instance, record, status);
    return true;
}

static int32_t
effect_of(const struct chela__instance *instance, const json_t *record)
{
    const char *outcome = chela__json_str(record, "outcome");
    if (instance->step->capability->effect < CHELA__WRITE ||
        (outcome && !strcmp(outcome, "failed")))
        return CHELA_NO_EFFECT;
    return outcome && !strcmp(outcome, "done") ? CHELA_EFFECT_DONE : CHELA_EFFECT_UNKNOWN;
}

// It was under way when its process ended, or its end is not known.
static bool
recall_open(struct chela__instance *instance, chela_status status)
{
    const struct chela__capability *capability = instance->step->capability;
    bool is_free = capability->effect < CHELA__WRITE || capability->idempotency != CHELA__ONCE;
    if (is_free && instance->attempt < MAX_DISPATCHES)
        return false;
    json_t *input   = json_object_get(chela__instance_record(instance), "input");
    instance->input = json_incref(input);
    chela__instance_doubt(instance, status, "the process ended before its outcome was known");
    return true;
}

static bool
recall_logged(struct chela__instance *instance, const json_t *record)
{
    const struct chela__capability *capability = instance->step->capability;
    chela_status                    status     = status_of(record);
    instance->attempt                          = (int)chela__json_int(record, "attempt", 1);
    instance->spent  = instance->scope->run->spent[instance->step->number]++;
    instance->effect = effect_of(instance, record);
    (void)chela__time_parse(chela__json_str(record, "began"), &instance->began_ms, NULL);
    if (!json_object_get(record, "ended"))
        return recall_open(instance, status);
    if (status == CHELA_OK) {
        bool may_rerun = capability->effect < CHELA__WRITE;
        if (may_rerun && names_file(json_object_get(record, "output")))
            return false;
        settle_as(instance, record, status);
        return true;
    }
    if (capability->effect >= CHELA__WRITE && instance->effect == CHELA_EFFECT_UNKNOWN)
        return recall_open(instance, status);
    if (chela__instance_may_retry(instance, status, instance->effect, false))
        return false;
    settle_as(instance, record, status);
    return true;
}

bool
chela__instance_recall(struct chela__instance *instance)
{
    if (instance->is_recalled || !instance->scope->run->recorded)
        return false;
    instance->is_recalled = true;
    recall_choices(instance);
    const json_t *record = chela__instance_record(instance);
    if (!record || !instance->step->capability)
        return false;
    return json_is_true(json_object_get(member_of(instance), "is_logged"))
               ? recall_logged(instance, record)
               : recall_looked(instance, record);
}
