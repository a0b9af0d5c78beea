// grow.c - a plan step becomes steps: the backend goes on from named results, inside what was
// agreed to. Its steps are recorded before the first of them runs, so that a resume does not ask
// again.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/session.h"

#define ENTRY_GROWN "plan" // {"step": id, "steps": [...]}

// ---- a plan and what became of its last step ----

static chela_status
replace(json_t *plan, const json_t *grown, struct chela_error *err)
{
    json_t     *steps = json_object_get(plan, "steps");
    size_t      last  = json_array_size(steps) - 1;
    json_t     *step  = json_array_get(steps, last);
    const char *id    = chela__json_str(step, "id");
    const char *of    = chela__json_str(grown, "step");
    if (!json_object_get(step, "plan") || !id || !of || strcmp(id, of) != 0)
        return chela__error(err, CHELA_INVALID, "the plan has no plan step \"%.64s\"",
                            of ? of : "");
    (void)json_object_del(step, "plan");
    if (json_object_set(step, "steps", json_object_get(grown, "steps")) < 0 ||
        json_object_set_new(step, CHELA__PLAN_GROWN, json_true()) < 0)
        return chela__error_memory(err);
    return CHELA_OK;
}

chela_status
chela__grow_apply(json_t *plan, const json_t *entries, struct chela_error *err)
{
    size_t       at;
    json_t      *entry;
    chela_status status = CHELA_OK;
    json_array_foreach(entries, at, entry)
    {
        const char *kind = chela__json_str(entry, "kind");
        if (status >= 0 && kind && !strcmp(kind, ENTRY_GROWN))
            status = replace(plan, json_object_get(entry, "content"), err);
    }
    return status;
}

// ---- what the backend may say ----

static const struct chela__step *
find_may(const struct chela__step *step, const struct chela__capability *capability)
{
    for (uint32_t i = 0; i < step->may_count; i++)
        if (!strcmp(step->may[i].capability->full_name, capability->full_name))
            return &step->may[i];
    return NULL;
}

static chela_status
check_call(const struct chela__step *step, const struct chela__plan *plan, uint32_t number,
           struct chela_error *err)
{
    const struct chela__step *call  = &plan->steps[number];
    const struct chela__step *may   = find_may(step, call->capability);
    uint32_t                  count = 0;
    if (!may && call->capability->effect == CHELA__PURE)
        return CHELA_OK;
    if (!may)
        return chela__error(err, CHELA_DENIED, "%s: %s was not agreed to", call->id, call->use);
    for (uint32_t i = step->number + 1; i <= number; i++)
        count += plan->steps[i].capability == call->capability;
    return count <= may->limit
               ? CHELA_OK
               : chela__error(err, CHELA_DENIED, "%s: %s was agreed to %u times, not more",
                              call->id, call->use, may->limit);
}

// Results that were not handed over are not used.
static chela_status
check_given(const struct chela__step *step, const struct chela__plan *plan, struct chela_error *err)
{
    const struct chela__step *block = &plan->steps[step->number];
    for (size_t i = 0; i < block->need_count; i++) {
        const char *id    = plan->steps[block->needs[i].step].id;
        bool        known = block->needs[i].is_order;
        for (size_t g = 0; g < step->given_count; g++)
            known |= !strcmp(step->given[g], id);
        if (!known)
            return chela__error(err, CHELA_DENIED, "%s: the result of %s is not handed over",
                                step->id, id);
    }
    return CHELA_OK;
}

static chela_status
check_grown(const struct chela__step *step, const struct chela__plan *plan, struct chela_error *err)
{
    chela_status status = check_given(step, plan, err);
    if (plan->count - step->number - 1 > CHELA__PLAN_MAX_GROWN)
        return chela__error(err, CHELA_LIMIT, "%s: more than %d steps", step->id,
                            CHELA__PLAN_MAX_GROWN);
    for (uint32_t i = step->number + 1; i < plan->count && status >= 0; i++)
        status = plan->steps[i].kind == CHELA__STEP_CALL
                     ? check_call(step, plan, i, err)
                     : chela__error(err, CHELA_INVALID, "%s: only calls may be added",
                                    plan->steps[i].id);
    return status;
}

// Read and checked like any plan before anything of it is kept.
static chela_status
try_out(struct chela_conversation *conversation, const json_t *entry, struct chela_error *err)
{
    struct chela__plan       *now  = conversation->plan;
    const struct chela__step *step = conversation->run->planning->step;
    json_t                   *plan = json_deep_copy(now->json);
    conversation->plan             = NULL;
    chela_status status            = plan ? replace(plan, entry, err) : chela__error_memory(err);
    if (status >= 0)
        status = chela__plan_read(plan, &conversation->plan, err);
    if (status >= 0)
        status = chela__conversation_check(conversation, err);
    if (status >= 0)
        status = check_grown(step, conversation->plan, err);
    chela__plan_free(conversation->plan);
    json_decref(plan);
    conversation->plan = now;
    return status;
}

// ---- going on with the longer plan ----

static chela_status
keep(struct chela_conversation *conversation, const json_t *entry, json_t **ret_record,
     struct chela_error *err)
{
    struct chela__state *state = conversation->host->state;
    chela_status status = chela__task_add(state, conversation->task, ENTRY_GROWN, entry, err);
    return status < 0 ? status : chela__task_show(state, conversation->task, ret_record, err);
}

// The same as a resume: what is decided is recalled, under the same words and contract.
static chela_status
start_anew(struct chela_conversation *conversation, json_t *record, struct chela_error *err)
{
    json_t *turns = json_incref(conversation->run->turns);
    chela__run_free(conversation->run);
    chela__plan_free(conversation->plan);
    chela__files_free(conversation->files);
    json_decref(conversation->record);
    conversation->run    = NULL;
    conversation->plan   = NULL;
    conversation->files  = NULL;
    conversation->record = record;
    conversation->phase  = CHELA__CARRYING_OUT;
    chela_status status  = chela__conversation_read_record(conversation, err);
    if (status >= 0) {
        chela__conversation_event(conversation, CHELA_EVENT_PLAN, conversation->plan->json);
        conversation->is_growing = true;
        status                   = chela__run_start(conversation->run, conversation->task, turns,
                                                    conversation->card.contract, err);
        conversation->is_growing = false;
    }
    json_decref(turns);
    return status;
}

static void
fail(struct chela_conversation *conversation, const struct chela_error *err)
{
    struct chela__instance *instance = conversation->run->planning;
    conversation->phase              = CHELA__CARRYING_OUT;
    conversation->run->planning      = NULL;
    chela__instance_settle(instance, CHELA__FAILED, err->status, NULL, err->text);
    chela__run_advance(conversation->run);
}

static void
take(struct chela_conversation *conversation, json_t *steps, struct chela_error *err)
{
    json_t *record = NULL;
    json_t *entry =
        json_pack("{s:s, s:O}", "step", conversation->run->planning->step->id, "steps", steps);
    chela_status status = entry ? CHELA_OK : chela__error_memory(err);
    if (status >= 0)
        status = try_out(conversation, entry, err);
    if (status >= 0)
        status = keep(conversation, entry, &record, err);
    json_decref(entry);
    if (status < 0) {
        fail(conversation, err);
        return;
    }
    if (start_anew(conversation, record, err) < 0)
        chela__conversation_end(conversation, err->status, err->text, NULL);
}

static void
proposed(void *user, chela_status status, const struct chela__proposal *proposal,
         const struct chela_error *why)
{
    struct chela_conversation *conversation = user;
    struct chela_error         err          = CHELA_ERROR_INIT;
    json_t                    *steps = proposal ? json_object_get(proposal->plan, "steps") : NULL;
    if (conversation->is_cancelled) {
        conversation->phase = CHELA__CARRYING_OUT;
        chela__run_cancel(conversation->run);
    } else if (status < 0) {
        chela__error(&err, status, "%s", why ? why->text : "the planner failed");
        fail(conversation, &err);
    } else if (proposal->kind != CHELA__PROPOSE_PLAN || !json_array_size(steps)) {
        chela__error(&err, CHELA_UNSUPPORTED, "the planner does not go on: %.200s",
                     proposal->text ? proposal->text : "it had nothing to propose");
        fail(conversation, &err);
    } else {
        take(conversation, steps, &err);
    }
}

// ---- asking ----

static chela_status
results_of(struct chela_conversation *conversation, json_t **ret_results, struct chela_error *err)
{
    struct chela_host        *host    = conversation->host;
    const struct chela__step *step    = conversation->run->planning->step;
    const char               *backend = host->backend->methods->name;
    enum chela__label         most    = chela__policy_backend_limit(host->policy, backend);
    json_t                   *results = json_object();
    for (size_t i = 0; results && i < step->given_count; i++) {
        uint32_t                      number = chela__plan_find(conversation->plan, step->given[i]);
        const struct chela__instance *given  = &conversation->run->root.instances[number];
        if (given->label > most) {
            json_decref(results);
            return chela__error(err, CHELA_DENIED,
                                "the policy of this device keeps the result of %s from the planner",
                                step->given[i]);
        }
        json_object_set_new(
            results, step->given[i],
            json_pack("{s:s*, s:O*, s:O*}", "use",
                      given->step->capability ? given->step->capability->full_name : NULL, "input",
                      given->input, "output", given->output));
    }
    *ret_results = results;
    return results ? CHELA_OK : chela__error_memory(err);
}

static size_t
shortlist_of(struct chela_conversation *conversation, const struct chela__step *step,
             struct chela__hit *hits)
{
    size_t count = 0;
    for (uint32_t i = 0; i < step->may_count; i++) {
        const char *name = step->may[i].capability->full_name;
        size_t      index;
        if (chela__catalog_find(conversation->host->catalog, name, NULL, &index, NULL) < 0)
            continue;
        hits[count++] = (struct chela__hit){.index = index, .score = 1};
    }
    return count;
}

void
chela__conversation_grow(struct chela_conversation *conversation)
{
    struct chela_host            *host    = conversation->host;
    struct chela_error            err     = CHELA_ERROR_INIT;
    const struct chela__step     *step    = conversation->run->planning->step;
    json_t                       *results = NULL;
    struct chela__backend_request request = {.turns     = conversation->run->turns,
                                             .lang      = conversation->lang,
                                             .zone      = host->clock.zone,
                                             .now_ms    = chela__clock_now(&host->clock),
                                             .catalog   = host->catalog,
                                             .shortlist = conversation->shortlist};
    chela_status                  status  = results_of(conversation, &results, &err);
    json_decref(conversation->given);
    conversation->given     = results;
    request.results         = results;
    request.shortlist_count = shortlist_of(conversation, step, conversation->shortlist);
    conversation->phase     = CHELA__PROPOSING;
    if (status >= 0)
        status =
            host->backend->methods->propose(host->backend, &request, proposed, conversation, &err);
    if (status < 0 && conversation->phase == CHELA__PROPOSING)
        fail(conversation, &err);
}
