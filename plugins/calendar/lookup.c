// lookup.c - what only reads the calendar: list and find_free.
#include "calendar.chela.h" // generated from manifest.json: prototypes and tables

#include <stdlib.h>
#include <string.h>

#include <chela/query.h>
#include <chela/records.h>
#include <chela/sdk.h>

#include "free.h"
#include "shared.h"

#define DEFAULT_DAYS 7      // looked at when the request names no time
#define DAY_BEGINS 8        // hours of the wall clock between which free time is looked for, when a
#define DAY_ENDS 20         // whole day or more is asked for
#define FREE_MAX 50         // gaps of one answer
#define EVENTS_MAX 500      // events of one answer
#define RANGE_MAX_DAYS 1100 // three years

// ---- list ----

struct range {
    int64_t from;
    int64_t to;
};

// A chela:TimeRange; without one the next seven days.
static chela_status
read_range(struct chela_call *call, const char *json, struct range *ret_range)
{
    int64_t now = chela_now(call);
    *ret_range  = (struct range){now, now + DEFAULT_DAYS * (int64_t)DAY_SECONDS};
    if (!json)
        return CHELA_OK;
    json_t      *value = json_loads(json, 0, NULL);
    const char  *start = json_string_value(json_object_get(value, "start"));
    const char  *end   = json_string_value(json_object_get(value, "end"));
    chela_status status =
        start && end ? chela_time_parse(start, &ret_range->from, NULL) : CHELA_INVALID;
    if (status == CHELA_OK)
        status = chela_time_parse(end, &ret_range->to, NULL);
    json_decref(value);
    if (status == CHELA_OK &&
        (ret_range->to <= ret_range->from ||
         ret_range->to - ret_range->from > RANGE_MAX_DAYS * (int64_t)DAY_SECONDS))
        status = CHELA_INVALID;
    return status < 0 ? chela_fail(call, CHELA_INVALID, CHELA_NO_EFFECT,
                                   "range: start must lie before end, at most three years")
                      : CHELA_OK;
}

struct listing {
    const struct chela_zone  *zone;
    const struct range       *range;
    const struct chela_query *query; // NULL: everything
    double                    best;
    const char               *id; // of the event being visited
    json_t                   *events;
};

static chela_status
list_occurrence(void *user, const struct event *event)
{
    struct listing *listing = user;
    char            start[CHELA_TIME_SIZE];
    char            end[CHELA_TIME_SIZE];
    char            text[512];
    if (json_array_size(listing->events) == EVENTS_MAX)
        return CHELA_OK;
    chela_zone_write(listing->zone, event->start, start);
    chela_zone_write(listing->zone, event->end, end);
    if (event->is_all_day)
        snprintf(text, sizeof(text), "%.10s %s", start, event->title);
    else
        snprintf(text, sizeof(text), "%.10s %.5s-%.5s %s", start, start + 11, end + 11,
                 event->title);
    json_t *item =
        json_pack("{s:s, s:s, s:s, s:s, s:s*, s:s}", "id", listing->id, "title", event->title,
                  "start", start, "end", end, "place", event->place, "text", text);
    return json_array_append_new(listing->events, item) < 0 ? CHELA_NO_MEMORY : CHELA_OK;
}

// Half of the words must fit; of several events those that fit best are listed.
#define SCORE_LEAST 0.5

static double
score_of(const char *text, const struct chela_query *query)
{
    struct event event;
    if (event_read(text, &event) < 0)
        return 0; // not an event: other programs may keep tasks in the same folder
    double title = chela_query_score(query, event.title, strlen(event.title));
    double place = event.place ? chela_query_score(query, event.place, strlen(event.place)) : 0;
    event_done(&event);
    return title > place ? title : place;
}

static chela_status
list_event(void *user, const char *id, const char *text, size_t len)
{
    (void)len;
    struct listing *listing = user;
    double          score   = listing->query ? score_of(text, listing->query) : SCORE_LEAST;
    if (score < SCORE_LEAST || score < listing->best)
        return CHELA_OK;
    size_t before = json_array_size(listing->events);
    listing->id   = id;
    chela_status status =
        event_each(text, listing->range->from, listing->range->to, list_occurrence, listing);
    if (status == CHELA_INVALID)
        return CHELA_OK;
    // Only an event that happens in the range makes the others worse.
    if (status == CHELA_OK && score > listing->best && json_array_size(listing->events) > before) {
        while (before-- > 0)
            json_array_remove(listing->events, 0);
        listing->best = score;
    }
    return status;
}

static int
by_start(const void *a, const void *b)
{
    const char *left  = json_string_value(json_object_get(*(json_t *const *)a, "start"));
    const char *right = json_string_value(json_object_get(*(json_t *const *)b, "start"));
    return strcmp(left, right);
}

// Sorts by the start; all starts have the offset of one zone, so their text sorts but for the hour
// in which the clock is put back.
static json_t *
sorted(json_t *events)
{
    size_t   count = json_array_size(events);
    json_t **items = calloc(count ? count : 1, sizeof(*items));
    json_t  *list  = json_array();
    if (!items || !list) {
        free(items);
        json_decref(list);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        items[i] = json_array_get(events, i);
    qsort(items, count, sizeof(*items), by_start);
    for (size_t i = 0; i < count; i++)
        json_array_append(list, items[i]);
    free(items);
    return list;
}

static chela_status
list(struct chela_call *call, const struct range *range, const struct chela_query *query)
{
    const char        *zone_name = NULL;
    struct chela_zone *zone      = calendar_zone(call, &zone_name);
    struct listing     listing   = {.zone = zone, .range = range, .query = query};
    listing.events               = json_array();
    chela_status status          = zone && listing.events
                                       ? chela_records_each(call->state, list_event, &listing)
                                       : CHELA_NO_MEMORY;
    json_t      *events          = status == CHELA_OK ? sorted(listing.events) : NULL;
    json_decref(listing.events);
    chela_zone_free(zone);
    if (status < 0)
        return chela_fail(call, status, CHELA_NO_EFFECT, "the calendar cannot be read");
    return chela_reply_take(call, json_pack("{s:o}", "events", events));
}

chela_status
calendar_list(struct chela_call *call, const char *range_json, const char *query)
{
    struct range        range;
    struct chela_query *words  = NULL;
    chela_status        status = read_range(call, range_json, &range);
    if (status < 0)
        return status;
    if (!range_json && query) // "when is the dentist": as far ahead as a year
        range.to = range.from + 366 * (int64_t)DAY_SECONDS;
    if (query && chela_query_new(query, 0, &words) < 0)
        return chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT, "query: no words in \"%.100s\"",
                           query);
    status = list(call, &range, words);
    chela_query_free(words);
    return status;
}

// ---- find_free ----

struct busy {
    const struct range *range;
    struct span        *spans;
    size_t              count;
};

static chela_status
busy_occurrence(void *user, const struct event *event)
{
    struct busy *busy = user;
    if (!event->is_busy)
        return CHELA_OK;
    struct span *spans = realloc(busy->spans, (busy->count + 1) * sizeof(*spans));
    if (!spans)
        return CHELA_NO_MEMORY;
    busy->spans                = spans;
    busy->spans[busy->count++] = (struct span){event->start, event->end};
    return CHELA_OK;
}

static chela_status
busy_event(void *user, const char *id, const char *text, size_t len)
{
    (void)id;
    (void)len;
    struct busy *busy = user;
    chela_status status =
        event_each(text, busy->range->from, busy->range->to, busy_occurrence, busy);
    return status == CHELA_INVALID ? CHELA_OK : status;
}

// The part of a day in which free time is looked for.
static struct span
waking_hours(const struct chela_zone *zone, int64_t from, int day)
{
    struct chela_civil civil = chela_civil_from_seconds(from + chela_zone_offset(zone, from));
    civil.day += day;
    civil.minute = civil.second = 0;
    civil.hour                  = DAY_BEGINS;
    struct span hours;
    hours.start = chela_zone_utc(zone, chela_civil_seconds(&civil));
    civil.hour  = DAY_ENDS;
    hours.end   = chela_zone_utc(zone, chela_civil_seconds(&civil));
    return hours;
}

// Within a day exactly the range asked for; for whole days their waking hours.
static size_t
find_gaps(const struct chela_zone *zone, const struct range *range, struct busy *busy,
          int64_t length, struct span *ret_free)
{
    struct span whole = {range->from, range->to};
    if (range->to - range->from < DAY_SECONDS - 3600) // a day that loses an hour is still a day
        return free_spans(busy->spans, busy->count, whole, length, ret_free, FREE_MAX);
    size_t found = 0;
    for (int day = 0; found < FREE_MAX; day++) {
        struct span hours = waking_hours(zone, range->from, day);
        if (hours.start >= range->to)
            break;
        if (hours.start < range->from)
            hours.start = range->from;
        if (hours.end > range->to)
            hours.end = range->to;
        found +=
            free_spans(busy->spans, busy->count, hours, length, ret_free + found, FREE_MAX - found);
    }
    return found;
}

static json_t *
gaps_to_json(const struct chela_zone *zone, const struct span *gaps, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < count; i++) {
        char start[CHELA_TIME_SIZE];
        char end[CHELA_TIME_SIZE];
        chela_zone_write(zone, gaps[i].start, start);
        chela_zone_write(zone, gaps[i].end, end);
        json_array_append_new(list, json_pack("{s:s, s:s}", "start", start, "end", end));
    }
    return list;
}

chela_status
calendar_find_free(struct chela_call *call, const char *range_json, const char *duration)
{
    struct range range;
    int64_t      length    = 0;
    const char  *zone_name = NULL;
    chela_status status    = read_range(call, range_json, &range);
    if (status == CHELA_OK)
        status = calendar_length(call, duration, &length);
    if (status < 0)
        return status;
    if (range.from < chela_now(call)) // what is over is not free
        range.from = chela_now(call);
    if (range.from >= range.to)
        return chela_fail(call, CHELA_INVALID, CHELA_NO_EFFECT, "range: it is over already");
    struct span        gaps[FREE_MAX];
    struct chela_zone *zone = calendar_zone(call, &zone_name);
    struct busy        busy = {&range, NULL, 0};
    status            = zone ? chela_records_each(call->state, busy_event, &busy) : CHELA_NO_MEMORY;
    json_t *free_json = NULL;
    if (status == CHELA_OK)
        free_json = gaps_to_json(zone, gaps, find_gaps(zone, &range, &busy, length, gaps));
    free(busy.spans);
    chela_zone_free(zone);
    if (status < 0)
        return chela_fail(call, status, CHELA_NO_EFFECT, "the calendar cannot be read");
    return chela_reply_take(call, json_pack("{s:o}", "free", free_json));
}
