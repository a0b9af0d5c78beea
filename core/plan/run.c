// run.c - which steps are ready, what a settled step means for the others, when nothing is left.
#include "plan/run.h"

#include <stdlib.h>
#include <string.h>

#include <chela/host.h>

// ---- scopes ----

chela_status
chela__scope_init(struct chela__scope *scope, struct chela__run *run, struct chela__instance *owner,
                  uint32_t element)
{
    const struct chela__plan *plan = run->options.plan;
    scope->run                     = run;
    scope->owner                   = owner;
    scope->element                 = element;
    scope->first                   = owner ? owner->step->number + 1 : 0;
    scope->end                     = owner ? owner->step->end : plan->count;
    scope->instances               = calloc(scope->end - scope->first, sizeof *scope->instances);
    if (!scope->instances)
        return CHELA_NO_MEMORY;
    for (uint32_t i = scope->first; i < scope->end; i++) {
        scope->instances[i - scope->first].scope = scope;
        scope->instances[i - scope->first].step  = &plan->steps[i];
    }
    return CHELA_OK;
}

static void
instance_done(struct chela__instance *instance)
{
    for (uint32_t i = 0; i < instance->element_count; i++)
        chela__scope_done(&instance->elements[i]);
    free(instance->elements);
    while (instance->choices) {
        struct chela__choice *choice = instance->choices;
        instance->choices            = choice->next;
        json_decref(choice->value);
        free(choice);
    }
    chela__loop_remove(instance->timer);
    json_decref(instance->input);
    json_decref(instance->output);
    free(instance->text);
    free(instance->doubt);
}

void
chela__scope_done(struct chela__scope *scope)
{
    for (uint32_t i = scope->first; scope->instances && i < scope->end; i++)
        instance_done(&scope->instances[i - scope->first]);
    free(scope->instances);
    json_decref(scope->item);
    memset(scope, 0, sizeof *scope);
}

struct chela__instance *
chela__scope_find(struct chela__scope *scope, uint32_t step)
{
    uint32_t parent = scope->run->options.plan->steps[step].parent;
    while (scope && (scope->owner ? scope->owner->step->number : CHELA__NO_STEP) != parent)
        scope = scope->owner ? scope->owner->scope : NULL;
    return scope ? &scope->instances[step - scope->first] : NULL;
}

json_t *
chela__scope_results(struct chela__scope *scope)
{
    json_t                   *results = json_object();
    const struct chela__plan *plan    = scope->run->options.plan;
    for (uint32_t i = 0; results && i < plan->count; i++) {
        struct chela__instance *instance = chela__scope_find(scope, i);
        if (!instance || instance->state != CHELA__DONE || !instance->output)
            continue;
        if (json_object_set(results, plan->steps[i].id, instance->output) < 0) {
            json_decref(results);
            return NULL;
        }
    }
    return results;
}

// ---- settling ----

bool
chela__instance_is_settled(const struct chela__instance *instance)
{
    return instance->state >= CHELA__DONE;
}

void
chela__run_tell(struct chela__run *run, const struct chela__run_event *event)
{
    if (run->options.event)
        run->options.event(run->options.user, event);
}

void
chela__instance_settle(struct chela__instance *instance, enum chela__instance_state state,
                       chela_status status, json_t *output, const char *text)
{
    static const int kinds[] = {
        [CHELA__DONE]    = CHELA_EVENT_DONE,
        [CHELA__FAILED]  = CHELA_EVENT_FAILED,
        [CHELA__SKIPPED] = CHELA_EVENT_SKIPPED,
    };
    instance->state  = state;
    instance->status = status;
    instance->output = json_incref(output);
    instance->text   = text ? strdup(text) : NULL;
    if (state == CHELA__FAILED && !instance->step->skips)
        instance->scope->is_stopped = true;
    struct chela__run_event event = {
        .kind = kinds[state], .instance = instance, .progress = -1, .text = text, .json = output};
    chela__run_tell(instance->scope->run, &event);
}

// ---- readiness ----

// CHELA_OK: all needs are met. CHELA_PENDING: not yet. CHELA_FAILED: never; `ret_culprit` says why.
static chela_status
look_at_needs(struct chela__instance *instance, const struct chela__instance **ret_culprit)
{
    const struct chela__step *step   = instance->step;
    chela_status              status = CHELA_OK;
    for (size_t i = 0; i < step->need_count; i++) {
        const struct chela__need *need = &step->needs[i];
        struct chela__instance   *other =
            &instance->scope->instances[need->step - instance->scope->first];
        if (!chela__instance_is_settled(other)) {
            status = CHELA_PENDING;
            continue;
        }
        if (other->state == CHELA__DONE || need->is_weak || (need->is_order && other->is_unwanted))
            continue;
        *ret_culprit = other;
        return CHELA_FAILED;
    }
    return status;
}

static void
skip(struct chela__instance *instance, const char *because, const char *of)
{
    char text[160];
    snprintf(text, sizeof text, "%s%s", because, of);
    chela__instance_settle(instance, CHELA__SKIPPED, CHELA_FAILED, NULL, text);
}

// False when `when` said no, and the instance is settled.
static bool
is_wanted(struct chela__instance *instance)
{
    struct chela_error     err      = CHELA_ERROR_INIT;
    struct chela__resolver resolver = {.scope = instance->scope, .instance = instance, .err = &err};
    bool                   holds    = true;
    if (!instance->step->when)
        return true;
    chela_status status = chela__condition_holds(&resolver, instance->step->when, &holds);
    json_decref(resolver.candidates);
    if (status != CHELA_OK) {
        chela__instance_settle(instance, CHELA__FAILED, status, NULL, err.text);
        return false;
    }
    if (!holds) {
        instance->is_unwanted = true;
        skip(instance, "its condition does not hold", "");
    }
    return holds;
}

// True when the instance has moved.
static bool
advance_waiting(struct chela__instance *instance)
{
    struct chela__run            *run     = instance->scope->run;
    const struct chela__instance *culprit = NULL;
    if (run->is_looking && instance->input)
        return false;
    if (chela__instance_recall(instance))
        return true;
    if (run->is_held && !run->is_cancelled)
        return false;
    if (instance->is_unknown) {
        chela__instance_decide(instance);
        return true;
    }
    if (chela__instance_was_open(instance)) {
        chela__instance_expand(instance);
        return true;
    }
    if (run->is_cancelled || instance->scope->is_stopped) {
        skip(instance, run->is_cancelled ? "cancelled" : "an earlier step failed", "");
        return true;
    }
    chela_status status = look_at_needs(instance, &culprit);
    if (status == CHELA_PENDING)
        return false;
    if (status < 0) {
        skip(instance, "it needs ", culprit->step->id);
        return true;
    }
    if (instance->step->kind == CHELA__STEP_CALL && run->running >= CHELA__RUN_MAX_PARALLEL)
        return false;
    if (chela__instance_is_skipped(instance)) {
        instance->is_unwanted = true;
        skip(instance, "you did not want it", "");
        return true;
    }
    if (!is_wanted(instance))
        return true;
    if (instance->step->kind == CHELA__STEP_PLAN) {
        instance->state = run->is_looking ? CHELA__WAITING : CHELA__PLANNING;
        run->planning   = run->is_looking ? NULL : instance;
        return !run->is_looking;
    }
    if (instance->step->kind == CHELA__STEP_BLOCK)
        chela__instance_expand(instance);
    else if (!chela__instance_prepare(instance) || (run->is_looking && !instance->step->looks))
        return true;
    else if (instance->step->kind == CHELA__STEP_WAIT)
        chela__instance_wait(instance);
    else
        chela__instance_call(instance);
    return true;
}

static bool
advance_scope(struct chela__scope *scope)
{
    bool                      has_moved = false;
    const struct chela__plan *plan      = scope->run->options.plan;
    for (uint32_t i = scope->first; i < scope->end; i = plan->steps[i].end) {
        struct chela__instance *instance = &scope->instances[i - scope->first];
        if (instance->state == CHELA__WAITING)
            has_moved |= advance_waiting(instance);
        if (instance->state != CHELA__RUNNING || instance->step->kind != CHELA__STEP_BLOCK)
            continue;
        for (uint32_t e = 0; e < instance->element_count; e++)
            has_moved |= advance_scope(&instance->elements[e]);
        chela__instance_gather(instance);
        has_moved |= chela__instance_is_settled(instance);
    }
    return has_moved;
}

static void
tell_idle(void *user)
{
    struct chela__run *run = user;
    run->idle_timer        = NULL;
    run->is_idle_posted    = false;
    run->options.idle(run->options.user);
}

void
chela__run_advance(struct chela__run *run)
{
    while (advance_scope(&run->root))
        ;
    if (run->running || run->retrying || run->is_idle_posted)
        return;
    run->is_idle_posted = true;
    if (chela__loop_add_timer(run->options.loop, 0, tell_idle, run, &run->idle_timer, NULL) < 0)
        tell_idle(run);
}

// ---- public ----

chela_status
chela__run_new(const struct chela__run_options *options, struct chela__run **ret_run,
               struct chela_error *err)
{
    struct chela__run *run = calloc(1, sizeof *run);
    if (!run)
        return chela__error_memory(err);
    run->options = *options;
    if (!run->options.start)
        run->options.start = chela__call_start;
    if (!run->options.cancel)
        run->options.cancel = chela__call_cancel;
    if (chela__scope_init(&run->root, run, NULL, 0) < 0) {
        free(run);
        return chela__error_memory(err);
    }
    *ret_run = run;
    return CHELA_OK;
}

void
chela__run_free(struct chela__run *run)
{
    if (!run)
        return;
    chela__loop_remove(run->idle_timer);
    chela__loop_remove(run->cancel_timer);
    chela__scope_done(&run->root);
    json_decref(run->question);
    json_decref(run->turns);
    json_decref(run->recorded);
    json_decref(run->skips);
    free(run);
}

chela_status
chela__run_look(struct chela__run *run, struct chela_error *err)
{
    (void)err;
    run->is_looking = true;
    chela__run_advance(run);
    return CHELA_OK;
}

chela_status
chela__run_start(struct chela__run *run, const char *task, json_t *turns, const json_t *contract,
                 struct chela_error *err)
{
    (void)err;
    run->is_looking = false;
    run->task       = task;
    run->contract   = contract;
    run->turns      = json_incref(turns);
    chela__run_advance(run);
    return CHELA_OK;
}

// Lets the steps that wait for an answer look again.
static void
wake(struct chela__scope *scope)
{
    for (uint32_t i = scope->first; i < scope->end; i++) {
        struct chela__instance *instance = &scope->instances[i - scope->first];
        if (instance->state == CHELA__ASKING)
            instance->state = CHELA__WAITING;
        for (uint32_t e = 0; e < instance->element_count; e++)
            wake(&instance->elements[e]);
    }
}

static void
cancel_calls(struct chela__scope *scope)
{
    for (uint32_t i = scope->first; i < scope->end; i++) {
        struct chela__instance *instance = &scope->instances[i - scope->first];
        if (instance->call)
            scope->run->options.cancel(instance->call);
        for (uint32_t e = 0; e < instance->element_count; e++)
            cancel_calls(&instance->elements[e]);
    }
}

static void
cancel_retries(struct chela__scope *scope)
{
    for (uint32_t i = scope->first; i < scope->end; i++) {
        struct chela__instance *instance = &scope->instances[i - scope->first];
        for (uint32_t e = 0; e < instance->element_count; e++)
            cancel_retries(&instance->elements[e]);
        if (instance->state != CHELA__RETRYING)
            continue;
        chela__loop_remove(instance->timer);
        instance->timer = NULL;
        instance->state = CHELA__WAITING;
        scope->run->retrying--;
    }
}

// What may be tried again waits as long as the run is held.
void
chela__run_hold(struct chela__run *run, bool ends_after)
{
    run->is_held    = true;
    run->ends_after = ends_after;
    cancel_retries(&run->root);
    chela__run_advance(run);
}

static void
cancel_now(void *user)
{
    struct chela__run *run = user;
    run->cancel_timer      = NULL;
    run->is_looking        = false;
    cancel_calls(&run->root); // what was being started when it was asked for
    cancel_retries(&run->root);
    chela__run_cancel_waits(&run->root);
    wake(&run->root);
    chela__run_advance(run);
}

// States change from the loop: a callback of this very run may have asked for it.
void
chela__run_cancel(struct chela__run *run)
{
    if (run->is_cancelled)
        return;
    run->is_cancelled = true;
    cancel_calls(&run->root);
    if (chela__loop_add_timer(run->options.loop, 0, cancel_now, run, &run->cancel_timer, NULL) < 0)
        cancel_now(run);
}

// A choice that is on record is not asked for again by a resume.
static chela_status
keep_choice(struct chela__run *run, struct chela__choice *choice, struct chela_error *err)
{
    if (!run->options.state || !run->task)
        return CHELA_OK;
    json_t      *entry  = chela__run_choice(run, run->asking, choice);
    chela_status status = entry
                              ? chela__task_add(run->options.state, run->task, "choice", entry, err)
                              : chela__error_memory(err);
    json_decref(entry);
    return status;
}

static chela_status
choose(struct chela__run *run, json_t *value, struct chela_error *err)
{
    struct chela__choice *choice = calloc(1, sizeof *choice);
    if (!choice)
        return chela__error_memory(err);
    choice->arg          = run->asking_arg;
    choice->value        = json_incref(value);
    choice->next         = run->asking->choices;
    run->asking->choices = choice;
    return keep_choice(run, choice, err);
}

static chela_status
decide(struct chela__run *run, const json_t *value, struct chela_error *err)
{
    static const char *const words[] = {"happened", "again", "abandon"};
    const char              *word    = json_string_value(value);
    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++) {
        if (strcmp(word, words[i]) != 0)
            continue;
        run->asking->decision = words[i];
        return CHELA_OK;
    }
    return chela__error(err, CHELA_INVALID, "expected happened, again or abandon");
}

bool
chela__run_is_in_doubt(const struct chela__run *run)
{
    return run->asking && run->asking->is_unknown;
}

chela_status
chela__run_answer(struct chela__run *run, json_t *value, struct chela_error *err)
{
    if (!run->asking)
        return chela__error(err, CHELA_INVALID, "no question is open");
    chela_status status =
        run->asking->is_unknown ? decide(run, value, err) : choose(run, value, err);
    if (status < 0)
        return status;
    run->asking = NULL;
    json_decref(run->question);
    run->question = NULL;
    wake(&run->root);
    chela__run_advance(run);
    return CHELA_OK;
}
