// time.c - reckoning with times and durations on the wall clock of the user's zone.
#include "builtin.chela.h"

#include <chela/sdk.h>
#include <chela/time.h>

// A time, or now without one. On failure the call has been failed.
static chela_status
read_time(struct chela_call *call, const char *text, int64_t *ret_seconds)
{
    *ret_seconds = chela_now(call);
    if (!text || chela_time_parse(text, ret_seconds, NULL) == CHELA_OK)
        return CHELA_OK;
    return chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT,
                       "%s: expected a date and time with an offset", text);
}

static chela_status
load_zone(struct chela_call *call, struct chela_zone **ret_zone)
{
    const char *name = chela_get(call, "zone");
    if (chela_zone_load(name && *name ? name : "UTC", ret_zone) == CHELA_OK)
        return CHELA_OK;
    return chela_failf(call, CHELA_UNAVAILABLE, CHELA_NO_EFFECT,
                       "the time zone %s is not installed", name);
}

chela_status
time_add(struct chela_call *call, const char *time, const char *duration, bool before)
{
    char                  text[CHELA_TIME_SIZE];
    int64_t               at;
    struct chela_duration length;
    struct chela_zone    *zone;
    chela_status          status = read_time(call, time, &at);
    if (status < 0)
        return status;
    if (chela_duration_parse(duration, &length) < 0)
        return chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT,
                           "%s: expected a length of time such as P21D", duration);
    status = load_zone(call, &zone);
    if (status < 0)
        return status;
    chela_zone_write(zone, chela_zone_add(zone, at, &length, before ? -1 : 1), text);
    chela_zone_free(zone);
    return chela_replyf(call, "{s:s}", "time", text);
}

static int64_t
day_of(const struct chela_zone *zone, int64_t at)
{
    struct chela_civil civil = chela_civil_from_seconds(at + chela_zone_offset(zone, at));
    civil.hour = civil.minute = civil.second = 0;
    return chela_civil_seconds(&civil) / 86400;
}

chela_status
time_difference(struct chela_call *call, const char *from, const char *to)
{
    char               text[CHELA_DURATION_SIZE];
    int64_t            start, end;
    struct chela_zone *zone;
    chela_status       status = read_time(call, from, &start);
    if (status == CHELA_OK)
        status = read_time(call, to, &end);
    if (status == CHELA_OK)
        status = load_zone(call, &zone);
    if (status != CHELA_OK)
        return status;
    json_int_t days = day_of(zone, end) - day_of(zone, start);
    chela_zone_free(zone);
    chela_duration_write(end - start, text);
    return chela_replyf(call, "{s:s, s:I}", "duration", text, "days", days);
}
