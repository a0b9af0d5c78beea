// due.c - see due.h.
#include <chela/due.h>

#include <limits.h>

static chela_status
load_zone(struct chela_call *call, struct chela_zone **ret_zone)
{
    const char *zone = chela_get(call, "zone");
    return chela_zone_load(zone && *zone ? zone : "UTC", ret_zone);
}

// The first instance after a moment; a rule counts on the wall clock of the user's zone.
static chela_status
next_instance(const struct chela_zone *zone, const char *repeat, int64_t start, int64_t after,
              int64_t *ret_next)
{
    int64_t      local_start = start + chela_zone_offset(zone, start);
    int64_t      local_after = after + chela_zone_offset(zone, after);
    chela_status status      = chela_rrule_next(repeat, local_start, local_after, ret_next);
    if (status == CHELA_OK)
        *ret_next = chela_zone_utc(zone, *ret_next);
    return status;
}

chela_status
chela_due_first(struct chela_call *call, const char *at, const char *repeat,
                char ret_first[CHELA_TIME_SIZE])
{
    int64_t start = chela_now(call);
    ret_first[0]  = '\0';
    if (!at && !repeat)
        return CHELA_OK;
    if (at && chela_time_parse(at, &start, NULL) < 0)
        return CHELA_INVALID;
    struct chela_zone *zone;
    chela_status       status = load_zone(call, &zone);
    if (status < 0)
        return status;
    if (repeat)
        status = next_instance(zone, repeat, start, start - 1, &start);
    if (status == CHELA_OK)
        chela_zone_write(zone, start, ret_first);
    chela_zone_free(zone);
    return status;
}

const char *
chela_due_fault(chela_status status)
{
    switch (status) {
    case CHELA_UNSUPPORTED:
        return "this kind of repetition is not understood";
    case CHELA_NOT_FOUND:
        return "this repetition has no time to come";
    default:
        return "the time or its repetition is malformed";
    }
}

// One run over the records.
struct taking {
    struct chela_zone *zone;
    int64_t            until, next;
    const char        *text_member, *fallback;
    json_t            *due;
};

static void
add_due(struct taking *taking, const char *id, const json_t *record)
{
    const char *text = json_string_value(json_object_get(record, taking->text_member));
    if (!text || !*text)
        text = taking->fallback ? taking->fallback : id;
    json_array_append_new(taking->due, json_pack("{s:s, s:s, s:O}", "id", id, "text", text, "at",
                                                 json_object_get(record, "at")));
}

// Moves a record on to its next time after `until`, or marks it as fired. A rule that ends after
// some instances counts from "start".
static void
move_on(struct taking *taking, json_t *record, int64_t at)
{
    char        text[CHELA_TIME_SIZE];
    int64_t     start  = at, next;
    const char *first  = json_string_value(json_object_get(record, "start"));
    const char *repeat = json_string_value(json_object_get(record, "repeat"));
    if (first)
        (void)chela_time_parse(first, &start, NULL);
    if (!repeat || next_instance(taking->zone, repeat, start, taking->until, &next) < 0) {
        json_object_set_new(record, "fired", json_true());
        return;
    }
    chela_zone_write(taking->zone, next, text);
    json_object_set_new(record, "at", json_string(text));
    if (next < taking->next)
        taking->next = next;
}

static void
take_record(struct taking *taking, const char *id, json_t *record)
{
    int64_t     at;
    const char *text = json_string_value(json_object_get(record, "at"));
    if (!text || json_is_true(json_object_get(record, "fired")) ||
        json_is_true(json_object_get(record, "done")) || chela_time_parse(text, &at, NULL) < 0)
        return;
    if (at <= taking->until) {
        add_due(taking, id, record);
        move_on(taking, record, at);
    } else if (at < taking->next) {
        taking->next = at;
    }
}

chela_status
chela_due_take(struct chela_store *store, struct chela_call *call, const char *until,
               const char *text_member, const char *fallback)
{
    struct taking taking = {
        .next = INT64_MAX, .text_member = text_member, .fallback = fallback, .due = NULL};
    const char  *id;
    json_t      *record;
    chela_status status;
    if (!chela_store_begin(store, call, &status))
        return status;
    status = chela_time_parse(until, &taking.until, NULL);
    if (status == CHELA_OK)
        status = load_zone(call, &taking.zone);
    if (status < 0)
        return chela_store_fail(store, call, status, "until: expected a date and time");
    taking.due = json_array();
    json_object_foreach(chela_store_records(store), id, record) take_record(&taking, id, record);
    char next[CHELA_TIME_SIZE] = "";
    if (taking.next < INT64_MAX)
        chela_zone_write(taking.zone, taking.next, next);
    chela_zone_free(taking.zone);
    bool    changed = json_array_size(taking.due) > 0;
    json_t *reply   = json_pack("{s:o, s:s*}", "due", taking.due, "next", *next ? next : NULL);
    return changed ? chela_store_commit_take(store, call, reply)
                   : chela_store_end_take(store, call, reply);
}
