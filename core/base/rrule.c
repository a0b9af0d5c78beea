// rrule.c - see rrule.h: reads a rule, and finds its next occurrence by walking over the days.
#include "base/rrule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/zone.h"

#define MAX_TEXT 512
#define MAX_DAYS (366 * 120) // walked at most: 29 February in a century without one, every n years
#define DAY_MS ((int64_t)86400000)

// ---- reading ----

static const char *const frequencies[] = {"MINUTELY", "HOURLY",  "DAILY",
                                          "WEEKLY",   "MONTHLY", "YEARLY"};
static const char *const weekdays[]    = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static chela_status
read_number(const char *name, const char *text, int32_t least, int32_t most, int32_t *ret_number,
            struct chela_error *err)
{
    char *end;
    long  number = strtol(text, &end, 10);
    if (!*text || *end || number < least || number > most || (number == 0 && least < 0))
        return chela__error(err, CHELA_INVALID, "%s: expected %d to %d, got \"%.20s\"", name,
                            (int)least, (int)most, text);
    *ret_number = (int32_t)number;
    return CHELA_OK;
}

static chela_status
read_list(const char *name, char *text, int32_t least, int32_t most, struct chela__rrule_list *list,
          struct chela_error *err)
{
    char *rest = NULL;
    for (char *item = strtok_r(text, ",", &rest); item; item = strtok_r(NULL, ",", &rest)) {
        if (list->count == CHELA__RRULE_MAX)
            return chela__error(err, CHELA_LIMIT, "%s: more than %d values", name,
                                CHELA__RRULE_MAX);
        chela_status status = read_number(name, item, least, most, &list->values[list->count], err);
        if (status < 0)
            return status;
        list->count++;
    }
    return list->count ? CHELA_OK : chela__error(err, CHELA_INVALID, "%s: is empty", name);
}

// "MO,TU" or "1MO" or "-1FR": one number for all of them.
static chela_status
read_days(char *text, struct chela__rrule *rule, struct chela_error *err)
{
    char *rest = NULL;
    for (char *item = strtok_r(text, ",", &rest); item; item = strtok_r(NULL, ",", &rest)) {
        char *end;
        long  nth = strtol(item, &end, 10);
        int   day = 0;
        while (day < 7 && strcmp(end, weekdays[day]) != 0)
            day++;
        if (day == 7 || nth < -5 || nth > 5)
            return chela__error(err, CHELA_INVALID, "BYDAY: \"%.20s\" is no weekday", item);
        if (rule->weekdays && rule->nth != nth)
            return chela__error(err, CHELA_UNSUPPORTED, "BYDAY: different numbers of weekdays");
        rule->weekdays |= (uint8_t)(1U << day);
        rule->nth = (int32_t)nth;
    }
    return rule->weekdays ? CHELA_OK : chela__error(err, CHELA_INVALID, "BYDAY: is empty");
}

static chela_status
read_frequency(const char *value, struct chela__rrule *rule, struct chela_error *err)
{
    for (size_t i = 0; i < sizeof frequencies / sizeof *frequencies; i++)
        if (!strcmp(value, frequencies[i])) {
            rule->frequency = (enum chela__frequency)i;
            return CHELA_OK;
        }
    return chela__error(err, CHELA_INVALID, "FREQ: expected MINUTELY to YEARLY, got \"%.20s\"",
                        value);
}

static chela_status
read_until(const char *value, struct chela__rrule *rule, struct chela_error *err)
{
    size_t digits = strspn(value, "0123456789");
    size_t len    = strlen(value);
    if (digits != 8 || (len != 8 && (len < 15 || len > 16 || value[8] != 'T')))
        return chela__error(err, CHELA_INVALID, "UNTIL: \"%.20s\" is no time", value);
    (void)snprintf(rule->until, sizeof rule->until, "%s", value);
    return CHELA_OK;
}

static chela_status
read_part(const char *name, char *value, struct chela__rrule *rule, struct chela_error *err)
{
    if (!strcmp(name, "FREQ"))
        return read_frequency(value, rule, err);
    if (!strcmp(name, "INTERVAL"))
        return read_number(name, value, 1, 1000, &rule->interval, err);
    if (!strcmp(name, "COUNT"))
        return read_number(name, value, 1, CHELA__RRULE_COUNT, &rule->count, err);
    if (!strcmp(name, "UNTIL"))
        return read_until(value, rule, err);
    if (!strcmp(name, "BYDAY"))
        return read_days(value, rule, err);
    if (!strcmp(name, "BYMONTHDAY"))
        return read_list(name, value, -31, 31, &rule->month_days, err);
    if (!strcmp(name, "BYMONTH"))
        return read_list(name, value, 1, 12, &rule->months, err);
    if (!strcmp(name, "BYHOUR"))
        return read_list(name, value, 0, 23, &rule->hours, err);
    if (!strcmp(name, "BYMINUTE"))
        return read_list(name, value, 0, 59, &rule->minutes, err);
    if (!strcmp(name, "WKST") && !strcmp(value, "MO"))
        return CHELA_OK;
    return chela__error(err, CHELA_UNSUPPORTED, "a repetition with %.20s is not understood", name);
}

chela_status
chela__rrule_read(const char *text, struct chela__rrule *ret_rule, struct chela_error *err)
{
    char                copy[MAX_TEXT];
    struct chela__rrule rule = {.interval = 1};
    char               *rest = NULL;
    if (strncmp(text, "FREQ=", 5) != 0 || strlen(text) >= sizeof copy)
        return chela__error(err, CHELA_INVALID, "expected a repetition as \"FREQ=...\"");
    (void)snprintf(copy, sizeof copy, "%s", text);
    for (char *part = strtok_r(copy, ";", &rest); part; part = strtok_r(NULL, ";", &rest)) {
        char *value = strchr(part, '=');
        if (!value)
            return chela__error(err, CHELA_INVALID, "\"%.40s\" is no part of a repetition", part);
        *value++            = '\0';
        chela_status status = read_part(part, value, &rule, err);
        if (status < 0)
            return status;
    }
    *ret_rule = rule;
    return CHELA_OK;
}

// ---- days ----

static bool
holds(const struct chela__rrule_list *list, int32_t value)
{
    for (int i = 0; i < list->count; i++)
        if (list->values[i] == value)
            return true;
    return false;
}

struct date {
    int64_t days, year;
    int32_t month, day, weekday, month_length;
};

static struct date
date_of(int64_t days)
{
    struct date date = {.days = days, .weekday = (int32_t)(((days + 3) % 7 + 7) % 7)};
    chela__date_from_days(days, &date.year, &date.month, &date.day);
    int64_t next      = date.month == 12 ? chela__days_from_date(date.year + 1, 1, 1)
                                         : chela__days_from_date(date.year, date.month + 1, 1);
    date.month_length = (int32_t)(next - chela__days_from_date(date.year, date.month, 1));
    return date;
}

static bool
is_weekday(const struct chela__rrule *rule, const struct date *date)
{
    int32_t from_start = (date->day - 1) / 7 + 1;
    int32_t from_end   = -((date->month_length - date->day) / 7 + 1);
    return rule->weekdays >> date->weekday & 1 &&
           (!rule->nth || rule->nth == from_start || rule->nth == from_end);
}

static bool
is_month_day(const struct chela__rrule *rule, const struct date *date)
{
    return holds(&rule->month_days, date->day) ||
           holds(&rule->month_days, date->day - date->month_length - 1);
}

static int64_t
week_of(int64_t days)
{
    return (days + 3 - ((days + 3) % 7 + 7) % 7) / 7;
}

// How many periods lie between the day and the rule's first one.
static int64_t
periods_since(const struct chela__rrule *rule, const struct date *start, const struct date *date)
{
    switch (rule->frequency) {
    case CHELA__WEEKLY:
        return week_of(date->days) - week_of(start->days);
    case CHELA__MONTHLY:
        return (date->year - start->year) * 12 + date->month - start->month;
    case CHELA__YEARLY:
        return date->year - start->year;
    case CHELA__DAILY:
        return date->days - start->days;
    default:
        return 0;
    }
}

// What the rule leaves open is as on its first day.
static bool
is_day(const struct chela__rrule *rule, const struct date *start, const struct date *date)
{
    if (periods_since(rule, start, date) % rule->interval)
        return false;
    if (rule->months.count ? !holds(&rule->months, date->month)
                           : rule->frequency == CHELA__YEARLY && date->month != start->month)
        return false;
    if (rule->month_days.count && !is_month_day(rule, date))
        return false;
    if (rule->weekdays)
        return is_weekday(rule, date);
    if (rule->month_days.count || rule->frequency <= CHELA__DAILY)
        return true;
    return rule->frequency == CHELA__WEEKLY ? date->weekday == start->weekday
                                            : date->day == start->day;
}

// ---- instants ----

struct walk {
    const struct chela__rrule *rule;
    const struct chela__zone  *zone;
    int64_t                    start_ms, after_ms;
    struct chela__civil        start;
};

static chela_status
instant_of(const struct walk *walk, const struct date *date, int32_t hour, int32_t minute,
           int64_t *ret_ms, struct chela_error *err)
{
    const struct chela__civil civil = {.year   = date->year,
                                       .month  = date->month,
                                       .day    = date->day,
                                       .hour   = hour,
                                       .minute = minute,
                                       .second = walk->start.second};
    return chela__zone_instant(walk->zone, &civil, ret_ms, err);
}

// The least occurrence of the day behind `after_ms`; CHELA_NOT_FOUND: none.
static chela_status
first_of_day(const struct walk *walk, const struct date *date, int64_t *ret_ms,
             struct chela_error *err)
{
    const struct chela__rrule *rule  = walk->rule;
    int                        hours = rule->hours.count ? rule->hours.count : 1;
    int                        parts = rule->minutes.count ? rule->minutes.count : 1;
    bool                       found = false;
    for (int i = 0; i < hours * parts; i++) {
        int64_t at;
        int32_t hour   = rule->hours.count ? rule->hours.values[i / parts] : walk->start.hour;
        int32_t minute = rule->minutes.count ? rule->minutes.values[i % parts] : walk->start.minute;
        chela_status status = instant_of(walk, date, hour, minute, &at, err);
        if (status < 0)
            return status;
        if (at <= walk->after_ms || at < walk->start_ms || (found && at >= *ret_ms))
            continue;
        *ret_ms = at;
        found   = true;
    }
    return found ? CHELA_OK : CHELA_NOT_FOUND;
}

static chela_status
none_left(struct chela_error *err)
{
    return chela__error(err, CHELA_NOT_FOUND, "the repetition has ended");
}

static chela_status
next_day(const struct walk *walk, int64_t *ret_ms, struct chela_error *err)
{
    int64_t             from = walk->after_ms > walk->start_ms ? walk->after_ms : walk->start_ms;
    struct chela__civil civil;
    chela__zone_civil(walk->zone, from, &civil);
    int64_t     day = chela__days_from_date(civil.year, civil.month, civil.day);
    struct date start =
        date_of(chela__days_from_date(walk->start.year, walk->start.month, walk->start.day));
    for (int64_t i = 0; i < MAX_DAYS; i++) {
        struct date date = date_of(day + i);
        if (!is_day(walk->rule, &start, &date))
            continue;
        chela_status status = first_of_day(walk, &date, ret_ms, err);
        if (status != CHELA_NOT_FOUND)
            return status;
    }
    return none_left(err);
}

// Hours and minutes follow each other whatever the clock on the wall shows.
static chela_status
next_period(const struct walk *walk, int64_t *ret_ms, struct chela_error *err)
{
    const struct chela__rrule *rule = walk->rule;
    int64_t     period = (rule->frequency == CHELA__HOURLY ? 3600000 : 60000) * rule->interval;
    int64_t     at     = walk->start_ms;
    struct date start  = {0};
    if (walk->after_ms >= at)
        at += ((walk->after_ms - at) / period + 1) * period;
    for (int64_t end = at + 400 * DAY_MS; at < end; at += period) {
        struct chela__civil civil;
        chela__zone_civil(walk->zone, at, &civil);
        struct date date = date_of(chela__days_from_date(civil.year, civil.month, civil.day));
        if (is_day(&(struct chela__rrule){.frequency  = CHELA__DAILY,
                                          .interval   = 1,
                                          .weekdays   = rule->weekdays,
                                          .nth        = rule->nth,
                                          .month_days = rule->month_days,
                                          .months     = rule->months},
                   &start, &date) &&
            (!rule->hours.count || holds(&rule->hours, civil.hour)) &&
            (!rule->minutes.count || holds(&rule->minutes, civil.minute))) {
            *ret_ms = at;
            return CHELA_OK;
        }
    }
    return none_left(err);
}

// The last instant that UNTIL allows.
static chela_status
last_of(const struct walk *walk, int64_t *ret_ms, struct chela_error *err)
{
    int year = 0, month = 0, day = 0, hour = 23, minute = 59, second = 59;
    *ret_ms = INT64_MAX;
    if (!walk->rule->until[0])
        return CHELA_OK;
    if (sscanf(walk->rule->until, "%4d%2d%2dT%2d%2d%2d", &year, &month, &day, &hour, &minute,
               &second) < 3)
        return chela__error(err, CHELA_INVALID, "UNTIL: \"%s\" is no time", walk->rule->until);
    const struct chela__civil civil = {
        .year = year, .month = month, .day = day, .hour = hour, .minute = minute, .second = second};
    bool is_utc = walk->rule->until[strlen(walk->rule->until) - 1] == 'Z';
    return chela__zone_instant(is_utc ? NULL : walk->zone, &civil, ret_ms, err);
}

static chela_status
next(const struct walk *walk, int64_t *ret_ms, struct chela_error *err)
{
    return walk->rule->frequency <= CHELA__HOURLY ? next_period(walk, ret_ms, err)
                                                  : next_day(walk, ret_ms, err);
}

// A counted rule is walked from its start.
static chela_status
next_counted(struct walk *walk, int64_t *ret_ms, struct chela_error *err)
{
    int64_t after = walk->after_ms;
    if (!walk->rule->count)
        return next(walk, ret_ms, err);
    walk->after_ms = walk->start_ms - 1;
    for (int32_t i = 0; i < walk->rule->count; i++) {
        chela_status status = next(walk, &walk->after_ms, err);
        if (status < 0)
            return status;
        if (walk->after_ms > after) {
            *ret_ms = walk->after_ms;
            return CHELA_OK;
        }
    }
    return none_left(err);
}

chela_status
chela__rrule_next(const struct chela__rrule *rule, int64_t start_ms, const struct chela__zone *zone,
                  int64_t after_ms, int64_t *ret_ms, struct chela_error *err)
{
    struct walk walk = {.rule = rule, .zone = zone, .start_ms = start_ms, .after_ms = after_ms};
    int64_t     last, at;
    chela__zone_civil(zone, start_ms, &walk.start);
    chela_status status = last_of(&walk, &last, err);
    if (status >= 0)
        status = next_counted(&walk, &at, err);
    if (status >= 0 && at > last)
        status = none_left(err);
    if (status >= 0)
        *ret_ms = at;
    return status;
}
