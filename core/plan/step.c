// step.c - one call step: its arguments, its dispatch, a second try, its end.
#include <stdlib.h>
#include <string.h>

#include <chela/host.h>

#include "base/json.h"
#include "plan/people.h"
#include "plan/run.h"

#define CHOICE_MAX_TEXT 80 // characters of one choice

static void
dispatch(struct chela__instance *instance);

// ---- the question when a pick is ambiguous ----

static json_t *
choice_of(const struct chela__instance *instance, const struct chela__arg *arg, json_t *value)
{
    const struct chela__plan  *plan   = instance->scope->run->options.plan;
    const struct chela__people people = {.lang   = plan->lang,
                                         .zone   = plan->zone,
                                         .now_ms = plan->now_ms,
                                         .files  = instance->scope->run->options.files,
                                         .max    = CHOICE_MAX_TEXT};
    struct chela__buffer       text   = CHELA__BUFFER_INIT;
    chela__people_value(&people, &text, chela__shown_value(instance, arg, value));
    json_t *choice =
        text.failed ? NULL
                    : json_pack("{s:s, s:O}", "text", text.len ? text.data : "", "value", value);
    chela__buffer_done(&text);
    return choice;
}

static json_t *
question_of(const struct chela__instance *instance, const struct chela__resolver *resolver)
{
    const char *lang    = instance->scope->run->options.plan->lang;
    json_t     *choices = json_array();
    for (size_t i = 0; choices && i < json_array_size(resolver->candidates); i++) {
        json_t *value = json_array_get(resolver->candidates, i);
        if (i < CHELA__RUN_MAX_CHOICES &&
            json_array_append_new(choices, choice_of(instance, resolver->asking, value)) < 0) {
            json_decref(choices);
            return NULL;
        }
    }
    return json_pack("{s:s, s:o}", "text", strncmp(lang, "zh", 2) ? "Which one?" : "哪一个？",
                     "choices", choices);
}

// Only one question is open at a time; others come when it is answered.
static void
ask(struct chela__instance *instance, struct chela__resolver *resolver)
{
    struct chela__run *run = instance->scope->run;
    instance->state        = CHELA__ASKING;
    if (run->asking)
        return;
    run->question = question_of(instance, resolver);
    if (!run->question) {
        chela__instance_settle(instance, CHELA__FAILED, CHELA_NO_MEMORY, NULL, "out of memory");
        return;
    }
    run->asking     = instance;
    run->asking_arg = resolver->asking;
}

// ---- the end of a call ----

static bool
is_passing(chela_status status)
{
    return status == CHELA_UNAVAILABLE || status == CHELA_BUSY || status == CHELA_TIMEOUT;
}

static bool
may_retry(const struct chela__instance *instance, chela_status status, int32_t effect)
{
    const struct chela__capability *capability = instance->step->capability;
    int most = status == CHELA_TIMEOUT ? CHELA__RUN_MAX_ATTEMPTS - 1 : CHELA__RUN_MAX_ATTEMPTS;
    if (!is_passing(status) || instance->attempt >= most || instance->scope->run->is_cancelled)
        return false;
    return capability->effect <= CHELA__READ || capability->idempotency != CHELA__ONCE ||
           effect == CHELA_NO_EFFECT;
}

static void
try_again(void *user)
{
    struct chela__instance *instance = user;
    instance->timer                  = NULL;
    instance->scope->run->retrying--;
    dispatch(instance);
    chela__run_advance(instance->scope->run);
}

static bool
retry_later(struct chela__instance *instance, chela_status status, const char *text)
{
    struct chela__run      *run   = instance->scope->run;
    int64_t                 wait  = CHELA__RUN_BACKOFF_MS;
    struct chela__run_event event = {
        .kind = CHELA_EVENT_RETRY, .instance = instance, .progress = -1, .text = text};
    for (int i = 1; i < instance->attempt; i++)
        wait *= 4;
    if (chela__loop_add_timer(run->options.loop, wait, try_again, instance, &instance->timer,
                              NULL) < 0)
        return false;
    instance->state  = CHELA__RETRYING;
    instance->status = status;
    run->retrying++;
    chela__run_tell(run, &event);
    return true;
}

static void
failed(struct chela__instance *instance, chela_status status, int32_t effect, const char *text)
{
    instance->effect = effect;
    if (may_retry(instance, status, effect) && retry_later(instance, status, text))
        return;
    chela__instance_settle(instance, CHELA__FAILED, status, NULL, text);
}

static void
call_done(void *user, const struct chela__outcome *outcome)
{
    struct chela__instance *instance = user;
    struct chela__run      *run      = instance->scope->run;
    instance->call                   = NULL;
    run->running--;
    if (outcome->status == CHELA_OK) {
        instance->label  = outcome->label > instance->label ? outcome->label : instance->label;
        instance->effect = outcome->effect;
        chela__instance_settle(instance, CHELA__DONE, CHELA_OK, outcome->output, NULL);
    } else {
        failed(instance, outcome->status, outcome->effect,
               outcome->text ? outcome->text : chela__status_name(outcome->status));
    }
    chela__run_advance(run);
}

static void
call_item(void *user, json_t *item)
{
    struct chela__instance *instance = user;
    struct chela__run_event event    = {
           .kind = CHELA_EVENT_ITEM, .instance = instance, .progress = -1, .json = item};
    chela__run_tell(instance->scope->run, &event);
}

static void
call_progress(void *user, double done, const char *note)
{
    struct chela__instance *instance = user;
    struct chela__run_event event    = {
           .kind = CHELA_EVENT_PROGRESS, .instance = instance, .progress = done, .text = note};
    chela__run_tell(instance->scope->run, &event);
}

// ---- its start ----

static chela_status
start(struct chela__instance *instance, json_t *results, struct chela_error *err)
{
    struct chela__run *run = instance->scope->run;
    char               key[CHELA__STEP_KEY];
    if (run->task)
        chela__step_key(run->task, instance->step->number, instance->scope->element, key);
    struct chela__call_request request = {
        .capability = instance->step->capability,
        .input      = instance->input,
        .label      = instance->label,
        .key        = run->task ? key : NULL,
        .now_ms     = run->options.plan->now_ms,
        .files      = run->options.files,
        .task       = run->task,
        .step       = instance->step->number,
        .element    = instance->scope->element,
        .step_id    = instance->step->id,
        .attempt    = instance->attempt,
        .contract   = run->contract,
        .results    = results,
        .spent      = instance->spent,
        .presence   = run->options.presence,
        .item       = call_item,
        .progress   = call_progress,
        .done       = call_done,
        .user       = instance,
    };
    return run->options.start(run->options.calls, &request, &instance->call, err);
}

static void
tell_start(struct chela__instance *instance)
{
    struct chela__run_event event = {
        .kind = CHELA_EVENT_STARTED, .instance = instance, .progress = -1, .json = instance->input};
    chela__run_tell(instance->scope->run, &event);
    if (!chela__reaches_out(instance->step->capability))
        return;
    event.kind = CHELA_EVENT_EGRESS;
    chela__run_tell(instance->scope->run, &event);
}

static void
dispatch(struct chela__instance *instance)
{
    struct chela__run *run     = instance->scope->run;
    struct chela_error err     = CHELA_ERROR_INIT;
    json_t            *results = chela__scope_results(instance->scope);
    if (!results) {
        chela__instance_settle(instance, CHELA__FAILED, CHELA_NO_MEMORY, NULL, "out of memory");
        return;
    }
    if (instance->attempt++ == 0)
        tell_start(instance);
    instance->state = CHELA__RUNNING;
    run->running++;
    chela_status status = start(instance, results, &err);
    json_decref(results);
    if (status < 0) {
        run->running--;
        failed(instance, status, CHELA_NO_EFFECT, err.text);
    }
}

static bool
resolve_input(struct chela__instance *instance, struct chela__resolver *resolver)
{
    json_t      *input = NULL;
    chela_status status =
        chela__resolve_input(resolver, instance->step->capability, &instance->step->with, &input);
    if (status == CHELA_OK) {
        instance->input = input;
        instance->label = resolver->label;
        return true;
    }
    instance->effect = CHELA_NO_EFFECT;
    if (status == CHELA_NEEDS_ANSWER)
        ask(instance, resolver);
    else
        chela__instance_settle(instance, CHELA__FAILED, status < 0 ? status : CHELA_FAILED, NULL,
                               resolver->err->text);
    return false;
}

bool
chela__instance_prepare(struct chela__instance *instance)
{
    struct chela_error     err      = CHELA_ERROR_INIT;
    struct chela__resolver resolver = {.scope = instance->scope, .instance = instance, .err = &err};
    bool                   is_ready = instance->input || resolve_input(instance, &resolver);
    json_decref(resolver.candidates);
    return is_ready;
}

void
chela__instance_call(struct chela__instance *instance)
{
    instance->spent = instance->scope->run->spent[instance->step->number]++;
    dispatch(instance);
}
