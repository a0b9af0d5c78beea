// wait.c - a step that waits: how long, and what happens when its time or item has come.
//
// A short wait keeps the run awake. A longer one is kept by whoever carries the run out; when
// nothing else is left to do the run is idle, and the task goes on later, maybe in another process.
#include "plan/waiting.h"

#include <chela/host.h>

#include "base/clock.h"

static int64_t
now_of(const struct chela__run *run)
{
    return run->options.clock ? chela__clock_now(run->options.clock) : run->options.plan->now_ms;
}

static void
fail(struct chela__instance *instance, const struct chela_error *err)
{
    chela__instance_settle(instance, CHELA__FAILED, err->status, NULL, err->text);
}

// {"at": DateTime}
static json_t *
moment(const struct chela__run *run, int64_t ms)
{
    char at[CHELA__TIME_TEXT];
    if (chela__time_format(ms, run->options.plan->zone, at, NULL) < 0)
        return NULL;
    return json_pack("{s:s}", "at", at);
}

static void
wake_at(struct chela__instance *instance, int64_t ms)
{
    json_t *output = moment(instance->scope->run, ms);
    chela__instance_wake(instance, output);
    json_decref(output);
}

void
chela__instance_wake(struct chela__instance *instance, json_t *output)
{
    instance->scope->run->sleeping -= instance->state == CHELA__SLEEPING;
    instance->effect = CHELA_NO_EFFECT;
    chela__instance_settle(instance, output ? CHELA__DONE : CHELA__FAILED,
                           output ? CHELA_OK : CHELA_NO_MEMORY, output,
                           output ? NULL : "out of memory");
}

static void
short_wait_over(void *user)
{
    struct chela__instance *instance = user;
    struct chela__run      *run      = instance->scope->run;
    instance->timer                  = NULL;
    instance->state                  = CHELA__SLEEPING;
    run->retrying--;
    run->sleeping++;
    wake_at(instance, instance->due_ms);
    chela__run_advance(run);
}

// As a retry does it keeps the run from being idle.
static bool
stay_awake(struct chela__instance *instance, int64_t left_ms)
{
    struct chela__run *run = instance->scope->run;
    if (left_ms > CHELA__RUN_AWAKE_MS ||
        chela__loop_add_timer(run->options.loop, left_ms, short_wait_over, instance,
                              &instance->timer, NULL) < 0)
        return false;
    instance->state = CHELA__RETRYING;
    run->retrying++;
    return true;
}

// For a watch `within` is the end, when it comes first.
static chela_status
set_due(struct chela__instance *instance, int64_t now, struct chela_error *err)
{
    const struct chela__step *step = instance->step;
    if (!step->is_watch)
        return chela__waiting_due(step->capability, instance->input, now, &instance->due_ms, err);
    instance->due_ms = step->within_ms ? now + step->within_ms : 0;
    return CHELA_OK;
}

static void
tell_sleep(struct chela__instance *instance)
{
    struct chela__run      *run   = instance->scope->run;
    json_t                 *due   = instance->due_ms ? moment(run, instance->due_ms) : NULL;
    struct chela__run_event event = {.kind     = CHELA_EVENT_WAITING,
                                     .instance = instance,
                                     .progress = -1,
                                     .json     = json_object_get(due, "at")};
    chela__run_tell(run, &event);
    json_decref(due);
}

void
chela__instance_wait(struct chela__instance *instance)
{
    struct chela__run *run = instance->scope->run;
    struct chela_error err = CHELA_ERROR_INIT;
    int64_t            now = now_of(run);
    if (set_due(instance, now, &err) < 0) {
        fail(instance, &err);
        return;
    }
    if ((instance->due_ms > now || !instance->due_ms || run->recorded) && run->options.sleep &&
        run->options.sleep(run->options.user, instance, &err) < 0) {
        fail(instance, &err);
        return;
    }
    if (!instance->step->is_watch && instance->due_ms <= now) {
        wake_at(instance, instance->due_ms);
        return;
    }
    tell_sleep(instance);
    if (!instance->step->is_watch && stay_awake(instance, instance->due_ms - now))
        return;
    instance->state = CHELA__SLEEPING;
    run->sleeping++;
}

void
chela__run_cancel_waits(struct chela__scope *scope)
{
    for (uint32_t i = scope->first; i < scope->end; i++) {
        struct chela__instance *instance = &scope->instances[i - scope->first];
        for (uint32_t e = 0; e < instance->element_count; e++)
            chela__run_cancel_waits(&instance->elements[e]);
        if (instance->state == CHELA__PLANNING) {
            instance->state      = CHELA__WAITING;
            scope->run->planning = NULL;
        }
        if (instance->state != CHELA__SLEEPING)
            continue;
        instance->state = CHELA__WAITING;
        scope->run->sleeping--;
    }
}
