// event.c - iCalendar through libical; called by calendar.c. All libical memory stays in here.
#include "event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libical/ical.h>

// ---- reading ----

void
event_done(struct event *event)
{
    free(event->title);
    free(event->place);
    event->title = event->place = NULL;
}

// The calendar object and its first event; the caller frees the object. libical reads what it can
// of a damaged text, so what matters is checked: an event with a start.
static icalcomponent *
parse(const char *text, icalcomponent **ret_event)
{
    icalcomponent *object = icalparser_parse_string(text);
    if (!object)
        return NULL;
    icalcomponent *event = icalcomponent_isa(object) == ICAL_VEVENT_COMPONENT
                               ? object
                               : icalcomponent_get_first_component(object, ICAL_VEVENT_COMPONENT);
    if (!event || icaltime_is_null_time(icalcomponent_get_dtstart(event))) {
        icalcomponent_free(object);
        return NULL;
    }
    *ret_event = event;
    return object;
}

static bool
is_transparent(icalcomponent *event, bool is_all_day)
{
    icalproperty *property = icalcomponent_get_first_property(event, ICAL_TRANSP_PROPERTY);
    if (!property)
        return is_all_day;
    return icalproperty_get_transp(property) == ICAL_TRANSP_TRANSPARENT;
}

static chela_status
fill(icalcomponent *component, struct event *ret_event)
{
    struct icaltimetype start = icalcomponent_get_dtstart(component);
    struct icaltimetype end   = icalcomponent_get_dtend(component);
    const char         *title = icalcomponent_get_summary(component);
    const char         *place = icalcomponent_get_location(component);
    struct event        event = {
               .title      = strdup(title ? title : ""),
               .place      = place && *place ? strdup(place) : NULL,
               .start      = icaltime_as_timet_with_zone(start, start.zone),
               .end        = icaltime_as_timet_with_zone(end, end.zone),
               .is_all_day = start.is_date,
    };
    event.is_busy = !is_transparent(component, event.is_all_day);
    if (!event.title || (place && *place && !event.place)) {
        event_done(&event);
        return CHELA_NO_MEMORY;
    }
    *ret_event = event;
    return CHELA_OK;
}

chela_status
event_read(const char *text, struct event *ret_event)
{
    icalcomponent *component = NULL;
    icalcomponent *object    = parse(text, &component);
    if (!object)
        return CHELA_INVALID;
    chela_status status = fill(component, ret_event);
    icalcomponent_free(object);
    return status;
}

// ---- occurrences ----

struct walk {
    struct event event;
    int64_t      from;
    int64_t      to;
    size_t       count;
    chela_status status;
    chela_status (*each)(void *user, const struct event *occurrence);
    void *user;
};

// libical cannot be stopped: after the limit or a failure the rest is passed over.
static void
visit(icalcomponent *component, struct icaltime_span *span, void *user)
{
    (void)component;
    struct walk *walk = user;
    if (walk->status < 0 || walk->count == EVENT_MAX_OCCURRENCES)
        return;
    if (span->end <= walk->from || span->start >= walk->to)
        return;
    walk->event.start = span->start;
    walk->event.end   = span->end;
    walk->status      = walk->each(walk->user, &walk->event);
    walk->count++;
}

chela_status
event_each(const char *text, int64_t from, int64_t to,
           chela_status (*each)(void *user, const struct event *occurrence), void *user)
{
    icalcomponent *component = NULL;
    icalcomponent *object    = parse(text, &component);
    if (!object)
        return CHELA_INVALID;
    struct walk walk = {.from = from, .to = to, .each = each, .user = user};
    walk.status      = fill(component, &walk.event);
    if (walk.status == CHELA_OK) {
        icaltimezone *utc = icaltimezone_get_utc_timezone();
        icalcomponent_foreach_recurrence(
            component, icaltime_from_timet_with_zone((time_t)from, 0, utc),
            icaltime_from_timet_with_zone((time_t)to, 0, utc), visit, &walk);
    }
    event_done(&walk.event);
    icalcomponent_free(object);
    return walk.status;
}

// ---- writing ----

// A time of the zone's wall clock, so that a repeated event stays at its hour across the seasons.
// The zone stands by its IANA name alone, as RFC 7809 (section 3.1.1) allows.
static icalproperty *
time_property(icalproperty_kind kind, int64_t seconds, const struct event_parts *parts)
{
    icalproperty *property = icalproperty_new(kind);
    if (!property)
        return NULL;
    int64_t local = seconds + chela_zone_offset(parts->zone, seconds);
    icalproperty_set_value(
        property, icalvalue_new_datetime(icaltime_from_timet_with_zone((time_t)local, 0, NULL)));
    icalproperty_set_parameter(property, icalparameter_new_tzid(parts->zone_name));
    return property;
}

static void
replace(icalcomponent *event, icalproperty_kind kind, icalproperty *property)
{
    icalproperty *old = icalcomponent_get_first_property(event, kind);
    if (old) {
        icalcomponent_remove_property(event, old);
        icalproperty_free(old);
    }
    icalcomponent_add_property(event, property);
}

static chela_status
set_repeat(icalcomponent *event, const char *repeat)
{
    struct icalrecurrencetype rule = icalrecurrencetype_from_string(repeat);
    if (rule.freq == ICAL_NO_RECURRENCE)
        return CHELA_INVALID;
    replace(event, ICAL_RRULE_PROPERTY, icalproperty_new_rrule(rule));
    return CHELA_OK;
}

static chela_status
apply(icalcomponent *event, const struct event_parts *parts)
{
    if (parts->title)
        icalcomponent_set_summary(event, parts->title);
    if (parts->place)
        icalcomponent_set_location(event, parts->place);
    if (parts->start) {
        replace(event, ICAL_DTSTART_PROPERTY,
                time_property(ICAL_DTSTART_PROPERTY, parts->start, parts));
        replace(event, ICAL_DTEND_PROPERTY, time_property(ICAL_DTEND_PROPERTY, parts->end, parts));
    }
    replace(event, ICAL_DTSTAMP_PROPERTY,
            icalproperty_new_dtstamp(icaltime_from_timet_with_zone(
                (time_t)parts->now, 0, icaltimezone_get_utc_timezone())));
    return parts->repeat ? set_repeat(event, parts->repeat) : CHELA_OK;
}

static chela_status
to_text(icalcomponent *object, char **ret_text)
{
    char *text = icalcomponent_as_ical_string_r(object);
    char *copy = text ? strdup(text) : NULL;
    icalmemory_free_buffer(text);
    if (!copy)
        return CHELA_NO_MEMORY;
    *ret_text = copy;
    return CHELA_OK;
}

chela_status
event_make(const char *id, const struct event_parts *parts, char **ret_text)
{
    icalcomponent *object = icalcomponent_new_vcalendar();
    icalcomponent *event  = icalcomponent_new_vevent();
    if (!object || !event) {
        icalcomponent_free(object);
        icalcomponent_free(event);
        return CHELA_NO_MEMORY;
    }
    icalcomponent_add_property(object, icalproperty_new_version("2.0"));
    icalcomponent_add_property(object, icalproperty_new_prodid("-//Chela//Calendar//EN"));
    icalcomponent_set_uid(event, id);
    icalcomponent_add_component(object, event);
    chela_status status = apply(event, parts);
    if (status == CHELA_OK)
        status = to_text(object, ret_text);
    icalcomponent_free(object);
    return status;
}

chela_status
event_change(const char *text, const struct event_parts *parts, char **ret_text)
{
    icalcomponent *component = NULL;
    icalcomponent *object    = parse(text, &component);
    if (!object)
        return CHELA_INVALID;
    chela_status status = apply(component, parts);
    if (status == CHELA_OK)
        status = to_text(object, ret_text);
    icalcomponent_free(object);
    return status;
}
