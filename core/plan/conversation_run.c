// conversation_run.c - read, check, look, card, run, answer: one plan of a conversation.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/answer.h"
#include "plan/reason.h"
#include "plan/memory.h"
#include "plan/session.h"

void
chela__conversation_people(const struct chela_conversation *conversation,
                           struct chela__people            *ret_people)
{
    *ret_people = (struct chela__people){.lang   = conversation->lang,
                                         .zone   = conversation->host->clock.zone,
                                         .now_ms = chela__clock_now(&conversation->host->clock),
                                         .files  = conversation->files};
}

// ---- telling ----

static void
tell(struct chela_conversation *conversation, struct chela_event *event, const json_t *json)
{
    char *text = json ? chela__json_text(json) : NULL;
    if (conversation->options.event && !conversation->is_closing) {
        event->struct_size = sizeof *event;
        event->task        = conversation->task;
        event->json        = text ? text : "null";
        event->text        = event->text ? event->text : "";
        event->step        = event->step ? event->step : "";
        event->capability  = event->capability ? event->capability : "";
        event->reason      = event->reason ? event->reason : "";
        conversation->options.event(conversation->options.user, event);
    }
    free(text);
}

void
chela__conversation_event(struct chela_conversation *conversation, int kind, const json_t *json)
{
    struct chela_event event = {.kind = kind, .progress = -1};
    tell(conversation, &event, json);
}

static void
on_event(void *user, const struct chela__run_event *happened)
{
    struct chela_conversation    *conversation = user;
    const struct chela__instance *instance     = happened->instance;
    if (conversation->is_growing && instance->is_recalled)
        return; // it was told when it happened
    const struct chela__capability *capability = instance->step->capability;
    bool                            is_hidden  = instance->label >= CHELA__SECRET;
    struct chela_event              event      = {.kind       = happened->kind,
                                                  .step       = instance->step->id,
                                                  .capability = capability ? capability->full_name : NULL,
                                                  .element    = instance->scope->element,
                                                  .status     = instance->status,
                                                  .progress   = happened->progress,
                                                  .text       = happened->text};
    const char                     *key        = happened->kind == CHELA_EVENT_DONE      ? "output"
                                                 : happened->kind == CHELA_EVENT_ITEM    ? "item"
                                                 : happened->kind == CHELA_EVENT_WAITING ? "until"
                                                                                         : "input";
    json_t                         *json =
        happened->json && !is_hidden ? json_pack("{s:O}", key, (json_t *)happened->json) : NULL;
    if (instance->step->kind == CHELA__STEP_WAIT && chela__instance_is_settled(instance))
        chela__conversation_woke(conversation, instance);
    char *reason = chela__step_reason(conversation->plan, instance->step);
    event.reason = reason;
    chela__run_progress(conversation->run, &event.done, &event.total);
    tell(conversation, &event, json);
    free(reason);
    json_decref(json);
}

// ---- the end of a request ----

void
chela__conversation_end(struct chela_conversation *conversation, chela_status status,
                        const char *text, json_t *steps)
{
    json_t             *json   = json_pack("{s:s, s:s, s:s, s:o*}", "status",
                             status == CHELA_OK ? "done" : chela__status_name(status), "task",
                                           conversation->task, "answer", text, "steps", steps);
    char               *line   = json ? chela__json_text(json) : NULL;
    struct chela_result result = {.struct_size = sizeof result,
                                  .status      = status,
                                  .task        = conversation->task,
                                  .text        = text,
                                  .json        = line ? line : "{}"};
    conversation->phase        = CHELA__AT_REST;
    conversation->result       = status;
    chela__keeper_look(conversation->host->keeper); // it may have set an alarm
    conversation->host->is_soiled = true;
    if (conversation->options.result && !conversation->is_closing)
        conversation->options.result(conversation->options.user, &result);
    free(line);
    json_decref(json);
}

void
chela__conversation_ask(struct chela_conversation *conversation, json_t *question)
{
    const char           *text  = chela__json_str(question, "text");
    char                 *line  = chela__json_text(question);
    struct chela_question asked = {
        .struct_size = sizeof asked, .text = text ? text : "?", .json = line ? line : "{}"};
    if (conversation->options.question && !conversation->is_closing)
        conversation->options.question(conversation->options.user, &asked);
    free(line);
    chela__conversation_end(conversation, CHELA_NEEDS_ANSWER, text ? text : "?", NULL);
}

static enum chela__task_state
state_of(const struct chela__run *run, chela_status status)
{
    if (status == CHELA_OK)
        return CHELA__TASK_DONE;
    if (status == CHELA_CANCELLED)
        return CHELA__TASK_CANCELLED;
    return chela__run_has_effect(run) ? CHELA__TASK_PARTIAL : CHELA__TASK_FAILED;
}

static chela_status
end_task(struct chela_conversation *conversation, chela_status status, struct chela_error *err)
{
    conversation->is_recording = false;
    chela__calls_settle(conversation->host->calls);
    return chela__task_end(conversation->host->state, conversation->task,
                           state_of(conversation->run, status), err);
}

void
chela__conversation_leave(struct chela_conversation *conversation)
{
    conversation->is_recording = false;
    chela__calls_settle(conversation->host->calls);
    chela__task_leave(conversation->host->state, conversation->task);
}

// A task whose question was never answered ends here.
void
chela__conversation_clear(struct chela_conversation *conversation)
{
    if (conversation->is_recording && chela__run_is_in_doubt(conversation->run))
        chela__conversation_leave(conversation);
    else if (conversation->is_recording)
        end_task(conversation, CHELA_CANCELLED, NULL);
    chela__run_free(conversation->run);
    chela__plan_free(conversation->plan);
    chela__card_done(&conversation->card);
    chela__undo_done(&conversation->undo);
    json_decref(conversation->needs);
    json_decref(conversation->record);
    json_decref(conversation->given);
    json_decref(conversation->proposed);
    conversation->proposed = NULL;
    conversation->given    = NULL;
    conversation->needs    = NULL;
    conversation->record   = NULL;
    conversation->decision = NULL;
    chela__files_free(conversation->files);
    conversation->run     = NULL;
    conversation->plan    = NULL;
    conversation->files   = NULL;
    conversation->task[0] = '\0';
}

void
chela__conversation_keep_results(struct chela_conversation *conversation)
{
    const char *backend = conversation->host->backend->methods->name;
    json_decref(conversation->results);
    conversation->results =
        conversation->undo.steps
            ? NULL
            : chela__answer_results(conversation->run, chela__policy_backend_limit(
                                                           conversation->host->policy, backend));
}

// What has ended leaves no content behind; its id is still told.
static void
forget(struct chela_conversation *conversation)
{
    char task[CHELA__TASK_ID];
    memcpy(task, conversation->task, sizeof task);
    chela__conversation_clear(conversation);
    memcpy(conversation->task, task, sizeof task);
}

static void
finish(struct chela_conversation *conversation)
{
    struct chela__people people;
    struct chela_error   err    = CHELA_ERROR_INIT;
    chela_status         status = chela__run_status(conversation->run);
    chela__conversation_people(conversation, &people);
    if (status == CHELA_OK && conversation->is_recording)
        chela__memory_learn(conversation);
    chela__conversation_keep_results(conversation);
    char   *text  = conversation->undo.steps
                        ? chela__undo_text(&conversation->undo, conversation->run, &people)
                        : chela__answer_text(conversation->run, &people);
    json_t *steps = chela__answer_steps(conversation->run);
    if (conversation->is_recording && end_task(conversation, status, &err) < 0 &&
        status == CHELA_OK)
        status = err.status;
    forget(conversation);
    chela__conversation_end(conversation, status, text ? text : "out of memory", steps);
    free(text);
}

// ---- agreed: the run ----

static json_t *
own_turns(const struct chela_conversation *conversation)
{
    const struct chela__backend_request request = {.turns   = conversation->turns,
                                                   .earlier = conversation->earlier};
    return chela__backend_own_turns(&request);
}

static chela_status
start(struct chela_conversation *conversation, struct chela_error *err)
{
    bool is_recorded = json_array_size(json_object_get(conversation->card.contract, "calls")) > 0;
    json_t                  *own    = own_turns(conversation);
    json_t                  *looked = chela__conversation_looked(conversation);
    struct chela__task_start task   = {
          .turns        = own,
          .plan         = conversation->plan->json,
          .contract     = conversation->card.contract,
          .looked       = looked,
          .undoes       = conversation->undo.steps ? conversation->undo.task : NULL,
          .is_ephemeral = conversation->options.flags & CHELA_EPHEMERAL,
    };
    chela_status status = own && looked ? CHELA_OK : chela__error_memory(err);
    if (status >= 0 && conversation->plan->has_trigger) {
        status = chela__conversation_stand(conversation, &task, err);
        json_decref(looked);
        json_decref(own);
        return status;
    }
    if (is_recorded && status >= 0)
        status = chela__task_begin(conversation->host->state, &task, conversation->task, err);
    json_decref(looked);
    if (status >= 0) {
        conversation->is_recording = is_recorded;
        status = is_recorded ? chela__conversation_grant(conversation, err) : CHELA_OK;
    }
    if (status >= 0) {
        conversation->phase = CHELA__CARRYING_OUT;
        status = chela__run_start(conversation->run, is_recorded ? conversation->task : NULL, own,
                                  conversation->card.contract, err);
    }
    json_decref(own);
    return status;
}

void
chela__conversation_start(struct chela_conversation *conversation)
{
    struct chela_error err = CHELA_ERROR_INIT;
    if (start(conversation, &err) < 0)
        chela__conversation_end(conversation, err.status, err.text, NULL);
}

void
chela__conversation_cancelled(struct chela_conversation *conversation)
{
    bool is_zh = !strncmp(conversation->lang, "zh", 2);
    chela__conversation_end(conversation, CHELA_CANCELLED,
                            is_zh ? "已取消，没有做任何更改。" : "Cancelled: nothing was changed.",
                            NULL);
}

// ---- looked: the card ----

static void
looked(struct chela_conversation *conversation)
{
    struct chela__people people;
    struct chela_error   err = CHELA_ERROR_INIT;
    chela__conversation_people(conversation, &people);
    people.max = CHELA__CARD_MAX_TEXT;
    chela__card_done(&conversation->card);
    struct chela__card_options options = {.policy    = conversation->host->policy,
                                          .people    = &people,
                                          .sentences = conversation->undo.sentences,
                                          .cannot    = conversation->undo.cannot};
    chela_status status = chela__card_make(conversation->run, &options, &conversation->card, &err);
    if (status < 0)
        chela__conversation_end(conversation, status, err.text, NULL);
    else if (conversation->card.effects && !conversation->run->root.is_stopped)
        chela__conversation_consent(conversation);
    else
        chela__conversation_start(conversation);
}

// False when a need is not met and the request has ended. A fix is never the user's own wish.
static bool
needs_hold(struct chela_conversation *conversation)
{
    struct chela__people people;
    struct chela_error   err   = CHELA_ERROR_INIT;
    bool                 fixes = false;
    chela__conversation_people(conversation, &people);
    if (chela__needs_hold(conversation->needs, conversation->run, &people, &fixes, &err) < 0) {
        chela__conversation_end(conversation, err.status, err.text, NULL);
        return false;
    }
    if (fixes)
        conversation->is_explicit = false;
    return true;
}

// Nothing runs any more.
static void
on_idle(void *user)
{
    struct chela_conversation *conversation = user;
    struct chela__run         *run          = conversation->run;
    if (conversation->phase == CHELA__LOOKING && !run->is_cancelled && !needs_hold(conversation))
        return;
    json_t *remembered =
        run->question && !run->is_cancelled ? chela__memory_choose(conversation) : NULL;
    if (remembered)
        (void)chela__run_answer(run, remembered, NULL);
    else if (run->question && !run->is_cancelled && conversation->decision)
        chela__conversation_decide(conversation);
    else if (run->question && !run->is_cancelled)
        chela__conversation_ask(conversation, run->question);
    else if (chela__run_is_over(run))
        finish(conversation);
    else if (conversation->phase == CHELA__LOOKING && !run->is_cancelled)
        looked(conversation);
    else if (run->is_held && !run->is_cancelled)
        chela__conversation_held(conversation);
    else if (run->planning && !run->is_cancelled)
        chela__conversation_grow(conversation);
    else if (run->sleeping && !run->is_cancelled)
        chela__conversation_park(conversation);
    else
        finish(conversation);
}

// ---- proposed: read, check, look ----

// What the backend has no say in.
static chela_status
set_facts(struct chela_conversation *conversation, json_t *plan, struct chela_error *err)
{
    char         now[CHELA__TIME_TEXT];
    const char  *zone = conversation->host->clock.zone;
    chela_status status =
        chela__time_format(chela__clock_now(&conversation->host->clock), zone, now, err);
    if (status < 0)
        return status;
    if (json_object_set_new(plan, "plan", json_integer(1)) < 0 ||
        json_object_set_new(plan, "now", json_string(now)) < 0 ||
        json_object_set_new(plan, "zone", json_string(zone)) < 0 ||
        json_object_set_new(plan, "lang", json_string(conversation->lang)) < 0 ||
        json_object_set(plan, "turns", conversation->turns) < 0)
        return chela__error_memory(err);
    json_object_del(plan, "memories");
    if (conversation->memories && json_object_set(plan, "memories", conversation->memories) < 0)
        return chela__error_memory(err);
    return CHELA_OK;
}

// What a plan undoes becomes the calls of the inverses.
static chela_status
expand_undo(struct chela_conversation *conversation, json_t *plan, struct chela_error *err)
{
    struct chela__people people;
    const char          *task = chela__undo_wanted(plan);
    const char *step = chela__json_str(json_array_get(json_object_get(plan, "steps"), 0), "x-step");
    chela__conversation_people(conversation, &people);
    if (!task)
        return chela__undo_expand(conversation->host->state, conversation->host->catalog, plan,
                                  &people, &conversation->undo, err);
    chela_status status = chela__undo_plan(conversation->host->state, conversation->host->catalog,
                                           task, step, &people, &conversation->undo, err);
    if (status < 0)
        return status;
    json_object_del(plan, "answer");
    if (json_object_set(plan, "steps", conversation->undo.steps) < 0)
        return chela__error_memory(err);
    return CHELA_OK;
}

static void
read_presence(struct chela_conversation *conversation)
{
    const struct chela_host_options *options = &conversation->host->options;
    struct chela_presence_facts      facts   = {.struct_size = sizeof facts};
    if (options->presence)
        options->presence(options->user, &facts);
    conversation->presence = (struct chela__presence){.is_locked  = facts.is_locked != 0,
                                                      .is_driving = facts.is_driving != 0,
                                                      .is_guest   = facts.is_guest != 0};
    conversation->is_away  = facts.is_away != 0;
}

// What holds is asked again before every call: a device is locked while a task runs.
static const struct chela__presence *
presence_now(void *user)
{
    struct chela_conversation *conversation = user;
    read_presence(conversation);
    return &conversation->presence;
}

// Refused it is, logged or not.
static void
log_denied(void *user, const struct chela__capability *capability)
{
    struct chela_conversation *conversation = user;
    json_t                    *facts =
        json_pack("{s:s, s:s, s:s}", "use", capability->full_name, "digest",
                  capability->plugin->digest, "effect", chela__effect_name(capability->effect));
    if (facts && conversation->host->state)
        (void)chela__audit_write(conversation->host->state, "refusal", facts, false, NULL);
    json_decref(facts);
}

chela_status
chela__conversation_check(struct chela_conversation *conversation, struct chela_error *err)
{
    struct chela__check_options options = {.catalog  = conversation->host->catalog,
                                           .policy   = conversation->host->policy,
                                           .presence = &conversation->presence,
                                           .denied   = log_denied,
                                           .user     = conversation};
    read_presence(conversation);
    return chela__plan_check(conversation->plan, &options, err);
}

chela_status
chela__conversation_open_run(struct chela_conversation *conversation, struct chela_error *err)
{
    chela_status              status  = chela__files_new(&conversation->files, err);
    struct chela__run_options options = {.plan     = conversation->plan,
                                         .loop     = conversation->host->loop,
                                         .calls    = conversation->host->calls,
                                         .files    = conversation->files,
                                         .state    = conversation->host->state,
                                         .clock    = &conversation->host->clock,
                                         .sleep    = chela__conversation_sleep,
                                         .places   = conversation->undo.places,
                                         .presence = presence_now,
                                         .event    = on_event,
                                         .idle     = on_idle,
                                         .user     = conversation};
    if (status >= 0)
        status = chela__run_new(&options, &conversation->run, err);
    return status;
}

chela_status
chela__conversation_carry_out(struct chela_conversation *conversation, json_t *proposed,
                              struct chela_error *err)
{
    json_t *plan = proposed ? json_deep_copy(proposed) : NULL;
    if (!plan)
        return chela__error(err, CHELA_INVALID, "the backend proposed no plan");
    json_decref(conversation->proposed);
    conversation->proposed = json_incref(proposed);
    chela_status status    = set_facts(conversation, plan, err);
    if (status >= 0)
        status = expand_undo(conversation, plan, err);
    if (status >= 0)
        status = chela__needs_add(conversation->host->catalog, plan,
                                  conversation->undo.steps != NULL, &conversation->needs, err);
    if (status >= 0)
        status = chela__plan_read(plan, &conversation->plan, err);
    if (status >= 0)
        status = chela__conversation_check(conversation, err);
    if (status >= 0)
        status = chela__conversation_open_run(conversation, err);
    json_decref(plan);
    if (status < 0)
        return status;
    chela__conversation_event(conversation, CHELA_EVENT_PLAN, conversation->plan->json);
    conversation->phase = CHELA__LOOKING;
    return chela__run_look(conversation->run, err);
}
