// timer.c - timers that end after a while.
#include "clock.chela.h"

#include <string.h>

#include <chela/due.h>
#include <chela/sdk.h>

#define NO_SUCH_TIMER "there is no such timer"

chela_status
timer_start(struct chela_call *call, const char *duration, const char *label)
{
    char                  id[CHELA_STORE_ID_SIZE], ends[CHELA_TIME_SIZE];
    struct chela_duration length;
    struct chela_zone    *zone;
    chela_status          status;
    if (chela_duration_parse(duration, &length) < 0 || length.months < 0 || length.days < 0 ||
        length.seconds < 0)
        return chela_fail(call, CHELA_INVALID, CHELA_NO_EFFECT,
                          "duration: expected a length of time such as PT10M");
    if (chela_zone_load(chela_get(call, "zone"), &zone) < 0)
        return chela_fail(call, CHELA_UNAVAILABLE, CHELA_NO_EFFECT, "the time zone is unknown");
    chela_zone_write(zone, chela_zone_add(zone, chela_now(call), &length, 1), ends);
    chela_zone_free(zone);
    if (!chela_store_begin(call->state, call, &status))
        return status;
    json_t *timer = json_pack("{s:s, s:s*}", "at", ends, "label", label);
    status        = chela_store_add_take(call->state, "timer", timer, id);
    if (status < 0)
        return chela_store_fail(call->state, call, status, "the timer could not be kept");
    return chela_store_commit_take(call->state, call,
                                   json_pack("{s:s, s:s}", "id", id, "ends", ends));
}

static json_t *
describe(const char *id, const json_t *timer, int64_t now)
{
    char        left[CHELA_DURATION_SIZE];
    int64_t     ends = now;
    const char *at   = json_string_value(json_object_get(timer, "at"));
    if (at)
        (void)chela_time_parse(at, &ends, NULL);
    chela_duration_write(ends > now ? ends - now : 0, left);
    return json_pack("{s:s, s:s, s:s*, s:O*}", "id", id, "left", left, "ends", at, "label",
                     json_object_get(timer, "label"));
}

chela_status
timer_remaining(struct chela_call *call)
{
    chela_status status;
    const char  *id;
    json_t      *timer;
    if (!chela_store_begin(call->state, call, &status))
        return status;
    json_t *list = json_array();
    json_object_foreach(chela_store_records(call->state), id, timer)
    {
        if (!strncmp(id, "timer-", 6) && !json_is_true(json_object_get(timer, "fired")))
            json_array_append_new(list, describe(id, timer, chela_now(call)));
    }
    return chela_store_end_take(call->state, call, json_pack("{s:o}", "timers", list));
}

chela_status
timer_cancel(struct chela_call *call, const char *id)
{
    return chela_store_delete(call->state, call, id, NO_SUCH_TIMER);
}

chela_status
timer_restore(struct chela_call *call, const char *id, int64_t version)
{
    chela_status status;
    int64_t      before;
    if (!chela_store_begin(call->state, call, &status))
        return status;
    status = chela_store_revert(call->state, id, version, &before);
    if (status < 0)
        return chela_store_fail(call->state, call, status, NO_SUCH_TIMER);
    json_t *ends = json_object_get(chela_store_get(call->state, id), "at");
    return chela_store_commit_take(
        call->state, call,
        json_pack("{s:s, s:I, s:O*}", "id", id, "version", (json_int_t)before, "ends", ends));
}
