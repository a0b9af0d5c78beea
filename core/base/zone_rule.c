// zone_rule.c - POSIX TZ rules (RFC 8536, section 3.3); called by zone.c for the far future.
#include "base/zone_rule.h"

#include "base/zone.h"

#define DAY 86400

// ---- reading ----

struct cursor {
    const char *at, *end;
    bool        failed;
};

static char
peek(const struct cursor *cursor)
{
    return cursor->at < cursor->end ? *cursor->at : 0;
}

static bool
take(struct cursor *cursor, char byte)
{
    if (peek(cursor) != byte)
        return false;
    cursor->at++;
    return true;
}

static bool
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static int32_t
read_number(struct cursor *cursor, int32_t min, int32_t max)
{
    int32_t number = 0;
    if (!is_digit(peek(cursor)))
        cursor->failed = true;
    for (; is_digit(peek(cursor)) && number <= max; cursor->at++)
        number = number * 10 + (*cursor->at - '0');
    if (number < min || number > max)
        cursor->failed = true;
    return number;
}

// "CET" or "<+03>": only skipped.
static void
read_name(struct cursor *cursor)
{
    const char *start  = cursor->at;
    bool        quoted = take(cursor, '<');
    for (;;) {
        char byte  = peek(cursor);
        bool alpha = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (!alpha && !(quoted && (is_digit(byte) || byte == '+' || byte == '-')))
            break;
        cursor->at++;
    }
    if (cursor->at - start < 3 || (quoted && !take(cursor, '>')))
        cursor->failed = true;
}

// "[+-]h[h[h]][:mm[:ss]]" in seconds.
static int32_t
read_time(struct cursor *cursor)
{
    int32_t sign = take(cursor, '-') ? -1 : 1;
    if (sign > 0)
        take(cursor, '+');
    int32_t seconds = read_number(cursor, 0, 167) * 3600;
    if (take(cursor, ':'))
        seconds += read_number(cursor, 0, 59) * 60;
    if (take(cursor, ':'))
        seconds += read_number(cursor, 0, 59);
    return sign * seconds;
}

static void
read_change(struct cursor *cursor, struct zone_change *change)
{
    if (!take(cursor, ','))
        cursor->failed = true;
    if (take(cursor, 'M')) {
        change->kind  = ZONE_DAY_WEEK;
        change->month = read_number(cursor, 1, 12);
        cursor->failed |= !take(cursor, '.');
        change->week = read_number(cursor, 1, 5);
        cursor->failed |= !take(cursor, '.');
        change->day = read_number(cursor, 0, 6);
    } else if (take(cursor, 'J')) {
        change->kind = ZONE_DAY_JULIAN;
        change->day  = read_number(cursor, 1, 365);
    } else {
        change->kind = ZONE_DAY_OF_YEAR;
        change->day  = read_number(cursor, 0, 365);
    }
    change->second = take(cursor, '/') ? read_time(cursor) : 2 * 3600;
}

bool
chela__zone_rule_read(const char *text, size_t len, struct zone_rule *ret_rule)
{
    struct cursor    cursor = {text, text + len, false};
    struct zone_rule rule   = {0};
    read_name(&cursor);
    rule.standard = -read_time(&cursor); // POSIX counts west
    if (!cursor.failed && cursor.at < cursor.end) {
        rule.has_daylight = true;
        read_name(&cursor);
        rule.daylight = peek(&cursor) == ',' ? rule.standard + 3600 : -read_time(&cursor);
        read_change(&cursor, &rule.start);
        read_change(&cursor, &rule.end);
    }
    if (cursor.failed || cursor.at != cursor.end)
        return false;
    *ret_rule = rule;
    return true;
}

// ---- applying ----

static bool
is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// The day (since 1970) of "the week-th such weekday of the month", 5 being the last.
static int64_t
week_day(const struct zone_change *change, int64_t year)
{
    int64_t first   = chela__days_from_date(year, change->month, 1);
    int64_t weekday = ((first + 4) % 7 + 7) % 7; // 0 Sunday
    int64_t day     = first + (change->day - weekday + 7) % 7 + (change->week - 1) * 7;
    int64_t next    = change->month == 12 ? chela__days_from_date(year + 1, 1, 1)
                                          : chela__days_from_date(year, change->month + 1, 1);
    return day >= next ? day - 7 : day;
}

// The wall-clock second (as if it were UTC) at which the change happens in that year.
static int64_t
change_second(const struct zone_change *change, int64_t year)
{
    int64_t day = chela__days_from_date(year, 1, 1);
    if (change->kind == ZONE_DAY_WEEK)
        day = week_day(change, year);
    else if (change->kind == ZONE_DAY_JULIAN)
        day += change->day - 1 + (change->day >= 60 && is_leap(year)); // never counts February 29
    else
        day += change->day;
    return day * DAY + change->second;
}

int32_t
chela__zone_rule_offset(const struct zone_rule *rule, int64_t seconds)
{
    if (!rule->has_daylight)
        return rule->standard;
    int64_t year;
    int32_t month, day;
    int64_t local = seconds + rule->standard;
    chela__date_from_days(local / DAY - (local % DAY < 0), &year, &month, &day);
    int64_t start = change_second(&rule->start, year) - rule->standard;
    int64_t end   = change_second(&rule->end, year) - rule->daylight;
    bool    is_on =
        start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end;
    return is_on ? rule->daylight : rule->standard;
}
