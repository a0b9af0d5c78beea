// event.h - one event as iCalendar text (RFC 5545), through libical: made, read, changed, repeated.
#ifndef CALENDAR_EVENT_H
#define CALENDAR_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include <chela/status.h>
#include <chela/time.h>

// Times are seconds since 1970-01-01T00:00:00Z.
struct event {
    char   *title; // on the heap, as `place`
    char   *place; // NULL: none
    int64_t start;
    int64_t end;
    bool    is_all_day;
    bool    is_busy; // takes its time: not transparent, and not a mere whole day
};
void
event_done(struct event *event);

// What an event is made of; NULL and 0 leave out, in event_change() they leave as it is.
struct event_parts {
    const char              *title;
    const char              *place;
    const char              *repeat;    // RRULE value
    const char              *zone_name; // IANA
    const struct chela_zone *zone;      // the same; whose wall clock a repeated event keeps to
    int64_t                  start;
    int64_t                  end;
    int64_t                  now;
};

// The whole calendar object of a new event; free() it. CHELA_INVALID: the rule is not an RRULE.
chela_status
event_make(const char *id, const struct event_parts *parts, char **ret_text);

// The same event with some parts replaced.
chela_status
event_change(const char *text, const struct event_parts *parts, char **ret_text);

// The first VEVENT. CHELA_INVALID: the text is not a calendar object with an event.
chela_status
event_read(const char *text, struct event *ret_event);

// Calls `each` for every occurrence that touches [from, to), at most EVENT_MAX_OCCURRENCES; the
// event is borrowed. Stops at the first status below 0 and returns it.
#define EVENT_MAX_OCCURRENCES 2000
chela_status
event_each(const char *text, int64_t from, int64_t to,
           chela_status (*each)(void *user, const struct event *occurrence), void *user);

#endif
