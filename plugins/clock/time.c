// time.c - the time now and elsewhere.
#include "clock.chela.h"
#include "place.h"

#include <stdio.h>

#include <chela/sdk.h>
#include <chela/time.h>

static const char *const weekdays[2][7] = {
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    {"星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"}};

// The zone of a place; without one the user's. On failure the call has been failed.
static chela_status
load_place(struct chela_call *call, const char *place, char ret_name[ZONE_NAME_SIZE],
           struct chela_zone **ret_zone)
{
    if (!place)
        snprintf(ret_name, ZONE_NAME_SIZE, "%s", chela_get(call, "zone"));
    else if (place_zone(place, ret_name) < 0)
        return chela_failf(call, CHELA_NOT_FOUND, CHELA_NO_EFFECT,
                           "the time zone of \"%s\" is not known", place);
    if (chela_zone_load(ret_name, ret_zone) < 0)
        return chela_failf(call, CHELA_UNAVAILABLE, CHELA_NO_EFFECT,
                           "the time zone %s is not installed", ret_name);
    return CHELA_OK;
}

chela_status
time_now(struct chela_call *call, const char *place)
{
    char               name[ZONE_NAME_SIZE], text[CHELA_TIME_SIZE];
    struct chela_zone *zone   = NULL;
    int64_t            now    = chela_now(call);
    chela_status       status = load_place(call, place, name, &zone);
    if (status < 0)
        return status;
    struct chela_civil civil = chela_civil_from_seconds(now + chela_zone_offset(zone, now));
    chela_zone_write(zone, now, text);
    chela_zone_free(zone);
    return chela_replyf(call, "{s:s, s:s#, s:s, s:s}", "time", text, "date", text, 10, "weekday",
                        weekdays[chela_lang_is(call, "zh")][civil.weekday], "zone", name);
}

// The clock time that was said is meant at `from`, whatever offset it carries.
chela_status
time_convert(struct chela_call *call, const char *time, const char *from, const char *to)
{
    char               name[ZONE_NAME_SIZE], text[CHELA_TIME_SIZE];
    struct chela_zone *source = NULL, *target = NULL;
    int64_t            at;
    int32_t            offset;
    if (chela_time_parse(time, &at, &offset) < 0)
        return chela_fail(call, CHELA_INVALID, CHELA_NO_EFFECT,
                          "time: expected a date and time with an offset");
    chela_status status = load_place(call, from, name, &source);
    if (status < 0)
        return status;
    if (from)
        at = chela_zone_utc(source, at + offset);
    chela_zone_free(source);
    status = load_place(call, to, name, &target);
    if (status < 0)
        return status;
    chela_zone_write(target, at, text);
    chela_zone_free(target);
    return chela_replyf(call, "{s:s, s:s}", "time", text, "zone", name);
}
