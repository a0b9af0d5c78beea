// almanac.c - calendars of arithmetic: Easter (Gregorian, Julian), Hebrew, tabular Islamic.
#include "base/value/almanac.h"

#include "base/value/calendar.h"

static int64_t
divide_down(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

// The anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8).
int64_t
chela__easter(int64_t year)
{
    int64_t a = year % 19, b = year / 100, c = year % 100;
    int64_t d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int64_t e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    int64_t f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;

    return chela__days(year, (int)(f / 31), (int)(f % 31) + 1);
}

// The same in the Julian calendar, 13 days behind in this and the last century.
int64_t
chela__orthodox_easter(int64_t year)
{
    int64_t d      = (19 * (year % 19) + 15) % 30;
    int64_t e      = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    int64_t f      = d + e + 114;
    int64_t behind = year / 100 - year / 400 - 2;

    return chela__days(year, (int)(f / 31), (int)(f % 31) + 1) + behind;
}

// ---- Hebrew ----

#define HEBREW_EPOCH (-2092590) // 1 Tishri of year 1, in days since 1970

// Days from the epoch to the new year, by the mean moon and the four postponements.
static int64_t
hebrew_elapsed(int64_t year)
{
    int64_t months = divide_down(235 * year - 234, 19);
    int64_t parts  = 12084 + 13753 * months;
    int64_t day    = 29 * months + divide_down(parts, 25920);

    return (3 * (day + 1)) % 7 < 3 ? day + 1 : day;
}

static int64_t
hebrew_new_year(int64_t year)
{
    int64_t before = hebrew_elapsed(year - 1), at = hebrew_elapsed(year),
            after = hebrew_elapsed(year + 1);
    int64_t delay = after - at == 356 ? 2 : at - before == 382 ? 1 : 0;

    return HEBREW_EPOCH + at + delay;
}

int64_t
chela__hebrew_day(int64_t year, int month, int day)
{
    int64_t start  = hebrew_new_year(year);
    int64_t length = hebrew_new_year(year + 1) - start;
    int     leap   = length > 360;
    int64_t extra  = length - (leap ? 383 : 353); // 0 deficient, 1 regular, 2 complete
    // From Tishri: 30, 29 or 30, 30 or 29, 29, 30, then the Adars, then Nisan 30, 29, 30, 29,
    // 30, 29.
    int64_t          winter[] = {0, 30, 59 + (extra == 2), 88 + extra, 117 + extra, 147 + extra};
    int64_t          nisan    = length - 177;
    static const int spring[] = {0, 30, 59, 89, 118, 148};

    if (month == 12) // Adar before Purim: the last one
        return start + nisan - 29 + day - 1;
    if (month >= 7)
        return start + winter[month - 7] + day - 1;
    return start + nisan + spring[month - 1] + day - 1;
}

// ---- Islamic ----

#define ISLAMIC_EPOCH (-492148) // 1 Muharram of year 1 (16 July 622, Julian), in days since 1970

// The table tells which new moon is meant; the month begins when its crescent can follow a sunset.
int64_t
chela__islamic_day(int64_t year, int month, int day)
{
    int64_t table = ISLAMIC_EPOCH + (year - 1) * 354 + divide_down(3 + 11 * year, 30) +
                    29 * (month - 1) + month / 2;
    return chela__crescent_day(table) + day - 1;
}

int64_t
chela__islamic_year(int64_t day)
{
    return divide_down(30 * (day - ISLAMIC_EPOCH) + 10646, 10631);
}
