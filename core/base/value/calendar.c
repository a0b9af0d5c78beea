// calendar.c - the proleptic Gregorian calendar in 64 bits; used by series, holidays and normal
// forms.
#include "base/value/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static int64_t
divide_down(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

// Eras of 400 years that start in March, so that the leap day comes last.
int64_t
chela__days(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era        = divide_down(year, 400);
    int64_t of_era     = year - era * 400;
    int64_t of_year    = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil
chela__civil(int64_t local)
{
    int64_t      day     = divide_down(local, DAY_SECONDS);
    int64_t      second  = local - day * DAY_SECONDS;
    int64_t      shifted = day + 719468;
    int64_t      era     = divide_down(shifted, 146097);
    int64_t      doe     = shifted - era * 146097;
    int64_t      yoe     = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t      doy     = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t      mp      = (5 * doy + 2) / 153;
    struct civil civil   = {.day = (int)(doy - (153 * mp + 2) / 5 + 1)};

    civil.month  = (int)(mp < 10 ? mp + 3 : mp - 9);
    civil.year   = yoe + era * 400 + (civil.month <= 2);
    civil.hour   = (int)(second / 3600);
    civil.minute = (int)(second / 60 % 60);
    civil.second = (int)(second % 60);
    return civil;
}

int64_t
chela__local(const struct civil *civil)
{
    return chela__days(civil->year, civil->month, civil->day) * DAY_SECONDS + civil->hour * 3600 +
           civil->minute * 60 + civil->second;
}

int
chela__month_days(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool             leap   = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

int
chela__weekday(int64_t day)
{
    int64_t since_monday = (day + 3) % 7; // 1970-01-01 was a Thursday
    return (int)(since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

int64_t
chela__floor(int64_t local, enum chela__value_grain grain)
{
    static const int seconds[] = {1, 60, 3600, DAY_SECONDS};
    struct civil     civil;

    if (grain <= CHELA__GRAIN_DAY)
        return divide_down(local, seconds[grain]) * seconds[grain];
    if (grain == CHELA__GRAIN_WEEK) {
        int64_t day = divide_down(local, DAY_SECONDS);
        return (day - (chela__weekday(day) - 1)) * DAY_SECONDS;
    }
    civil = chela__civil(local);
    if (grain == CHELA__GRAIN_QUARTER)
        civil.month -= (civil.month - 1) % 3;
    else if (grain == CHELA__GRAIN_YEAR)
        civil.month = 1;
    return chela__days(civil.year, civil.month, 1) * DAY_SECONDS;
}

int64_t
chela__add(int64_t local, enum chela__value_grain grain, int64_t count)
{
    static const int seconds[] = {1, 60, 3600, DAY_SECONDS, 7 * DAY_SECONDS};
    static const int months[]  = {1, 3, 12};

    if (grain <= CHELA__GRAIN_WEEK)
        return local + count * seconds[grain];
    struct civil civil = chela__civil(local);
    int64_t month = civil.year * 12 + civil.month - 1 + count * months[grain - CHELA__GRAIN_MONTH];
    civil.year    = divide_down(month, 12);
    civil.month   = (int)(month - civil.year * 12) + 1;
    int last      = chela__month_days(civil.year, civil.month);
    civil.day     = civil.day > last ? last : civil.day;
    return chela__local(&civil);
}

// "+02:00" or "-0330" -> seconds.
static bool
fixed_offset(const char *zone, int64_t *ret_offset)
{
    if ((zone[0] != '+' && zone[0] != '-') || strlen(zone) < 5)
        return false;
    const char *minutes = zone[3] == ':' ? zone + 4 : zone + 3;
    int64_t     offset  = ((zone[1] - '0') * 10 + zone[2] - '0') * 3600;
    offset += ((minutes[0] - '0') * 10 + (minutes[1] ? minutes[1] - '0' : 0)) * 60;
    *ret_offset = zone[0] == '-' ? -offset : offset;
    return true;
}

int64_t
chela__offset_at(int64_t now_ms, const char *zone)
{
    int64_t offset = 0;
    char    text[CHELA__TIME_TEXT];

    if (!zone || fixed_offset(zone, &offset))
        return offset;
    if (chela__time_format(now_ms, zone, text, NULL) < 0)
        return 0;
    size_t len = strlen(text);
    return len > 6 && fixed_offset(text + len - 6, &offset) ? offset : 0;
}

int64_t
chela__offset_of_local(int64_t local, const char *zone)
{
    int64_t before = chela__offset_at((local - DAY_SECONDS) * 1000, zone);
    int64_t guess  = chela__offset_at((local - before) * 1000, zone);

    return guess == before || chela__offset_at((local - guess) * 1000, zone) != guess ? before
                                                                                      : guess;
}
