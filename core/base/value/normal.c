// normal.c - values -> the JSON that a semantic type wants, in the context's zone; asked by plan/
// and the embedded backend.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/value/calendar.h"
#include "base/value/normal.h"
#include "base/value/value.h"
#include "base/zone.h"

// ---- moments ----

// A local time as RFC 3339 with the offset that the zone has then.
static json_t *
date_time(int64_t local, const char *zone)
{
    struct civil        civil = chela__civil(local);
    struct chela__zone *open  = NULL;
    char                text[CHELA__TIME_TEXT];
    int64_t             offset = chela__offset_of_local(local, zone);

    if (zone && zone[0] != '+' && zone[0] != '-' &&
        chela__zone_open(zone, &open, NULL) == CHELA_OK) {
        struct chela__civil wall = {.year   = civil.year,
                                    .month  = civil.month,
                                    .day    = civil.day,
                                    .hour   = civil.hour,
                                    .minute = civil.minute,
                                    .second = civil.second};
        int64_t             ms   = 0;
        bool                done = chela__zone_instant(open, &wall, &ms, NULL) == CHELA_OK &&
                    chela__time_write(ms, open, text, NULL) == CHELA_OK;
        chela__zone_free(open);
        return done ? json_string(text) : NULL;
    }
    int64_t minutes = llabs(offset) / 60;
    return json_sprintf("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", (int)civil.year, civil.month,
                        civil.day, civil.hour, civil.minute, civil.second, offset < 0 ? '-' : '+',
                        (int)(minutes / 60), (int)(minutes % 60));
}

static const struct chela__value_time *
time_of(const struct chela__value *value)
{
    if (value->kind == CHELA__VALUE_RECURRENCE)
        return &value->as.recurrence.first;
    return value->kind <= CHELA__VALUE_OPEN_INTERVAL ? &value->as.time : NULL;
}

// "At 3" is said of the afternoon; before six nobody is asked to be anywhere without "a.m.".
static int64_t
waking_hours(const struct chela__value_time *time)
{
    int64_t of_day = time->from - chela__floor(time->from, CHELA__GRAIN_DAY);
    return time->ambiguous && of_day < 6 * 3600 ? DAY_SECONDS / 2 : 0;
}

// One moment for a part of the day: when people mean by "in the morning", not midnight.
static int64_t
moment_of(const struct chela__value *value)
{
    static const struct {
        int from, until, hour; // of parts that start and end so, in hours
    } USUAL[] = {{0, 12, 9}, {4, 12, 9}, {12, 19, 14}, {18, 24, 19}, {0, 9, 8}};
    const struct chela__value_time *time = time_of(value);
    int64_t                         day  = chela__floor(time->from, CHELA__GRAIN_DAY);

    if (value->kind == CHELA__VALUE_INTERVAL && time->grain == CHELA__GRAIN_HOUR && !time->closed)
        for (size_t i = 0; i < sizeof USUAL / sizeof USUAL[0]; i++)
            if (time->from - day == USUAL[i].from * 3600 && time->to - day == USUAL[i].until * 3600)
                return day + (int64_t)USUAL[i].hour * 3600;
    return time->at + waking_hours(time);
}

static json_t *
to_date_time(const struct chela__value *value, const struct chela__value_context *context)
{
    return date_time(moment_of(value), context->zone);
}

static json_t *
to_date(const struct chela__value *value)
{
    struct civil civil = chela__civil(moment_of(value));
    return json_sprintf("%04d-%02d-%02d", (int)civil.year, civil.month, civil.day);
}

static json_t *
to_time_of_day(const struct chela__value *value)
{
    struct civil civil = chela__civil(moment_of(value));

    if (civil.second != 0)
        return json_sprintf("%02d:%02d:%02d", civil.hour, civil.minute, civil.second);
    return json_sprintf("%02d:%02d", civil.hour, civil.minute);
}

// "3 to 4pm" ends at four, "July 13 to 15" with the 15th. An open interval ends with the day, or
// begins now; a morning begins at six.
static json_t *
to_time_range(const struct chela__value *value, const struct chela__value_context *context)
{
    const struct chela__value_time *time = time_of(value);
    int64_t from = time->from + waking_hours(time), to = time->to + waking_hours(time);
    int64_t day = chela__floor(from, CHELA__GRAIN_DAY);

    if (value->kind == CHELA__VALUE_OPEN_INTERVAL && time->before) {
        to   = time->from;
        from = context->now_ms / 1000 + chela__offset_at(context->now_ms, context->zone);
    } else if (value->kind == CHELA__VALUE_OPEN_INTERVAL) {
        to = day + DAY_SECONDS;
    } else if (time->closed && time->grain <= CHELA__GRAIN_HOUR) {
        to = chela__add(to, time->grain, -1);
    } else if (from == day && time->grain == CHELA__GRAIN_HOUR && to - from <= 12 * 3600 &&
               to - from > 6 * 3600) {
        from += 6 * 3600;
    }
    json_t *start = date_time(from, context->zone), *end = date_time(to, context->zone);
    if (!start || !end || to <= from) {
        json_decref(start);
        json_decref(end);
        return NULL;
    }
    return json_pack("{so so}", "start", start, "end", end);
}

// ---- durations ----

static void
add_part(char *text, size_t size, int count, char letter)
{
    size_t len = strlen(text);
    if (count != 0 && len < size)
        snprintf(text + len, size - len, "%d%c", count, letter);
}

static json_t *
to_duration(const struct chela__value *value)
{
    const int32_t *count      = value->as.duration.count;
    char           text[96]   = "P";
    int            days       = count[CHELA__GRAIN_DAY];
    bool           only_weeks = count[CHELA__GRAIN_WEEK] != 0;

    for (int grain = 0; grain <= CHELA__GRAIN_YEAR; grain++)
        only_weeks = only_weeks && (grain == CHELA__GRAIN_WEEK || count[grain] == 0);
    add_part(text, sizeof text, count[CHELA__GRAIN_YEAR], 'Y');
    add_part(text, sizeof text, count[CHELA__GRAIN_MONTH] + 3 * count[CHELA__GRAIN_QUARTER], 'M');
    if (only_weeks)
        add_part(text, sizeof text, count[CHELA__GRAIN_WEEK], 'W');
    else
        add_part(text, sizeof text, days + 7 * count[CHELA__GRAIN_WEEK], 'D');
    if (count[CHELA__GRAIN_HOUR] || count[CHELA__GRAIN_MINUTE] || count[CHELA__GRAIN_SECOND])
        snprintf(text + strlen(text), sizeof text - strlen(text), "T");
    add_part(text, sizeof text, count[CHELA__GRAIN_HOUR], 'H');
    add_part(text, sizeof text, count[CHELA__GRAIN_MINUTE], 'M');
    add_part(text, sizeof text, count[CHELA__GRAIN_SECOND], 'S');
    return json_string(text);
}

// The only unit that a duration counts; false when it counts several.
static bool
single_unit(const struct chela__value_duration *duration, double *ret_count, const char **ret_unit)
{
    static const char *const CODES[] = {"s", "min", "h", "d", "wk", "mo", NULL, "a"};
    int                      units   = 0;

    for (int grain = 0; grain <= CHELA__GRAIN_YEAR; grain++) {
        if (duration->count[grain] == 0)
            continue;
        units++;
        *ret_count = duration->count[grain];
        *ret_unit  = CODES[grain];
    }
    return units == 1 && *ret_unit;
}

// ---- amounts ----

static json_t *
number(double value)
{
    if (value == floor(value) && fabs(value) < 9007199254740992.0)
        return json_integer((json_int_t)value);
    return json_real(value);
}

static json_t *
to_quantity(const struct chela__value *value)
{
    double      count = value->as.amount.value;
    const char *unit  = value->as.amount.unit;

    if (value->kind == CHELA__VALUE_DURATION && !single_unit(&value->as.duration, &count, &unit))
        return NULL;
    return unit ? json_pack("{so ss}", "value", number(count), "unit", unit) : NULL;
}

static json_t *
to_money(const struct chela__value *value)
{
    const struct chela__value_amount *amount = &value->as.amount;
    char                              text[48];

    if (!amount->unit || fabs(amount->value) >= 1e15)
        return NULL;
    snprintf(text, sizeof text, amount->value == floor(amount->value) ? "%.0f" : "%.6f",
             amount->value);
    char *dot = strchr(text, '.');
    for (char *end = text + strlen(text); dot && end > dot + 3 && end[-1] == '0'; end--)
        end[-1] = '\0';
    return json_pack("{ss ss}", "amount", text, "currency", amount->unit);
}

static json_t *
to_integer(const struct chela__value *value)
{
    double amount = value->as.amount.value;
    return amount == floor(amount) && fabs(amount) < 9e15 ? json_integer((json_int_t)amount) : NULL;
}

// IANA has no name for an offset but the Etc zones, whose signs are turned around.
static json_t *
to_zone(const struct chela__value *value)
{
    const char *zone = value->as.zone;

    if (zone[0] != '+' && zone[0] != '-')
        return json_string(zone);
    if (strcmp(zone, "+05:30") == 0)
        return json_string("Asia/Kolkata");
    int hours = atoi(zone);
    return hours == 0 ? json_string("Etc/UTC") : json_sprintf("Etc/GMT%+d", -hours);
}

// ---- which form for which type ----

static const struct {
    const char *type;
    enum form   form;
} TYPES[] = {
    {"chela:DateTime/1", FORM_DATE_TIME},
    {"chela:Date/1", FORM_DATE},
    {"chela:TimeOfDay/1", FORM_TIME_OF_DAY},
    {"chela:TimeRange/1", FORM_TIME_RANGE},
    {"chela:Duration/1", FORM_DURATION},
    {"chela:RRule/1", FORM_RULE},
    {"chela:Number/1", FORM_NUMBER},
    {"number", FORM_NUMBER},
    {"integer", FORM_INTEGER},
    {"chela:Percent/1", FORM_PERCENT},
    {"chela:Quantity/1", FORM_QUANTITY},
    {"chela:Money/1", FORM_MONEY},
    {"chela:PhoneNumber/1", FORM_PHONE},
    {"chela:EmailAddress/1", FORM_EMAIL},
    {"chela:Url/1", FORM_URL},
    {"chela:FilePath/1", FORM_PATH},
    {"chela:Zone/1", FORM_ZONE},
    {"chela:GeoPoint/1", FORM_POINT},
    {"chela:Unit/1", FORM_UNIT},
    {"boolean", FORM_BOOLEAN},
};

enum form
chela__form_of(const char *type)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++)
        if (strcmp(TYPES[i].type, type) == 0)
            return TYPES[i].form;
    return FORM_TEXT;
}

static bool
is_amount(enum chela__value_kind kind)
{
    return kind >= CHELA__VALUE_NUMBER && kind <= CHELA__VALUE_QUANTITY;
}

bool
chela__value_fits(const struct chela__value *value, const char *type)
{
    const struct chela__value_time *time = time_of(value);
    enum chela__value_kind          kind = value->kind;

    switch (chela__form_of(type)) {
    case FORM_DATE_TIME:
        return time != NULL;
    case FORM_DATE:
        return time && time->has_date;
    case FORM_TIME_OF_DAY:
        return time && (time->has_time ||
                        (kind == CHELA__VALUE_INTERVAL && time->grain == CHELA__GRAIN_HOUR));
    case FORM_TIME_RANGE:
        return kind == CHELA__VALUE_INTERVAL || kind == CHELA__VALUE_OPEN_INTERVAL ||
               (kind == CHELA__VALUE_TIME && time->grain >= CHELA__GRAIN_DAY);
    case FORM_DURATION:
        return kind == CHELA__VALUE_DURATION;
    case FORM_RULE:
        return kind == CHELA__VALUE_RECURRENCE;
    case FORM_NUMBER:
        return is_amount(kind);
    case FORM_INTEGER:
        return is_amount(kind) && value->as.amount.value == floor(value->as.amount.value);
    case FORM_PERCENT:
        return kind == CHELA__VALUE_PERCENT || kind == CHELA__VALUE_NUMBER;
    case FORM_QUANTITY:
        return kind == CHELA__VALUE_QUANTITY || kind == CHELA__VALUE_DURATION;
    case FORM_MONEY:
        return kind == CHELA__VALUE_MONEY && value->as.amount.unit;
    case FORM_PHONE:
        return kind == CHELA__VALUE_PHONE;
    case FORM_EMAIL:
        return kind == CHELA__VALUE_EMAIL;
    case FORM_URL:
        return kind == CHELA__VALUE_URL;
    case FORM_PATH:
        return kind == CHELA__VALUE_PATH;
    case FORM_ZONE:
        return kind == CHELA__VALUE_ZONE;
    case FORM_POINT:
        return kind == CHELA__VALUE_COORDINATES;
    default:
        return false;
    }
}

static json_t *
normal_form(const struct chela__value *value, const char *text, enum form form,
            const struct chela__value_context *context)
{
    switch (form) {
    case FORM_DATE_TIME:
        return to_date_time(value, context);
    case FORM_DATE:
        return to_date(value);
    case FORM_TIME_OF_DAY:
        return to_time_of_day(value);
    case FORM_TIME_RANGE:
        return to_time_range(value, context);
    case FORM_DURATION:
        return to_duration(value);
    case FORM_RULE:
        return json_string(value->as.recurrence.rule);
    case FORM_NUMBER:
    case FORM_PERCENT:
        return number(value->as.amount.value);
    case FORM_INTEGER:
        return to_integer(value);
    case FORM_QUANTITY:
        return to_quantity(value);
    case FORM_MONEY:
        return to_money(value);
    case FORM_PHONE:
        return chela__phone_number(
            (struct chela_text){text + value->start, value->end - value->start}, context->country);
    case FORM_ZONE:
        return to_zone(value);
    case FORM_POINT:
        return json_pack("{sf sf}", "lat", value->as.coordinates.latitude, "lon",
                         value->as.coordinates.longitude);
    default:
        return json_stringn(text + value->start, value->end - value->start);
    }
}

chela_status
chela__value_json(const struct chela__value *value, const char *text, const char *type,
                  const struct chela__value_context *context, json_t **ret_json,
                  struct chela_error *err)
{
    json_t *json = NULL;

    if (chela__value_fits(value, type))
        json = normal_form(value, text, chela__form_of(type), context);
    if (!json)
        return chela__error(err, CHELA_INVALID, "\"%.*s\" is a %s, which cannot be given as %s",
                            (int)(value->end - value->start > 80 ? 80 : value->end - value->start),
                            text + value->start, chela__value_kind_name(value->kind), type);
    *ret_json = json;
    return CHELA_OK;
}
