// lasting.c - what of a conversation goes on later: waits that are kept with the task, tasks that
// are parked, standing orders and the tasks that they start. Who wakes them is in keep.c.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/answer.h"
#include "plan/session.h"
#include "plan/waiting.h"

// ---- one wait ----

// The wait of a task that goes on is known already, with what came since.
static bool
is_kept(struct chela_conversation *conversation, struct chela__instance *instance)
{
    json_t *due = NULL;
    if (!conversation->record ||
        chela__due_get(conversation->host->state, conversation->task, instance->step->number,
                       instance->scope->element, &due, NULL) < 0)
        return false;
    instance->due_ms = chela__json_int(due, "at_ms", 0);
    json_decref(due);
    return true;
}

static json_t *
watched(const struct chela__instance *instance)
{
    return json_pack("{s:s, s:O}", "use", instance->step->capability->full_name, "with",
                     instance->input);
}

chela_status
chela__conversation_sleep(void *user, struct chela__instance *instance, struct chela_error *err)
{
    struct chela_conversation *conversation = user;
    const struct chela__step  *step         = instance->step;
    int64_t                    now          = chela__clock_now(&conversation->host->clock);
    if (is_kept(conversation, instance))
        return CHELA_OK;
    if (conversation->options.flags & CHELA_EPHEMERAL || !conversation->is_recording)
        return !step->is_watch && instance->due_ms - now <= CHELA__RUN_AWAKE_MS
                   ? CHELA_OK
                   : chela__error(err, CHELA_UNSUPPORTED,
                                  "a task that keeps nothing cannot wait so long");
    json_t                 *content = step->is_watch ? watched(instance) : NULL;
    const struct chela__due due     = {.task     = conversation->task,
                                       .step     = step->number,
                                       .element  = instance->scope->element,
                                       .at_ms    = instance->due_ms,
                                       .is_watch = step->is_watch,
                                       .content  = content};
    chela_status            status  = chela__due_put(conversation->host->state, &due, err);
    json_decref(content);
    return status;
}

void
chela__conversation_woke(struct chela_conversation    *conversation,
                         const struct chela__instance *instance)
{
    struct chela__state *state = conversation->host->state;
    if (!conversation->is_recording || instance->is_recalled)
        return;
    json_t *entry = json_pack(
        "{s:I, s:I, s:s, s:i, s:O*, s:s*}", "step", (json_int_t)instance->step->number, "element",
        (json_int_t)instance->scope->element, "status", chela__status_name(instance->status),
        "label", (int)instance->label, "output", instance->output, "text", instance->text);
    if (entry && chela__task_add(state, conversation->task, CHELA__ENTRY_WOKE, entry, NULL) >= 0)
        (void)chela__due_remove(state, conversation->task, instance->step->number,
                                instance->scope->element, NULL);
    json_decref(entry);
}

// ---- parking ----

static void
say_waits(const struct chela__scope *scope, const struct chela__people *people,
          struct chela__buffer *out)
{
    for (uint32_t i = scope->first; i < scope->end; i++) {
        const struct chela__instance *instance = &scope->instances[i - scope->first];
        for (uint32_t e = 0; e < instance->element_count; e++)
            say_waits(&instance->elements[e], people, out);
        if (instance->state != CHELA__SLEEPING)
            continue;
        if (out->len)
            chela__buffer_text(out, chela__people_say(people, "; ", "；"));
        chela__waiting_sentence(people, out, instance->step, instance->input);
    }
}

void
chela__conversation_park(struct chela_conversation *conversation)
{
    struct chela__people people;
    struct chela__buffer text = CHELA__BUFFER_INIT;
    chela__conversation_people(conversation, &people);
    say_waits(&conversation->run->root, &people, &text);
    chela__buffer_text(
        &text, chela__people_say(&people, ". Then it goes on by itself.", "。之后会自动继续。"));
    chela__conversation_keep_results(conversation);
    chela__conversation_leave(conversation);
    chela__conversation_end(conversation, CHELA_PENDING, text.failed ? "" : text.data,
                            chela__answer_steps(conversation->run));
    chela__buffer_done(&text);
}

// ---- standing orders ----

static char *
stand_text(struct chela_conversation *conversation, const struct chela__instance *trigger,
           int64_t next_ms)
{
    struct chela__people people;
    char                 at[CHELA__TIME_TEXT];
    struct chela__buffer text = CHELA__BUFFER_INIT;
    chela__conversation_people(conversation, &people);
    chela__waiting_sentence(&people, &text, trigger->step, trigger->input);
    chela__buffer_text(&text, chela__people_say(&people, ".", "。"));
    if (next_ms && chela__time_format(next_ms, people.zone, at, NULL) >= 0) {
        json_t *value = json_string(at);
        chela__buffer_text(&text, chela__people_say(&people, " Next: ", "下一次："));
        chela__people_value(&people, &text, value);
        chela__buffer_text(&text, chela__people_say(&people, ".", "。"));
        json_decref(value);
    }
    return chela__buffer_take(&text, NULL);
}

static chela_status
put_order(struct chela_conversation *conversation, const struct chela__instance *trigger,
          int64_t *ret_next_ms, struct chela_error *err)
{
    const struct chela__clock *clock   = &conversation->host->clock;
    bool                       is_time = !trigger->step->is_watch;
    int64_t                    next    = 0;
    chela_status               status  = CHELA_OK;
    if (is_time)
        status =
            chela__waiting_next(trigger->input, clock->zone, chela__clock_now(clock), &next, err);
    json_t *content = is_time ? json_pack("{s:O}", "with", trigger->input) : watched(trigger);
    const struct chela__due due = {.task     = conversation->task,
                                   .at_ms    = next,
                                   .is_watch = trigger->step->is_watch,
                                   .content  = content};
    if (status >= 0)
        status = chela__due_put(conversation->host->state, &due, err);
    json_decref(content);
    *ret_next_ms = next;
    return status;
}

chela_status
chela__conversation_stand(struct chela_conversation *conversation, struct chela__task_start *start,
                          struct chela_error *err)
{
    struct chela__state          *state   = conversation->host->state;
    const struct chela__instance *trigger = &conversation->run->root.instances[0];
    int64_t                       next    = 0;
    if (start->is_ephemeral)
        return chela__error(err, CHELA_UNSUPPORTED, "a standing order cannot be ephemeral");
    start->is_standing  = true;
    chela_status status = chela__task_begin(state, start, conversation->task, err);
    if (status < 0)
        return status;
    status = put_order(conversation, trigger, &next, err);
    if (status < 0) {
        (void)chela__task_end(state, conversation->task, CHELA__TASK_FAILED, NULL);
        return status;
    }
    chela__task_leave(state, conversation->task);
    char *text = stand_text(conversation, trigger, next);
    chela__conversation_end(conversation, CHELA_OK, text ? text : "", NULL);
    free(text);
    return CHELA_OK;
}

// ---- one occurrence ----

// Words, contract and plan are those of the order; what the plan counts from is the occurrence.
static json_t *
record_of(const struct chela_conversation *conversation, const json_t *order,
          const struct chela__occurrence *occurrence)
{
    char        now[CHELA__TIME_TEXT];
    json_t     *record = json_deep_copy(order);
    json_t     *plan   = json_object_get(record, "plan");
    json_t     *looked = json_object_get(record, "looked");
    json_t     *step   = json_pack("{s:i, s:i, s:s, s:i, s:O}", "step", 0, "element", 0, "status",
                                   chela__status_name(CHELA_OK), "label", occurrence->label, "output",
                                   occurrence->output);
    const char *zone   = conversation->host->clock.zone;
    bool        good   = step && json_is_object(plan) && json_is_object(looked) &&
                chela__time_format(occurrence->at_ms, zone, now, NULL) >= 0 &&
                json_object_set_new(plan, "now", json_string(now)) == 0 &&
                json_object_set_new(plan, "zone", json_string(zone)) == 0 &&
                json_object_set_new(looked, "steps", json_pack("[O]", step)) == 0;
    (void)json_object_del(record, "entries");
    json_decref(step);
    if (good)
        return record;
    json_decref(record);
    return NULL;
}

static chela_status
begin_task(struct chela_conversation *conversation, const json_t *order,
           const struct chela__occurrence *occurrence, struct chela_error *err)
{
    const json_t                  *record = conversation->record;
    const struct chela__task_start start  = {.turns      = json_object_get(record, "turns"),
                                             .plan       = json_object_get(record, "plan"),
                                             .contract   = json_object_get(record, "contract"),
                                             .looked     = json_object_get(record, "looked"),
                                             .started_by = chela__json_str(order, "task"),
                                             .occurrence = occurrence->name};
    return chela__task_begin(conversation->host->state, &start, conversation->task, err);
}

chela_status
chela__conversation_fire(struct chela_conversation *conversation, const json_t *order,
                         const struct chela__occurrence *occurrence, struct chela_error *err)
{
    chela_status status = chela__conversation_begin(conversation, err);
    if (status < 0)
        return status;
    conversation->record = record_of(conversation, order, occurrence);
    if (!conversation->record)
        return chela__error(err, CHELA_FAILED, "the standing order cannot be read");
    json_t     *turns = json_object_get(conversation->record, "turns");
    const char *lang  = chela__json_str(json_object_get(conversation->record, "plan"), "lang");
    (void)snprintf(conversation->lang, sizeof conversation->lang, "%s", lang ? lang : "en");
    (void)json_array_extend(conversation->turns, turns);
    status = chela__conversation_read_record(conversation, err);
    if (status >= 0)
        status = begin_task(conversation, order, occurrence, err);
    if (status < 0)
        return status;
    conversation->card.contract = json_incref(json_object_get(conversation->record, "contract"));
    conversation->is_recording  = true;
    conversation->phase         = CHELA__CARRYING_OUT;
    chela__conversation_event(conversation, CHELA_EVENT_PLAN, conversation->plan->json);
    return chela__run_start(conversation->run, conversation->task, turns,
                            conversation->card.contract, err);
}
