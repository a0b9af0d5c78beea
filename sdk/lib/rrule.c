// rrule.c - the next instance of an RFC 5545 repetition, by looking at one day (or hour) after the
// other; rules of alarms and reminders fire within few steps.
#include <chela/time.h>

#include <stdlib.h>
#include <string.h>

#define DAY 86400
#define MAX_STEPS 20000 // days looked at: more than fifty years
#define MAX_LIST 64

enum frequency { HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY };

struct weekday {
    int nth; // 0 every, 2 the second, -1 the last of the month
    int day; // 0 Monday
};

struct rule {
    enum frequency frequency;
    int            interval;
    int            count; // 0: no end
    int64_t        until; // wall clock; INT64_MAX: no end
    struct weekday days[MAX_LIST];
    size_t         day_count;
    int            month_days[MAX_LIST];
    size_t         month_day_count;
    int            months[MAX_LIST];
    size_t         month_count;
};

static chela_status
read_frequency(const char *value, struct rule *rule)
{
    static const char *const names[] = {"HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!strcmp(value, names[i])) {
            rule->frequency = (enum frequency)i;
            return CHELA_OK;
        }
    }
    return CHELA_UNSUPPORTED;
}

static chela_status
read_number(const char *value, int low, int high, int *ret_number)
{
    char *end;
    long  number = strtol(value, &end, 10);
    if (end == value || *end || number < low || number > high)
        return CHELA_INVALID;
    *ret_number = (int)number;
    return CHELA_OK;
}

static chela_status
read_numbers(char *value, int low, int high, int *numbers, size_t *ret_count)
{
    char *rest = value, *one;
    while ((one = strsep(&rest, ","))) {
        if (*ret_count == MAX_LIST)
            return CHELA_INVALID;
        chela_status status = read_number(one, low, high, &numbers[*ret_count]);
        if (status < 0)
            return status;
        (*ret_count)++;
    }
    return CHELA_OK;
}

// "MO", "2TU", "-1FR"
static chela_status
read_days(char *value, struct rule *rule)
{
    static const char names[] = "MOTUWETHFRSASU";
    char             *rest    = value, *one;
    while ((one = strsep(&rest, ","))) {
        char *name;
        long  nth = strtol(one, &name, 10);
        if (strlen(name) != 2 || rule->day_count == MAX_LIST || nth < -5 || nth > 5)
            return CHELA_INVALID;
        int day = 0;
        while (day < 7 && memcmp(names + 2 * day, name, 2) != 0)
            day++;
        if (day == 7)
            return CHELA_INVALID;
        rule->days[rule->day_count++] = (struct weekday){(int)nth, day};
    }
    return CHELA_OK;
}

// "20261231" or "20261231T235959Z": read as wall clock, which is how people mean it.
static chela_status
read_until(const char *value, struct rule *rule)
{
    long date = strtol(value, NULL, 10);
    if (strspn(value, "0123456789") != 8)
        return CHELA_INVALID;
    struct chela_civil civil = {.year   = (int32_t)(date / 10000),
                                .month  = (int32_t)(date / 100 % 100),
                                .day    = (int32_t)(date % 100),
                                .hour   = 23,
                                .minute = 59,
                                .second = 59};
    if (value[8] == 'T') {
        long time = strtol(value + 9, NULL, 10);
        if (strspn(value + 9, "0123456789") != 6)
            return CHELA_INVALID;
        civil.hour   = (int32_t)(time / 10000);
        civil.minute = (int32_t)(time / 100 % 100);
        civil.second = (int32_t)(time % 100);
    }
    rule->until = chela_civil_seconds(&civil);
    return CHELA_OK;
}

static chela_status
read_part(const char *name, char *value, struct rule *rule)
{
    if (!strcmp(name, "FREQ"))
        return read_frequency(value, rule);
    if (!strcmp(name, "INTERVAL"))
        return read_number(value, 1, 10000, &rule->interval);
    if (!strcmp(name, "COUNT"))
        return read_number(value, 1, 10000, &rule->count);
    if (!strcmp(name, "UNTIL"))
        return read_until(value, rule);
    if (!strcmp(name, "BYDAY"))
        return read_days(value, rule);
    if (!strcmp(name, "BYMONTHDAY"))
        return read_numbers(value, -31, 31, rule->month_days, &rule->month_day_count);
    if (!strcmp(name, "BYMONTH"))
        return read_numbers(value, 1, 12, rule->months, &rule->month_count);
    if (!strcmp(name, "WKST"))
        return CHELA_OK;
    return CHELA_UNSUPPORTED;
}

static chela_status
read_rule(const char *text, struct rule *ret_rule)
{
    struct rule rule = {.interval = 1, .until = INT64_MAX, .frequency = DAILY};
    char       *copy = strdup(text), *rest = copy, *part;
    if (!copy)
        return CHELA_NO_MEMORY;
    chela_status status = strncmp(text, "FREQ=", 5) ? CHELA_INVALID : CHELA_OK;
    while (status == CHELA_OK && (part = strsep(&rest, ";"))) {
        char *value = part;
        strsep(&value, "=");
        status = value ? read_part(part, value, &rule) : CHELA_INVALID;
    }
    free(copy);
    *ret_rule = rule;
    return status;
}

static bool
in_list(const int *list, size_t count, int value, int other)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == value || list[i] == other)
            return true;
    return count == 0;
}

static bool
weekday_fits(const struct rule *rule, const struct chela_civil *day, int month_days)
{
    int from_start = (day->day - 1) / 7 + 1, from_end = -((month_days - day->day) / 7 + 1);
    for (size_t i = 0; i < rule->day_count; i++) {
        const struct weekday *w = &rule->days[i];
        if (w->day == day->weekday && (!w->nth || w->nth == from_start || w->nth == from_end))
            return true;
    }
    return rule->day_count == 0;
}

static int64_t
week_of(int64_t seconds)
{
    return (seconds / DAY + 3) / 7; // weeks begin on Monday
}

// Whether the day is in a period of the rule: every INTERVAL-th from the start's.
static bool
period_fits(const struct rule *rule, const struct chela_civil *first, int64_t start,
            const struct chela_civil *day, int64_t at)
{
    int64_t distance;
    if (rule->frequency == YEARLY)
        distance = day->year - first->year;
    else if (rule->frequency == MONTHLY)
        distance = (day->year - first->year) * 12 + day->month - first->month;
    else if (rule->frequency == WEEKLY)
        distance = week_of(at) - week_of(start);
    else if (rule->frequency == DAILY)
        distance = at / DAY - start / DAY;
    else
        return true; // HOURLY looks at hours
    return distance % rule->interval == 0;
}

static bool
day_fits(const struct rule *rule, const struct chela_civil *first, const struct chela_civil *day)
{
    int  last         = chela_days_in_month(day->year, day->month);
    bool by_month_day = rule->month_day_count > 0, by_day = rule->day_count > 0;
    if (!in_list(rule->months, rule->month_count, day->month, day->month) ||
        !in_list(rule->month_days, rule->month_day_count, day->day, day->day - last - 1) ||
        !weekday_fits(rule, day, last))
        return false;
    if (by_month_day || by_day)
        return true;
    if (rule->frequency == WEEKLY)
        return day->weekday == first->weekday;
    if (rule->frequency == YEARLY && !rule->month_count && day->month != first->month)
        return false;
    return rule->frequency < MONTHLY || day->day == first->day;
}

chela_status
chela_rrule_next(const char *text, int64_t start, int64_t after, int64_t *ret_next)
{
    struct rule  rule;
    chela_status status = read_rule(text, &rule);
    if (status < 0)
        return status;
    struct chela_civil first = chela_civil_from_seconds(start);
    int64_t            step  = rule.frequency == HOURLY ? 3600LL * rule.interval : DAY;
    int64_t            at    = start;
    if (!rule.count && after > start) // nothing to count: begin close to `after`
        at = start + (after - start) / step * step;
    for (int i = 0, seen = 0; i < MAX_STEPS && at <= rule.until; i++, at += step) {
        struct chela_civil day = chela_civil_from_seconds(at);
        if (!period_fits(&rule, &first, start, &day, at) || !day_fits(&rule, &first, &day))
            continue;
        if (rule.count && ++seen > rule.count)
            break;
        if (at > after) {
            *ret_next = at;
            return CHELA_OK;
        }
    }
    return CHELA_NOT_FOUND;
}
