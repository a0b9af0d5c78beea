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
void
chela__instance_ask_take(struct chela__instance *instance, const struct chela__arg *arg,
                         json_t *question)
{
    struct chela__run *run = instance->scope->run;
    instance->state        = CHELA__ASKING;
    if (run->asking) {
        json_decref(question);
        return;
    }
    run->question = question;
    if (!run->question) {
        chela__instance_settle(instance, CHELA__FAILED, CHELA_NO_MEMORY, NULL, "out of memory");
        return;
    }
    run->asking     = instance;
    run->asking_arg = arg;
}

// ---- the end of a call ----

static bool
is_passing(chela_status status)
{
    return status == CHELA_UNAVAILABLE || status == CHELA_BUSY || status == CHELA_TIMEOUT;
}

// A reply that was lost on the way may be fetched once more where the same key means once.
bool
chela__instance_may_retry(const struct chela__instance *instance, chela_status status,
                          int32_t effect, bool is_lost)
{
    const struct chela__capability *capability = instance->step->capability;
    bool is_free = capability->effect <= CHELA__READ || capability->idempotency != CHELA__ONCE;
    int  most    = CHELA__RUN_MAX_ATTEMPTS;
    if (status == CHELA_TIMEOUT || !is_passing(status))
        most--;
    if (!is_passing(status) && !(is_lost && is_free && capability->effect >= CHELA__WRITE))
        return false;
    if (instance->attempt >= most || instance->scope->run->is_cancelled)
        return false;
    return is_free || effect == CHELA_NO_EFFECT;
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

// Whether it happened cannot be told, and must not be left at that.
static bool
is_doubtful(const struct chela__instance *instance, const struct chela__outcome *outcome)
{
    const struct chela__capability *capability = instance->step->capability;
    return instance->scope->run->task && !instance->scope->run->is_cancelled &&
           capability->effect >= CHELA__WRITE && outcome->effect == CHELA_EFFECT_UNKNOWN &&
           (capability->idempotency == CHELA__ONCE || outcome->is_lost);
}

static void
failed(struct chela__instance *instance, const struct chela__outcome *outcome)
{
    const char *text = outcome->text ? outcome->text : chela__status_name(outcome->status);
    instance->effect = outcome->effect;
    if (chela__instance_may_retry(instance, outcome->status, outcome->effect, outcome->is_lost) &&
        retry_later(instance, outcome->status, text))
        return;
    if (is_doubtful(instance, outcome))
        chela__instance_doubt(instance, outcome->status, text);
    else
        chela__instance_settle(instance, CHELA__FAILED, outcome->status, NULL, text);
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
        failed(instance, outcome);
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

static void
call_connected(void *user, const char *to)
{
    struct chela__instance *instance = user;
    struct chela__run_event event    = {
           .kind = CHELA_EVENT_EGRESS, .instance = instance, .progress = -1, .text = to};
    chela__run_tell(instance->scope->run, &event);
}

// ---- its start ----

// The effect that the call takes back, when it is an inverse.
static struct chela__undone
undone_by(const struct chela__instance *instance)
{
    const struct chela__run *run   = instance->scope->run;
    const json_t            *place = json_object_get(run->options.places, instance->step->id);
    const char              *own   = chela__json_str(place, "of"); // a step of this very plan
    if (own)
        return (struct chela__undone){run->task, chela__plan_find(run->options.plan, own),
                                      instance->scope->element};
    return (struct chela__undone){chela__json_str(place, "task"),
                                  (uint32_t)chela__json_int(place, "step", 0),
                                  (uint32_t)chela__json_int(place, "element", 0)};
}

struct chela__call_request
chela__instance_request(struct chela__instance *instance, char ret_key[CHELA__STEP_KEY])
{
    struct chela__run   *run    = instance->scope->run;
    struct chela__undone undone = undone_by(instance);
    if (run->task)
        chela__step_key(run->task, instance->step->number, instance->scope->element, ret_key);
    return (struct chela__call_request){
        .capability = instance->step->capability,
        .input      = instance->input,
        .label      = instance->label,
        .key        = run->task ? ret_key : NULL,
        .now_ms     = run->options.plan->now_ms,
        .files      = run->options.files,
        .task       = run->task,
        .step       = instance->step->number,
        .element    = instance->scope->element,
        .step_id    = instance->step->agreed_as ? instance->step->agreed_as : instance->step->id,
        .attempt    = instance->attempt,
        .contract   = run->contract,
        .spent      = instance->spent,
        .undone     = undone,
        .presence   = run->options.presence ? run->options.presence(run->options.user) : NULL,
        .item       = call_item,
        .progress   = call_progress,
        .connected  = call_connected,
        .done       = call_done,
        .user       = instance,
    };
}

static chela_status
start(struct chela__instance *instance, json_t *results, struct chela_error *err)
{
    struct chela__run         *run = instance->scope->run;
    char                       key[CHELA__STEP_KEY], wish[CHELA__WISH];
    struct chela__call_request request = chela__instance_request(instance, key);
    request.results                    = results;
    if (run->task) {
        chela_status status = chela__wish(run->turns, run->contract, wish, err);
        if (status < 0)
            return status;
        request.wish = wish;
    }
    if (run->options.clock)
        instance->began_ms = chela__clock_now(run->options.clock);
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
        struct chela__outcome outcome = {
            .status = status, .effect = CHELA_NO_EFFECT, .text = err.text};
        run->running--;
        failed(instance, &outcome);
    }
}

static bool
resolve_input(struct chela__instance *instance, struct chela__resolver *resolver)
{
    json_t      *input = NULL;
    chela_status status =
        chela__resolve_input(resolver, instance->step->capability, &instance->step->with, &input);
    if (status == CHELA_OK && !chela__instance_is_same(instance, input)) {
        json_decref(input);
        status = chela__error(resolver->err, CHELA_CONFLICT,
                              "it would not be tried again with the same arguments");
    }
    if (status == CHELA_OK) {
        instance->input = input;
        instance->label = resolver->label;
        return true;
    }
    instance->effect = CHELA_NO_EFFECT;
    if (status == CHELA_NEEDS_ANSWER)
        chela__instance_ask_take(instance, resolver->asking, question_of(instance, resolver));
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

// Dispatches that count together with those of the step.
static uint32_t
spent_before(struct chela__run *run, const struct chela__step *step)
{
    uint32_t spent = run->spent[step->number]++;
    for (uint32_t i = 0; step->agreed_as && i < run->options.plan->count; i++) {
        const struct chela__step *other = &run->options.plan->steps[i];
        if (other != step && other->agreed_as && !strcmp(other->agreed_as, step->agreed_as))
            spent += run->spent[i];
    }
    return spent;
}

void
chela__instance_call(struct chela__instance *instance)
{
    if (!instance->attempt)
        instance->spent = spent_before(instance->scope->run, instance->step);
    dispatch(instance);
}
