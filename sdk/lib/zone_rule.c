// zone_rule.c - POSIX TZ texts (the last line of a zone file): which offset holds at a moment.
#include "zone.h"

#include <string.h>

#include <chela/time.h>

#define DAY 86400

static bool
number(const char **at, int32_t max, int32_t *ret_value)
{
    int32_t value = 0;
    if (**at < '0' || **at > '9')
        return false;
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        value = value * 10 + (**at - '0');
        if (value > max)
            return false;
    }
    *ret_value = value;
    return true;
}

// "CET" or "<+0330>"
static bool
skip_name(const char **at)
{
    const char *start = *at;
    if (**at == '<') {
        const char *close = strchr(*at, '>');
        *at               = close ? close + 1 : *at;
        return close != NULL;
    }
    while ((**at >= 'A' && **at <= 'Z') || (**at >= 'a' && **at <= 'z'))
        (*at)++;
    return *at - start >= 3;
}

// "[+-]h[h][:mm[:ss]]"
static bool
clock_time(const char **at, int32_t *ret_seconds)
{
    int32_t sign = 1, part, unit = 3600;
    if (**at == '+' || **at == '-')
        sign = *(*at)++ == '-' ? -1 : 1;
    if (!number(at, 167, &part))
        return false;
    *ret_seconds = part * unit;
    while (**at == ':' && unit > 1) {
        (*at)++;
        unit /= 60;
        if (!number(at, 59, &part))
            return false;
        *ret_seconds += part * unit;
    }
    *ret_seconds *= sign;
    return true;
}

static bool
dot_number(const char **at, int32_t max, int32_t *ret_value)
{
    if (**at != '.')
        return false;
    (*at)++;
    return number(at, max, ret_value);
}

static bool
change(const char **at, struct chela__zone_change *ret_change)
{
    if (**at != ',')
        return false;
    (*at)++;
    ret_change->kind = **at == 'M' || **at == 'J' ? *(*at)++ : '0';
    ret_change->time = 2 * 3600;
    if (ret_change->kind != 'M') {
        if (!number(at, 365, &ret_change->day))
            return false;
    } else if (!number(at, 12, &ret_change->month) || ret_change->month < 1 ||
               !dot_number(at, 5, &ret_change->week) || ret_change->week < 1 ||
               !dot_number(at, 6, &ret_change->day)) {
        return false;
    }
    if (**at != '/')
        return true;
    (*at)++;
    return clock_time(at, &ret_change->time);
}

bool
chela__zone_rule_parse(const char *text, struct chela__zone_rule *ret_rule)
{
    struct chela__zone_rule rule = {0};
    if (!skip_name(&text) || !clock_time(&text, &rule.standard))
        return false;
    rule.standard = -rule.standard; // POSIX counts west
    if (*text) {
        rule.has_summer = true;
        rule.summer     = rule.standard + 3600;
        if (!skip_name(&text))
            return false;
        if (*text && *text != ',') {
            if (!clock_time(&text, &rule.summer))
                return false;
            rule.summer = -rule.summer;
        }
        if (!change(&text, &rule.begin) || !change(&text, &rule.end))
            return false;
    }
    *ret_rule = rule;
    return !*text;
}

// The wall clock time of a change in a year, as seconds since 1970.
static int64_t
change_in(const struct chela__zone_change *c, int32_t year)
{
    struct chela_civil civil = {.year = year, .month = 1, .day = 1};
    if (c->kind == 'J') { // 1 to 365, 29 February is never counted
        bool leap = chela_days_in_month(year, 2) == 29;
        civil.day = c->day + (leap && c->day >= 60);
    } else if (c->kind == '0') {
        civil.day = c->day + 1;
    } else {
        civil.month         = c->month;
        int32_t first       = chela_civil_from_seconds(chela_civil_seconds(&civil)).weekday;
        int32_t first_match = 1 + (c->day + 6 - first) % 7; // POSIX counts from Sunday
        civil.day           = first_match + 7 * (c->week - 1);
        while (civil.day > chela_days_in_month(year, c->month))
            civil.day -= 7;
    }
    return chela_civil_seconds(&civil) + c->time;
}

int32_t
chela__zone_rule_offset(const struct chela__zone_rule *rule, int64_t utc)
{
    if (!rule->has_summer)
        return rule->standard;
    int32_t year   = chela_civil_from_seconds(utc + rule->standard).year;
    int64_t begin  = change_in(&rule->begin, year) - rule->standard;
    int64_t end    = change_in(&rule->end, year) - rule->summer;
    bool    summer = begin < end ? utc >= begin && utc < end : utc >= begin || utc < end;
    return summer ? rule->summer : rule->standard;
}
