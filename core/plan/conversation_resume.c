// conversation_resume.c - an interrupted task goes on: plan, contract and words as they were,
// decided steps recalled. The backend is not asked again.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/session.h"

// ---- what is kept for it ----

static json_t *
kept_undo(const struct chela__undo *undo)
{
    return json_pack("{s:s, s:O*, s:O*, s:O*, s:O*, s:s*}", "task", undo->task, "steps",
                     undo->steps, "places", undo->places, "sentences", undo->sentences, "names",
                     undo->names, "cannot", undo->cannot);
}

json_t *
chela__conversation_looked(const struct chela_conversation *conversation)
{
    json_t *looked = chela__run_looked(conversation->run);
    if (looked && conversation->undo.places &&
        json_object_set_new(looked, "undo", kept_undo(&conversation->undo)) < 0) {
        json_decref(looked);
        return NULL;
    }
    return looked;
}

static void
restore_undo(struct chela_conversation *conversation, const json_t *kept)
{
    struct chela__undo *undo   = &conversation->undo;
    const char         *task   = chela__json_str(kept, "task");
    const char         *cannot = chela__json_str(kept, "cannot");
    if (!kept)
        return;
    (void)snprintf(undo->task, sizeof undo->task, "%s", task ? task : "");
    undo->steps     = json_incref(json_object_get(kept, "steps"));
    undo->places    = json_incref(json_object_get(kept, "places"));
    undo->sentences = json_incref(json_object_get(kept, "sentences"));
    undo->names     = json_incref(json_object_get(kept, "names"));
    undo->cannot    = cannot ? strdup(cannot) : NULL;
}

// ---- the plan as it was agreed to ----

// Every step means the capability that was planned with, whatever has been installed since.
static void
name_uses(json_t *steps, const json_t *uses)
{
    size_t  at;
    json_t *step;
    json_array_foreach(steps, at, step)
    {
        const char   *id  = chela__json_str(step, "id");
        const json_t *use = id ? json_object_get(uses, id) : NULL;
        if (use && json_object_get(step, "use"))
            json_object_set(step, "use", json_object_get(use, "use"));
        name_uses(json_object_get(step, "steps"), uses);
    }
}

// A plugin that was updated in between may mean something else now.
static chela_status
check_uses(const struct chela__plan *plan, const json_t *uses, struct chela_error *err)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct chela__capability *capability = plan->steps[i].capability;
        const json_t                   *use        = json_object_get(uses, plan->steps[i].id);
        const char                     *digest     = chela__json_str(use, "digest");
        if (!capability || !digest || !strcmp(digest, capability->plugin->digest))
            continue;
        return chela__error(err, CHELA_CONFLICT,
                            "%s was version %s when this was agreed to and is %s now: undo or "
                            "cancel the task and ask again",
                            capability->plugin->id, chela__json_str(use, "version"),
                            capability->plugin->version);
    }
    return CHELA_OK;
}

chela_status
chela__conversation_read_record(struct chela_conversation *conversation, struct chela_error *err)
{
    const json_t *uses = json_object_get(json_object_get(conversation->record, "looked"), "uses");
    json_t       *plan = json_deep_copy(json_object_get(conversation->record, "plan"));
    if (!plan)
        return chela__error(err, CHELA_UNAVAILABLE, "the task has no plan that could go on");
    chela_status status =
        chela__grow_apply(plan, json_object_get(conversation->record, "entries"), err);
    name_uses(json_object_get(plan, "steps"), uses);
    if (status >= 0)
        status = chela__plan_read(plan, &conversation->plan, err);
    json_decref(plan);
    if (status >= 0)
        status = chela__conversation_check(conversation, err);
    if (status >= 0)
        status = check_uses(conversation->plan, uses, err);
    if (status >= 0)
        status = chela__conversation_open_run(conversation, err);
    if (status >= 0)
        status = chela__run_recall(conversation->run, conversation->record, err);
    return status;
}

// ---- going on ----

static chela_status
go_on(struct chela_conversation *conversation, struct chela_error *err)
{
    const json_t *record = conversation->record;
    json_t       *turns  = json_object_get(record, "turns");
    const char   *lang   = chela__json_str(json_object_get(record, "plan"), "lang");
    (void)snprintf(conversation->lang, sizeof conversation->lang, "%s", lang ? lang : "en");
    (void)json_array_extend(conversation->turns, turns);
    restore_undo(conversation, json_object_get(json_object_get(record, "looked"), "undo"));
    chela_status status = chela__conversation_read_record(conversation, err);
    if (status < 0)
        return status;
    conversation->card.contract = json_incref(json_object_get(record, "contract"));
    conversation->is_recording  = true;
    conversation->phase         = CHELA__CARRYING_OUT;
    chela__conversation_event(conversation, CHELA_EVENT_PLAN, conversation->plan->json);
    return chela__run_start(conversation->run, conversation->task, turns,
                            conversation->card.contract, err);
}

static bool
is_standing(const json_t *record)
{
    const char *state = chela__json_str(record, "state");
    return state && !strcmp(state, "standing");
}

static const char *
decision_name(int32_t decision)
{
    static const char *const names[] = {NULL, "happened", "again", "abandon"};
    return decision > 0 && decision <= CHELA_ABANDON ? names[decision] : NULL;
}

chela_status
chela_resume(struct chela_conversation *conversation, const char *task, int32_t decision,
             struct chela_error *err)
{
    chela_status status = chela__conversation_begin(conversation, err);
    if (status < 0)
        return status;
    status = chela__task_take(conversation->host->state, task ? task : "last", conversation->task,
                              &conversation->record, err);
    if (status < 0)
        return status;
    if (is_standing(conversation->record)) {
        chela__task_leave(conversation->host->state, conversation->task);
        return chela__error(err, CHELA_INVALID,
                            "this is a standing order: it goes on by itself when it is due");
    }
    conversation->decision = decision_name(decision);
    status                 = go_on(conversation, err);
    if (status < 0 && conversation->phase == CHELA__AT_REST) {
        chela__task_leave(conversation->host->state, conversation->task);
        chela__conversation_clear(conversation);
    }
    return status;
}

void
chela__conversation_decide(struct chela_conversation *conversation)
{
    json_t *value = json_string(conversation->decision);
    if (chela__run_is_in_doubt(conversation->run)) {
        conversation->decision = NULL;
        (void)chela__run_answer(conversation->run, value, NULL);
    } else {
        chela__conversation_ask(conversation, conversation->run->question);
    }
    json_decref(value);
}
