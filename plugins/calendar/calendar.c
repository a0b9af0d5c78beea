// calendar - events in a folder of iCalendar files, one event each: what changes them.
#include "calendar.chela.h" // generated from manifest.json: prototypes and tables

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chela/records.h>
#include <chela/sdk.h>
#include <chela/time.h>

#include "shared.h"

// ---- open and close ----

static chela_status
calendar_open(struct chela_call *opening, void **ret_state)
{
    return chela_records_open_setting(opening, "calendar", ".ics", ret_state);
}

static void
calendar_close(void *state)
{
    chela_records_close(state);
}

// The zone of the call; UTC when the host names one that is not there.
struct chela_zone *
calendar_zone(struct chela_call *call, const char **ret_name)
{
    struct chela_zone *zone = NULL;
    const char        *name = chela_get(call, "zone");
    if (!name || chela_zone_load(name, &zone) < 0) {
        name = "UTC";
        if (chela_zone_load(name, &zone) < 0)
            return NULL;
    }
    *ret_name = name;
    return zone;
}

chela_status
calendar_fail(struct chela_call *call, chela_status status, const char *id)
{
    const char *why = status == CHELA_NOT_FOUND   ? "there is no event %s"
                      : status == CHELA_INVALID   ? "%s is not an event, or its times make no sense"
                      : status == CHELA_NO_MEMORY ? "out of memory at the event %s"
                                                  : "the event %s cannot be written";
    char        text[256];
    snprintf(text, sizeof(text), why, id);
    return chela_fail(call, status, CHELA_NO_EFFECT, text);
}

chela_status
calendar_length(struct chela_call *call, const char *text, int64_t *ret_seconds)
{
    struct chela_duration duration;
    if (chela_duration_parse(text, &duration) < 0 || duration.months != 0 || duration.days < 0 ||
        duration.days > 31 || duration.seconds < 0)
        return chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT,
                           "duration: %s is not a length of up to 31 days", text);
    *ret_seconds = duration.days * DAY_SECONDS + duration.seconds;
    return *ret_seconds > 0 ? CHELA_OK
                            : chela_fail(call, CHELA_INVALID, CHELA_NO_EFFECT,
                                         "duration: must be longer than nothing");
}

// ---- changing ----

// The event as it is now in `text`; `revision` NULL: not part of the reply.
static chela_status
reply_with(struct chela_call *call, const char *id, const char *text, const char *revision,
           bool with_times)
{
    struct event event;
    const char  *zone_name = NULL;
    chela_status status    = event_read(text, &event);
    if (status < 0)
        return calendar_fail(call, status, id);
    struct chela_zone *zone                   = calendar_zone(call, &zone_name);
    char               start[CHELA_TIME_SIZE] = "";
    char               end[CHELA_TIME_SIZE]   = "";
    if (zone) {
        chela_zone_write(zone, event.start, start);
        chela_zone_write(zone, event.end, end);
    }
    json_t *reply =
        json_pack("{s:s, s:s, s:s*, s:s*, s:s*}", "id", id, "title", event.title, "start",
                  with_times ? start : NULL, "end", with_times ? end : NULL, "revision", revision);
    chela_zone_free(zone);
    event_done(&event);
    return chela_reply_take(call, reply);
}

chela_status
calendar_create(struct chela_call *call, const char *title, const char *start, const char *duration,
                const char *place, const char *repeat)
{
    char               id[CHELA_RECORD_ID];
    char              *text   = NULL;
    int64_t            length = 0;
    const char        *key    = chela_get(call, "key");
    struct event_parts parts  = {
         .title = title, .place = place, .repeat = repeat, .now = chela_now(call)};
    chela_status status = calendar_length(call, duration, &length);
    if (status < 0)
        return status;
    if (chela_time_parse(start, &parts.start, NULL) < 0)
        return chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT, "start: %s is not a time", start);
    parts.end               = parts.start + length;
    struct chela_zone *zone = calendar_zone(call, &parts.zone_name);
    if (!zone)
        return CHELA_NO_MEMORY;
    parts.zone = zone;
    chela_records_id(key, id);
    status = event_make(id, &parts, &text);
    if (status == CHELA_OK)
        status = chela_records_write(call->state, id, key, text, strlen(text), NULL);
    status = status == CHELA_OK || status == CHELA_CONFLICT ? reply_with(call, id, text, NULL, true)
             : status == CHELA_INVALID
                 ? chela_failf(call, status, CHELA_NO_EFFECT, "repeat: %s is not a rule", repeat)
                 : calendar_fail(call, status, id);
    chela_zone_free(zone);
    free(text);
    return status;
}

// Fills in the new times: a new start keeps the length unless a duration is given.
static chela_status
new_times(struct chela_call *call, const char *old, const char *start, const char *duration,
          struct event_parts *parts)
{
    struct event event;
    chela_status status = event_read(old, &event);
    if (status < 0)
        return calendar_fail(call, status, "of this id");
    int64_t length = event.end - event.start;
    parts->start   = event.start;
    event_done(&event);
    if (duration)
        status = calendar_length(call, duration, &length);
    if (status == CHELA_OK && start && chela_time_parse(start, &parts->start, NULL) < 0)
        status =
            chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT, "start: %s is not a time", start);
    parts->end = parts->start + length;
    return status;
}

static chela_status
write_change(struct chela_call *call, const char *id, const char *old,
             const struct event_parts *parts)
{
    char         revision[CHELA_REVISION];
    char        *text   = NULL;
    chela_status status = event_change(old, parts, &text);
    if (status == CHELA_OK)
        status = chela_records_write(call->state, id, chela_get(call, "key"), text, strlen(text),
                                     revision);
    status = status == CHELA_OK || status == CHELA_CONFLICT
                 ? reply_with(call, id, text, revision, true)
                 : calendar_fail(call, status, id);
    free(text);
    return status;
}

chela_status
calendar_update(struct chela_call *call, const char *id, const char *title, const char *start,
                const char *duration, const char *place)
{
    char              *old    = NULL;
    size_t             len    = 0;
    struct event_parts parts  = {.title = title, .place = place, .now = chela_now(call)};
    chela_status       status = chela_records_read(call->state, id, &old, &len);
    if (status < 0)
        return calendar_fail(call, status, id);
    struct chela_zone *zone = calendar_zone(call, &parts.zone_name);
    parts.zone              = zone;
    if (!zone)
        status = CHELA_NO_MEMORY;
    else if (start || duration)
        status = new_times(call, old, start, duration, &parts);
    if (status == CHELA_OK)
        status = write_change(call, id, old, &parts);
    chela_zone_free(zone);
    free(old);
    return status;
}

chela_status
calendar_delete(struct chela_call *call, const char *id)
{
    char        *text = NULL;
    size_t       len  = 0;
    char         revision[CHELA_REVISION];
    chela_status status = chela_records_remove(call->state, id, chela_get(call, "key"), revision);
    if (status == CHELA_OK || status == CHELA_CONFLICT)
        status = chela_records_revision(call->state, revision, &text, &len);
    status = status == CHELA_OK ? reply_with(call, id, text, revision, false)
                                : calendar_fail(call, status, id);
    free(text);
    return status;
}

chela_status
calendar_restore(struct chela_call *call, const char *id, const char *revision)
{
    char        *text   = NULL;
    size_t       len    = 0;
    chela_status status = chela_records_restore(call->state, id, revision);
    if (status == CHELA_OK)
        status = chela_records_read(call->state, id, &text, &len);
    status = status == CHELA_OK ? reply_with(call, id, text, NULL, true)
                                : calendar_fail(call, status, id);
    free(text);
    return status;
}

CHELA_PLUGIN(calendar, .open = calendar_open, .close = calendar_close);
