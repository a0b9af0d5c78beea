// keep_order.c - standing orders by time: the newest occurrence that is not too late starts a task,
// those before it are passed over, and the next one is put into the table.
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "base/json.h"
#include "plan/session.h"
#include "plan/waiting.h"

struct reckoning {
    int64_t last; // occurrence until now that may still run; 0: none
    int64_t next; // 0: there is none any more
};

static int64_t
late_of(const json_t *order)
{
    const json_t *trigger = json_object_get(json_object_get(order, "plan"), "trigger");
    const char   *text    = chela__json_str(trigger, "late");
    int64_t       late    = 0;
    if (!text || chela__duration_parse(text, &late, NULL) < 0)
        return CHELA__TRIGGER_LATE_MS;
    return late;
}

static chela_status
reckon(struct chela__keeper *keeper, const json_t *row, const json_t *order, const json_t *input,
       struct reckoning *ret, struct chela_error *err)
{
    int64_t     now   = chela__keeper_now(keeper);
    int64_t     at    = chela__json_int(row, "at_ms", 0);
    int64_t     late  = now - late_of(order);
    const char *zone  = chela__json_str(row, "zone");
    bool        moved = zone && strcmp(zone, keeper->host->clock.zone) != 0;
    int64_t     after = at > late ? at - 1 : late;
    *ret              = (struct reckoning){0, 0};
    if (moved || at > now) // counted in another zone, or by a clock that was put right since
        after = now;
    chela_status status = chela__waiting_last(input, keeper->host->clock.zone, after, now,
                                              &ret->last, &ret->next, err);
    return status == CHELA_NOT_FOUND ? CHELA_OK : status;
}

static void
put_next(struct chela__keeper *keeper, const char *task, const json_t *content, int64_t next)
{
    struct chela__state    *state = keeper->host->state;
    const struct chela__due due   = {.task = task, .at_ms = next, .content = content};
    chela_status            status;
    if (next)
        status = chela__due_put(state, &due, NULL);
    else
        status = chela__task_end(state, task, CHELA__TASK_DONE, NULL);
    if (status < 0)
        keeper->is_stuck = true;
}

static void
fire(struct chela__keeper *keeper, const json_t *order, int64_t at_ms)
{
    char at[CHELA__TIME_TEXT], name[32];
    if (chela__time_format(at_ms, keeper->host->clock.zone, at, NULL) < 0)
        return;
    (void)snprintf(name, sizeof name, "%lld", (long long)at_ms);
    struct chela__occurrence occurrence = {
        .name = name, .at_ms = at_ms, .output = json_pack("{s:s}", "at", at)};
    if (occurrence.output)
        chela__keeper_fire(keeper, order, &occurrence);
    json_decref(occurrence.output);
}

static void
carry_out(struct chela__keeper *keeper, const json_t *row, const json_t *order)
{
    struct chela_error err     = CHELA_ERROR_INIT;
    const char        *task    = chela__json_str(row, "task");
    json_t            *due     = NULL;
    struct reckoning   found   = {0, 0};
    chela_status       status  = chela__due_get(keeper->host->state, task, 0, 0, &due, &err);
    const json_t      *content = json_object_get(due, "content");
    if (status >= 0)
        status = reckon(keeper, row, order, json_object_get(content, "with"), &found, &err);
    if (status >= 0 && found.last)
        fire(keeper, order, found.last);
    if (status >= 0 && !keeper->is_stuck)
        put_next(keeper, task, content, found.next);
    else
        keeper->is_stuck = true;
    json_decref(due);
}

void
chela__keeper_order(struct chela__keeper *keeper, const json_t *row)
{
    const char *task   = chela__json_str(row, "task");
    bool        is_due = chela__json_int(row, "at_ms", 0) <= chela__keeper_now(keeper);
    const char *zone   = chela__json_str(row, "zone");
    char        id[CHELA__TASK_ID];
    json_t     *order = NULL;
    bool        moved = zone && strcmp(zone, keeper->host->clock.zone) != 0;
    if ((!is_due && !moved && !keeper->must_reckon) || chela__keeper_is_waking(keeper, task))
        return;
    if (chela__task_take(keeper->host->state, task, id, &order, NULL) < 0) {
        keeper->is_stuck = true; // another process works on it
        return;
    }
    carry_out(keeper, row, order);
    chela__task_leave(keeper->host->state, task);
    json_decref(order);
}
