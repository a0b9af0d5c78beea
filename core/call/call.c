// call.c - one call: checks, policy and journal before it, journal and report after it.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "call/private.h"

static int64_t
monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// ---- the host's calls ----

chela_status
chela__calls_new(const struct chela__calls_options *options, struct chela__calls **ret_calls,
                 struct chela_error *err)
{
    struct chela__calls *calls = calloc(1, sizeof(*calls));
    if (!calls)
        return chela__error_memory(err);
    calls->options = *options;
    *ret_calls     = calls;
    return CHELA_OK;
}

static void
end_all(struct chela__slot *slot)
{
    for (struct chela__call *call = slot->queue, *next; call; call = next) {
        next = call->next; // no call is added any more
        chela__call_finish(call, CHELA_CANCELLED, chela__call_effect(call), NULL,
                           "the host is closing");
    }
}

// All are asked before any is waited for.
void
chela__calls_free(struct chela__calls *calls)
{
    if (!calls)
        return;
    calls->is_closing = true;
    for (struct chela__slot *slot = calls->slots; slot; slot = slot->next) {
        end_all(slot);
        chela__slot_stop(slot);
    }
    while (calls->slots) {
        struct chela__slot *slot = calls->slots;
        calls->slots             = slot->next;
        chela__slot_free(slot);
    }
    chela__broker_free(calls->broker);
    chela__spawner_free(calls->spawner);
    chela__zone_free(calls->zone);
    free(calls);
}

void
chela__calls_warm(struct chela__calls *calls, const struct chela__manifest *plugin)
{
    struct chela__slot *slot;
    if (chela__slot_get(calls, plugin, &slot, NULL) == CHELA_OK &&
        chela__slot_admit(slot, NULL) == CHELA_OK)
        chela__slot_start(slot);
}

void
chela__calls_settle(struct chela__calls *calls)
{
    for (struct chela__slot *slot = calls->slots; slot; slot = slot->next) {
        const struct chela__manifest *plugin   = slot->loadable.manifest;
        bool                          has_seen = slot->label >= CHELA__PERSONAL;
        bool                          is_other = plugin->tier > CHELA__VENDOR;
        if (!slot->queue && (plugin->life == CHELA__LIFE_TASK || (is_other && has_seen))) {
            chela__slot_stop(slot);
            slot->label = CHELA__PUBLIC;
        }
    }
}

void
chela__calls_recheck(struct chela__calls *calls)
{
    for (struct chela__slot *slot = calls->slots; slot; slot = slot->next)
        chela__slot_recheck(slot);
}

// ---- the end of a call ----

int32_t
chela__call_effect(const struct chela__call *call)
{
    bool was_sent = call->phase == CHELA__CALL_RUNNING || call->phase == CHELA__CALL_PENDING;
    return was_sent && call->capability->effect >= CHELA__WRITE ? CHELA_EFFECT_UNKNOWN
                                                                : CHELA_NO_EFFECT;
}

static void
call_free(struct chela__call *call)
{
    chela__loop_remove(call->timer);
    if (call->cancel_fd >= 0)
        close(call->cancel_fd);
    json_decref(call->input);
    json_decref(call->items);
    json_decref(call->outcome.output);
    free(call->key);
    free(call->task);
    free(call->undone);
    free(call);
}

static void
report(void *user)
{
    struct chela__call *call = user;
    call->timer              = NULL;
    if (call->request.done)
        call->request.done(call->request.user, &call->outcome);
    call_free(call);
}

static chela_status
journal_outcome(struct chela__call *call, struct chela_error *err)
{
    const struct chela__outcome *outcome = &call->outcome;
    struct chela__state         *state   = call->calls->options.state;
    if (!state || !call->task)
        return CHELA_OK;
    json_t *undo = outcome->status == CHELA_OK ? chela__call_undo(call, outcome->output) : NULL;
    int64_t window =
        undo ? chela__policy_undo_window(call->calls->options.policy, call->capability) : 0;
    const struct chela__result result = {
        .task          = call->task,
        .step          = call->request.step,
        .element       = call->request.element,
        .status        = outcome->status,
        .effect        = outcome->effect,
        .label         = (int)outcome->label,
        .output        = outcome->output,
        .text          = outcome->text,
        .undo          = window > 0 ? undo : NULL,
        .undo_until_ms = window > 0 ? chela__clock_now(call->calls->options.clock) + window : 0,
        .undone        = {.task    = outcome->status == CHELA_OK ? call->undone : NULL,
                          .step    = call->request.undone.step,
                          .element = call->request.undone.element},
    };
    chela_status status = chela__step_outcome(state, &result, err);
    json_decref(undo);
    return status;
}

// An outcome that cannot be recorded is not shown as done.
static void
record(struct chela__call *call)
{
    struct chela_error err = CHELA_ERROR_INIT;
    if (journal_outcome(call, &err) == CHELA_OK && chela__call_log_outcome(call, &err) == CHELA_OK)
        return;
    json_decref(call->outcome.output);
    call->outcome.output = NULL;
    call->outcome.status = err.status;
    snprintf(call->text, sizeof(call->text), "%s", err.text);
    call->outcome.text = call->text;
}

chela_status
chela__call_settle(struct chela__calls *calls, const struct chela__call_request *request,
                   const struct chela__outcome *outcome, struct chela_error *err)
{
    struct chela__call call   = {.calls      = calls,
                                 .request    = *request,
                                 .capability = request->capability,
                                 .input      = request->input,
                                 .key        = (char *)request->key, // read only
                                 .task       = (char *)request->task,
                                 .undone     = (char *)request->undone.task,
                                 .outcome    = *outcome};
    chela_status       status = journal_outcome(&call, err);
    return status < 0 ? status : chela__call_log_outcome(&call, err);
}

void
chela__call_finish(struct chela__call *call, chela_status status, int32_t effect, json_t *output,
                   const char *text)
{
    struct chela__slot *slot = call->slot;
    chela__loop_remove(call->timer);
    call->timer = NULL;
    chela__slot_remove(slot, call);
    chela__net_cancel(slot, call);
    chela__exec_done(call);
    call->phase = CHELA__CALL_ENDED;
    if (text)
        snprintf(call->text, sizeof(call->text), "%s", text);
    call->outcome = (struct chela__outcome){
        .status     = status,
        .effect     = effect,
        .output     = output,
        .label      = slot->label > call->capability->label ? slot->label : call->capability->label,
        .text       = status < 0 ? call->text : NULL,
        .is_lost    = call->is_lost,
        .elapsed_us = monotonic_us() - call->began_us,
    };
    record(call);
    if (call->calls->starting != call)
        report(call);
    chela__slot_pump(slot);
}

static void
kill_plugin(void *user)
{
    struct chela__call *call = user;
    call->timer              = NULL;
    call->is_killed          = true;
    chela__peer_kill(call->slot->peer, "its plugin did not answer another call and was ended");
}

void
chela__call_abort(struct chela__call *call, chela_status status, const char *text)
{
    if (call->abort_status < 0 || call->phase == CHELA__CALL_ENDED)
        return;
    call->abort_status = status;
    snprintf(call->abort_text, sizeof(call->abort_text), "%s: %s", call->capability->name, text);
    chela__loop_remove(call->timer);
    call->timer = NULL;
    if (call->cancel_fd >= 0)
        eventfd_write(call->cancel_fd, 1);
    chela__net_cancel(call->slot, call);
    chela__exec_cancel(call);
    chela__slot_send(call->slot,
                     &(struct chela__frame){.type = CHELA__WIRE_CANCEL, .call = call->id});
    chela__loop_add_timer(call->calls->options.loop, CHELA__KILL_AFTER_MS, kill_plugin, call,
                          &call->timer, NULL);
}

static void
on_deadline(void *user)
{
    struct chela__call *call = user;
    char                text[128];
    call->timer = NULL;
    snprintf(text, sizeof(text), "no answer within %" PRId64 " ms", chela__input_timeout(call));
    chela__call_abort(call, CHELA_TIMEOUT, text);
}

chela_status
chela__call_arm(struct chela__call *call, struct chela_error *err)
{
    if ((call->capability->flags & CHELA__WATCH) && call->request.deadline_ms == 0)
        return CHELA_OK; // a watch runs until it is cancelled
    return chela__loop_add_timer(call->calls->options.loop, chela__input_timeout(call), on_deadline,
                                 call, &call->timer, err);
}

static void
report_cancelled(void *user)
{
    struct chela__call *call = user;
    call->timer              = NULL;
    if (call->phase == CHELA__CALL_QUEUED)
        chela__call_finish(call, CHELA_CANCELLED, CHELA_NO_EFFECT, NULL, "cancelled");
}

void
chela__call_cancel(struct chela__call *call)
{
    if (call->phase != CHELA__CALL_QUEUED)
        chela__call_abort(call, CHELA_CANCELLED, "cancelled");
    else if (!call->timer)
        chela__loop_add_timer(call->calls->options.loop, 0, report_cancelled, call, &call->timer,
                              NULL);
}

// ---- the start of a call ----

static const struct chela__presence no_presence;

// A grant that was revoked since covers nothing more of a running task.
static chela_status
check_grant(const struct chela__calls *calls, const struct chela__call_request *request,
            struct chela_error *err)
{
    const char *grant = chela__contract_grant(request->contract, request->step_id);
    bool        holds = true;
    if (!grant || !calls->options.state)
        return CHELA_OK;
    chela_status status = chela__grant_holds(calls->options.state, grant, &holds, err);
    if (status >= 0 && !holds)
        return chela__error(err, CHELA_DENIED, "%s: the grant that covered it is over",
                            request->step_id);
    return status;
}

// What the user has agreed to binds every call that writes or reaches out. A reserved role
// (chela.due/1) is the host's own business.
static chela_status
check_policy(const struct chela__calls *calls, const struct chela__call_request *request,
             const struct chela__capability *capability, struct chela_error *err)
{
    struct chela__ruling ruling;
    bool                 has_write  = capability->effect >= CHELA__WRITE;
    bool                 has_effect = has_write || chela__reaches_out(capability);
    chela__policy_rule(calls->options.policy, capability,
                       request->presence ? request->presence : &no_presence, &ruling);
    if (ruling.verdict == CHELA__DENY)
        return chela__error(err, CHELA_DENIED, "%s: %s", capability->name, ruling.reason);
    if (!request->task && request->verifies)
        return !has_write && request->verifies->plugin == request->capability->plugin
                   ? CHELA_OK
                   : chela__error(err, CHELA_DENIED, "%s: does more than ask", capability->name);
    if (!request->task)
        return !calls->options.state || chela__capability_reserved(capability) ||
                       (!has_effect && ruling.verdict == CHELA__ALLOW)
                   ? CHELA_OK
                   : chela__error(err, CHELA_DENIED,
                                  "%s changes something: it needs a task that was agreed to",
                                  capability->name);
    const struct chela__contract_use use = {
        .contract   = request->contract,
        .step       = request->step_id,
        .capability = capability,
        .input      = request->input,
        .results    = request->results,
        .spent      = request->spent,
        .verdict    = ruling.verdict,
    };
    chela_status status = chela__contract_check(&use, err);
    return status < 0 ? status : check_grant(calls, request, err);
}

static chela_status
make_key(const char *given, char **ret_key, struct chela_error *err)
{
    uint64_t random[2];
    if (given)
        *ret_key = strdup(given);
    else if (getrandom(random, sizeof(random), 0) != sizeof(random) ||
             asprintf(ret_key, "%016" PRIx64 "%016" PRIx64, random[0], random[1]) < 0)
        *ret_key = NULL;
    return *ret_key ? CHELA_OK : chela__error_memory(err);
}

static chela_status
journal_intent(const struct chela__call *call, struct chela_error *err)
{
    const struct chela__call_request *request = &call->request;
    struct chela__state              *state   = call->calls->options.state;
    if (!state || !call->task)
        return CHELA_OK;
    const struct chela__intent intent = {
        .task        = call->task,
        .step        = request->step,
        .element     = request->element,
        .step_id     = request->step_id,
        .capability  = call->capability->full_name,
        .digest      = call->capability->plugin->digest,
        .effect      = (int)call->capability->effect,
        .idempotency = (int)call->capability->idempotency,
        .key         = call->key,
        .input       = call->input,
        .attempt     = request->attempt > 0 ? request->attempt : 1,
        .wish        = request->wish,
    };
    return chela__step_intent(state, &intent, err);
}

// Everything up to the journal; nothing has happened when this fails.
static chela_status
prepare(struct chela__call *call, struct chela_error *err)
{
    const struct chela__call_request *request = &call->request;
    struct chela__calls              *calls   = call->calls;
    const struct chela__capability   *wanted  = request->capability;
    chela_status status = chela__slot_get(calls, wanted->plugin, &call->slot, err);
    if (status < 0)
        return status;
    call->capability = chela__manifest_find(call->slot->loadable.manifest, wanted->name);
    if (!call->capability)
        return chela__error(err, CHELA_NOT_FOUND, "%s: there is no such capability",
                            wanted->full_name);
    status = chela__slot_admit(call->slot, err);
    if (status == CHELA_OK)
        status = chela__input_prepare(call->capability, request->input, &call->input, err);
    if (status == CHELA_OK)
        status = chela__crashes_admit_call(call, err);
    if (status == CHELA_OK)
        status = check_policy(calls, request, call->capability, err);
    if (status == CHELA_DENIED)
        (void)chela__call_log_refusal(call, NULL); // it is refused, logged or not
    if (status == CHELA_OK)
        status = make_key(request->key, &call->key, err);
    if (status == CHELA_OK && request->task && !(call->task = strdup(request->task)))
        status = chela__error_memory(err);
    if (status == CHELA_OK && request->undone.task &&
        !(call->undone = strdup(request->undone.task)))
        status = chela__error_memory(err);
    return status == CHELA_OK ? journal_intent(call, err) : status;
}

chela_status
chela__call_start(struct chela__calls *calls, const struct chela__call_request *request,
                  struct chela__call **ret_call, struct chela_error *err)
{
    if (calls->is_closing)
        return chela__error(err, CHELA_CANCELLED, "the host is closing");
    struct chela__call *call = calloc(1, sizeof(*call));
    if (!call)
        return chela__error_memory(err);
    call->calls     = calls;
    call->request   = *request;
    call->id        = ++calls->last_id;
    call->cancel_fd = -1;
    call->label     = request->label;
    call->began_us  = monotonic_us();
    call->now_ms    = request->now_ms ? request->now_ms : chela__clock_now(calls->options.clock);
    chela_status status = prepare(call, err);
    // Borrowed from the caller, and not used from here on.
    call->request.input = NULL;
    call->request.key = call->request.task = call->request.step_id = NULL;
    call->request.wish = call->request.undone.task = NULL;
    call->request.contract = call->request.results = NULL;
    call->request.presence                         = NULL;
    if (status < 0) {
        call_free(call);
        return status;
    }
    calls->starting = call;
    chela__slot_add(call->slot, call);
    chela__slot_pump(call->slot);
    calls->starting = NULL;
    if (call->phase == CHELA__CALL_ENDED)
        status = chela__loop_add_timer(calls->options.loop, 0, report, call, &call->timer, err);
    if (status < 0) {
        call_free(call);
        return status;
    }
    if (ret_call)
        *ret_call = call;
    return CHELA_OK;
}
