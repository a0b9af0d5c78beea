// doubt.c - an effect of which nobody knows whether it happened: its plugin's worker died, its
// reply was lost, its process ended. `verify` of the manifest decides, else the user; until then
// nothing that depends on it begins.
#include <stdlib.h>
#include <string.h>

#include <chela/host.h>

#include "base/clock.h"
#include "base/json.h"
#include "plan/card.h"
#include "plan/run.h"

#define MAX_TEXT 80 // characters of one value in the question

// ---- what has become known ----

// An outcome that cannot be recorded leaves it unknown.
static bool
record(struct chela__instance *instance, const struct chela__outcome *outcome)
{
    struct chela_error         err = CHELA_ERROR_INIT;
    char                       key[CHELA__STEP_KEY];
    struct chela__call_request request = chela__instance_request(instance, key);
    if (!instance->scope->run->options.state)
        return true;
    if (chela__call_settle(instance->scope->run->options.calls, &request, outcome, &err) >= 0)
        return true;
    chela__instance_settle(instance, CHELA__FAILED, err.status, NULL, err.text);
    return false;
}

static void
settle_done(struct chela__instance *instance, json_t *output, const char *told)
{
    struct chela__outcome outcome = {.status = CHELA_OK,
                                     .effect = CHELA_EFFECT_DONE,
                                     .output = output,
                                     .label  = instance->label > CHELA__PERSONAL ? instance->label
                                                                                 : CHELA__PERSONAL,
                                     .text   = told};
    if (!record(instance, &outcome))
        return;
    instance->label   = outcome.label;
    instance->effect  = CHELA_EFFECT_DONE;
    instance->is_told = told != NULL;
    chela__instance_settle(instance, CHELA__DONE, CHELA_OK, output, told);
}

static void
again(struct chela__instance *instance)
{
    instance->is_unknown = false;
    instance->decision   = NULL;
    if (chela__instance_record(instance)) { // its label is not on record: resolved anew
        json_decref(instance->input);
        instance->input = NULL;
    }
    if (chela__instance_prepare(instance))
        chela__instance_call(instance);
}

// It surely did not happen, so once more is the first time.
static void
not_done(struct chela__instance *instance)
{
    struct chela__outcome outcome = {
        .status = CHELA_UNAVAILABLE, .effect = CHELA_NO_EFFECT, .text = "it did not happen"};
    if (!record(instance, &outcome))
        return;
    instance->effect = CHELA_NO_EFFECT;
    if (chela__instance_may_retry(instance, CHELA_UNAVAILABLE, CHELA_NO_EFFECT, false))
        again(instance);
    else
        chela__instance_settle(instance, CHELA__FAILED, instance->status, NULL, instance->doubt);
}

// ---- verify ----

static bool
holds(const json_t *conditions, json_t *output)
{
    const char *pointer;
    json_t     *wanted;
    json_object_foreach((json_t *)conditions, pointer, wanted)
    {
        if (!json_equal(chela__json_at(output, pointer), wanted))
            return false;
    }
    return true;
}

// What was found is the result when it could be the capability's own.
static json_t *
as_result(const struct chela__instance *instance, json_t *output)
{
    const struct chela__schema *schema = instance->step->capability->output_schema;
    struct chela__schema_faults faults = {0};
    bool fits = schema && chela__schema_check(schema, output, &faults, NULL) == CHELA_OK;
    chela__schema_faults_done(&faults);
    return fits ? output : NULL;
}

static void
ask_user(struct chela__instance *instance);

static void
verified(void *user, const struct chela__outcome *outcome)
{
    struct chela__instance *instance = user;
    struct chela__run      *run      = instance->scope->run;
    const json_t           *verify   = json_object_get(instance->step->capability->json, "verify");
    instance->call                   = NULL;
    run->running--;
    if (outcome->status < 0)
        ask_user(instance);
    else if (holds(json_object_get(verify, "done"), outcome->output))
        settle_done(instance, as_result(instance, outcome->output), NULL);
    else
        not_done(instance);
    chela__run_advance(run);
}

static json_t *
verify_input(const struct chela__instance *instance, const char *key)
{
    const json_t *verify = json_object_get(instance->step->capability->json, "verify");
    json_t       *with   = json_object();
    const char   *name;
    json_t       *source;
    json_object_foreach(json_object_get(verify, "with"), name, source)
    {
        const char *from  = chela__json_str(source, "from");
        const char *path  = chela__json_str(source, "path");
        json_t     *value = NULL;
        if (!from)
            value = json_incref(json_object_get(source, "const"));
        else if (!strcmp(from, "key"))
            value = json_string(key);
        else if (!strcmp(from, "input"))
            value = json_incref(chela__json_at(instance->input, path ? path : ""));
        if (value)
            json_object_set_new(with, name, value);
    }
    return with;
}

// False when there is nothing to ask, or it cannot be asked.
static bool
start_verify(struct chela__instance *instance)
{
    struct chela__run              *run        = instance->scope->run;
    const struct chela__capability *capability = instance->step->capability;
    const char *name = chela__json_str(json_object_get(capability->json, "verify"), "use");
    struct chela__capability *asked = name ? chela__manifest_find(capability->plugin, name) : NULL;
    char                      key[CHELA__STEP_KEY];
    if (!asked || !run->task)
        return false;
    struct chela__call_request request = chela__instance_request(instance, key);
    json_t                    *input   = verify_input(instance, key);
    request.capability                 = asked;
    request.verifies                   = capability;
    request.input                      = input;
    request.task                       = NULL;
    request.contract                   = NULL;
    request.item                       = NULL;
    request.progress                   = NULL;
    request.undone                     = (struct chela__undone){0};
    request.done                       = verified;
    chela_status status =
        input ? run->options.start(run->options.calls, &request, &instance->call, NULL)
              : CHELA_NO_MEMORY;
    json_decref(input);
    if (status < 0)
        return false;
    instance->state = CHELA__RUNNING;
    run->running++;
    return true;
}

// ---- the user ----

static void
say_when(const struct chela__people *people, const struct chela__instance *instance,
         struct chela__buffer *out)
{
    char at[CHELA__TIME_TEXT];
    if (!instance->began_ms || chela__time_format(instance->began_ms, people->zone, at, NULL) < 0)
        return;
    json_t *when = json_string(at);
    chela__buffer_text(out, chela__people_say(people, " (begun ", "（开始于"));
    chela__people_value(people, out, when);
    chela__buffer_text(out, chela__people_say(people, ")", "）"));
    json_decref(when);
}

static json_t *
unknown_of(const struct chela__instance *instance)
{
    char at[CHELA__TIME_TEXT] = "";
    if (instance->began_ms)
        (void)chela__time_format(instance->began_ms, instance->scope->run->options.plan->zone, at,
                                 NULL);
    return json_pack(
        "{s:s, s:s, s:I, s:I, s:s, s:s, s:O*, s:s}", "task", instance->scope->run->task, "id",
        instance->step->id, "step", (json_int_t)instance->step->number, "element",
        (json_int_t)instance->scope->element, "use", instance->step->capability->full_name, "began",
        at, "input", instance->input, "why", instance->doubt ? instance->doubt : "");
}

static json_t *
question_of(const struct chela__instance *instance)
{
    const struct chela__plan  *plan   = instance->scope->run->options.plan;
    const struct chela__people people = {.lang   = plan->lang,
                                         .zone   = plan->zone,
                                         .now_ms = plan->now_ms,
                                         .files  = instance->scope->run->options.files,
                                         .max    = MAX_TEXT};
    struct chela__buffer       text   = CHELA__BUFFER_INIT;
    chela__buffer_text(&text, chela__people_say(&people, "It is not known whether this happened: ",
                                                "尚不清楚这件事是否已经完成："));
    chela__card_sentence(&people, &text, instance->step->capability, instance->input);
    say_when(&people, instance, &text);
    chela__buffer_text(&text, chela__people_say(&people, ". What now?", "。怎么办？"));
    json_t *question =
        text.failed
            ? NULL
            : json_pack("{s:s, s:[{s:s, s:s}, {s:s, s:s}, {s:s, s:s}], s:o}", "text", text.data,
                        "choices", "text", chela__people_say(&people, "It happened", "已经完成了"),
                        "value", "happened", "text",
                        chela__people_say(&people, "Try again", "再试一次"), "value", "again",
                        "text", chela__people_say(&people, "Abandon it", "放弃"), "value",
                        "abandon", "unknown", unknown_of(instance));
    chela__buffer_done(&text);
    return question;
}

static void
ask_user(struct chela__instance *instance)
{
    chela__instance_ask_take(instance, NULL, question_of(instance));
}

static void
abandon(struct chela__instance *instance)
{
    char text[CHELA_ERROR_TEXT];
    (void)snprintf(text, sizeof text, "%s; abandoned", instance->doubt ? instance->doubt : "");
    chela__instance_settle(instance, CHELA__FAILED, instance->status, NULL, text);
}

void
chela__instance_decide(struct chela__instance *instance)
{
    const char *decision = instance->decision;
    if (instance->scope->run->is_cancelled)
        abandon(instance);
    else if (!decision)
        ask_user(instance);
    else if (!strcmp(decision, "happened"))
        settle_done(instance, NULL, "as you said");
    else if (!strcmp(decision, "again"))
        again(instance);
    else
        abandon(instance);
}

// ---- the beginning ----

static bool
is_ended(const struct chela__instance *instance)
{
    const json_t *record = chela__instance_record(instance);
    return !record || json_object_get(record, "ended") ||
           chela__json_int(record, "attempt", 0) != instance->attempt;
}

void
chela__instance_doubt(struct chela__instance *instance, chela_status status, const char *text)
{
    struct chela__outcome outcome = {
        .status = status, .effect = CHELA_EFFECT_UNKNOWN, .text = text};
    free(instance->doubt);
    instance->doubt      = strdup(text);
    instance->is_unknown = true;
    instance->effect     = CHELA_EFFECT_UNKNOWN;
    instance->status     = status;
    if (!is_ended(instance) && !record(instance, &outcome))
        return;
    if (!start_verify(instance))
        ask_user(instance);
}
