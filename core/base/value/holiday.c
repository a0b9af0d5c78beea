// holiday.c - the rule of each holiday -> its days in a year; asked by the series and the words.
#include "base/value/holiday.h"

#include "base/value/almanac.h"
#include "base/value/calendar.h"
#include "base/value/holiday_rules.h"

size_t
chela__holiday_count(void)
{
    return chela__holidays_count;
}

const char *
chela__holiday_words(size_t holiday, bool chinese)
{
    return chinese ? chela__holidays[holiday].words_zh : chela__holidays[holiday].words_en;
}

const char *
chela__holiday_name(size_t holiday, bool chinese)
{
    const struct holiday *of = &chela__holidays[holiday];
    return chinese && of->name_zh ? of->name_zh : of->name;
}

// The nth weekday of a month; below 0 from its end.
static int64_t
nth_weekday(int64_t year, int month, int nth, int weekday)
{
    if (nth > 0) {
        int64_t first = chela__days(year, month, 1);
        return first + (weekday - chela__weekday(first) + 7) % 7 + (nth - 1) * (int64_t)7;
    }
    int64_t last = chela__days(year, month, chela__month_days(year, month));
    return last - (chela__weekday(last) - weekday + 7) % 7 + (nth + 1) * (int64_t)7;
}

// The working day nearest to a date.
static int64_t
nearest_workday(int64_t day)
{
    int weekday = chela__weekday(day);
    return weekday == 6 ? day - 1 : weekday == 7 ? day + 1 : day;
}

// A day of a foreign calendar falls once or twice into a Gregorian year: both are tried.
static bool
foreign_day(const struct holiday *of, int64_t year, int which, int64_t *ret_first)
{
    bool    hebrew = of->rule == HOLIDAY_HEBREW;
    int64_t start  = hebrew ? year + 3760 : chela__islamic_year(chela__days(year, 1, 1));

    for (int64_t theirs = start; theirs <= start + 2; theirs++) {
        int64_t day = hebrew ? chela__hebrew_day(theirs, of->a, of->b)
                             : chela__islamic_day(theirs, of->a, of->b);
        day += of->offset;
        if (chela__civil(day * DAY_SECONDS).year != year)
            continue;
        if (which-- == 0) {
            *ret_first = day;
            return true;
        }
    }
    return false;
}

static int64_t
first_day(const struct holiday *of, int64_t year)
{
    switch (of->rule) {
    case HOLIDAY_NTH:
        return nth_weekday(year, of->a, of->b / 10, of->b % 10 < 0 ? -(of->b % 10) : of->b % 10) +
               of->offset;
    case HOLIDAY_WORKDAY:
        return nearest_workday(chela__days(year, of->a, of->b));
    case HOLIDAY_EASTER:
        return chela__easter(year) + of->offset;
    case HOLIDAY_ORTHODOX:
        return chela__orthodox_easter(year) + of->offset;
    case HOLIDAY_CHINESE:
        return chela__chinese_day(year, of->a, of->b) + of->offset;
    case HOLIDAY_HINDU:
        return chela__hindu_day(year, of->a, of->b % 100, of->b / 100) + of->offset;
    case HOLIDAY_VAGUE:
        return chela__days(2018, of->a, of->b) + 365 * (year - 2018);
    case HOLIDAY_TERM:
        return chela__solar_term(year, of->a) + of->offset;
    default:
        return chela__days(year, of->a, of->b) + of->offset;
    }
}

bool
chela__holiday_days(size_t holiday, int64_t year, int which, int64_t *ret_first, int *ret_days)
{
    const struct holiday *of = &chela__holidays[holiday];

    if (year < 1 || year > 9998)
        return false;
    *ret_days = of->days;
    if (of->rule == HOLIDAY_HEBREW || of->rule == HOLIDAY_ISLAMIC) {
        if (!foreign_day(of, year, which, ret_first))
            return false;
    } else {
        if (which != 0)
            return false;
        *ret_first = first_day(of, year);
    }
    if (of->weekday < 0)
        *ret_first += chela__weekday(*ret_first) == -of->weekday;
    else if (of->weekday > 0)
        *ret_first -= (chela__weekday(*ret_first) - of->weekday + 7) % 7;
    return true;
}
