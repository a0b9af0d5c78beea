// series_parts.c - occurrences of simple series, by their number: the nth day, week, month or year.
#include "base/value/series_parts.h"

#include "base/value/calendar.h"
#include "base/value/holiday.h"

#define TRIES_MAX 32 // numbers tried for one question: 29 February comes within 8 years

static int64_t
divide_down(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

bool
chela__series_is_simple(const struct expression *expression)
{
    return expression->op < SERIES_AND;
}

// Which number the occurrence around `local` has.
static int64_t
number_at(const struct expression *e, int64_t local)
{
    switch (e->op) {
    case SERIES_CLOCK:
        return divide_down(local, e->b ? DAY_SECONDS / 2 : DAY_SECONDS);
    case SERIES_PART:
        return divide_down(local, DAY_SECONDS);
    case SERIES_DOW:
    case SERIES_WEEKEND:
        return divide_down(chela__floor(local, CHELA__GRAIN_WEEK), 7 * DAY_SECONDS);
    case SERIES_DOM: {
        struct civil civil = chela__civil(local);
        return civil.year * 12 + civil.month - 1;
    }
    case SERIES_HOLIDAY:
        return chela__civil(local).year * 2;
    default:
        return chela__civil(local).year;
    }
}

static struct occurrence
days(int64_t first, int64_t count, enum chela__value_grain grain, bool span)
{
    return (struct occurrence){first * DAY_SECONDS, (first + count) * DAY_SECONDS, grain, span,
                               false};
}

static struct occurrence
months(int64_t year, int month, int count, enum chela__value_grain grain)
{
    int64_t from = chela__days(year, month, 1) * DAY_SECONDS;
    return (struct occurrence){from, chela__add(from, CHELA__GRAIN_MONTH, count), grain, false,
                               false};
}

// Week 0 starts on Monday 5 January 1970.
static bool
of_week(const struct expression *e, int64_t number, struct occurrence *ret)
{
    int64_t monday = number * 7 + 4;

    if (e->op == SERIES_DOW)
        *ret = days(monday + e->a - 1, 1, CHELA__GRAIN_DAY, false);
    else
        *ret = (struct occurrence){(monday + 4) * DAY_SECONDS + 18 * 3600,
                                   (monday + 7) * DAY_SECONDS, CHELA__GRAIN_HOUR, true, false};
    return true;
}

static bool
of_dates(const struct expression *e, int64_t year, struct occurrence *ret)
{
    int64_t first = chela__days(year, (int)(e->a / 100), (int)(e->a % 100));
    int64_t last  = chela__days(year + (e->b < e->a), (int)(e->b / 100), (int)(e->b % 100));

    *ret = days(first, last - first + 1, CHELA__GRAIN_DAY, true);
    return true;
}

static bool
of_year(const struct expression *e, int64_t year, struct occurrence *ret)
{
    int64_t first = 0;
    int     count = 1;

    switch (e->op) {
    case SERIES_YEAR:
        *ret = months(year, 1, 12, CHELA__GRAIN_YEAR);
        return year == e->a;
    case SERIES_QUARTER:
        *ret = months(year, (int)e->a * 3 - 2, 3, CHELA__GRAIN_QUARTER);
        return true;
    case SERIES_MONTH:
        *ret = months(year, (int)e->a, 1, CHELA__GRAIN_MONTH);
        return true;
    case SERIES_DATES:
        return of_dates(e, year, ret);
    default: // a holiday, numbered twice a year
        if (!chela__holiday_days((size_t)e->a, divide_down(year, 2), (int)(year & 1), &first,
                                 &count))
            return false;
        *ret = days(first, count, CHELA__GRAIN_DAY, count > 1);
        return true;
    }
}

static bool
of_month(const struct expression *e, int64_t number, struct occurrence *ret)
{
    int64_t year  = divide_down(number, 12);
    int     month = (int)(number - year * 12) + 1;

    *ret = days(chela__days(year, month, 1) + e->a - 1, 1, CHELA__GRAIN_DAY, false);
    return e->a <= chela__month_days(year, month);
}

static bool
occurrence_at(const struct expression *e, int64_t number, struct occurrence *ret)
{
    switch (e->op) {
    case SERIES_CLOCK: {
        int64_t period = e->b ? DAY_SECONDS / 2 : DAY_SECONDS;
        int64_t from   = number * period + e->a % period;
        *ret = (struct occurrence){from, chela__add(from, e->grain, 1), e->grain, false, false};
        return true;
    }
    case SERIES_PART:
        *ret = (struct occurrence){number * DAY_SECONDS + e->a, number * DAY_SECONDS + e->b,
                                   CHELA__GRAIN_HOUR, true, false};
        return true;
    case SERIES_DOW:
    case SERIES_WEEKEND:
        return of_week(e, number, ret);
    case SERIES_DOM:
        return of_month(e, number, ret);
    default:
        return of_year(e, number, ret);
    }
}

static struct occurrence
unit_at(const struct expression *e, int64_t local)
{
    int64_t from = chela__floor(local, e->grain);
    return (struct occurrence){from, chela__add(from, e->grain, 1), e->grain, false, false};
}

bool
chela__simple_next(const struct expression *e, int64_t after, struct occurrence *ret)
{
    if (e->op == SERIES_ONCE) {
        *ret = (struct occurrence){e->a, e->b, e->grain, e->unit != 0, e->closed};
        return e->b > after;
    }
    if (e->op == SERIES_CYCLE) {
        *ret = unit_at(e, after);
        return true;
    }
    int64_t number = number_at(e, after) - 2;
    if (e->op == SERIES_YEAR && e->a > number)
        number = e->a;
    for (int tries = 0; tries < TRIES_MAX; tries++, number++)
        if (occurrence_at(e, number, ret) && ret->to > after)
            return true;
    return false;
}

bool
chela__simple_previous(const struct expression *e, int64_t before, struct occurrence *ret)
{
    if (e->op == SERIES_ONCE) {
        *ret = (struct occurrence){e->a, e->b, e->grain, e->unit != 0, e->closed};
        return e->a < before;
    }
    if (e->op == SERIES_CYCLE) {
        *ret = unit_at(e, before - 1);
        return true;
    }
    int64_t number = number_at(e, before) + 1;
    if (e->op == SERIES_YEAR && e->a < number)
        number = e->a;
    for (int tries = 0; tries < TRIES_MAX; tries++, number--)
        if (occurrence_at(e, number, ret) && ret->from < before)
            return true;
    return false;
}

static struct occurrence
month_piece(const struct occurrence *whole, enum series_piece piece)
{
    int64_t from = whole->from + (int64_t)piece * 10 * DAY_SECONDS;
    int64_t to   = piece == PIECE_LATE ? whole->to : from + 10 * (int64_t)DAY_SECONDS;
    return (struct occurrence){from, to, CHELA__GRAIN_DAY, true, false};
}

static struct occurrence
week_piece(const struct occurrence *whole, enum series_piece piece)
{
    static const int first[] = {0, 2, 4}, count[] = {3, 2, 3};
    int64_t          from = whole->from + (int64_t)first[piece] * DAY_SECONDS;
    return (struct occurrence){from, from + (int64_t)count[piece] * DAY_SECONDS, CHELA__GRAIN_DAY,
                               true, false};
}

static struct occurrence
year_piece(const struct occurrence *whole, enum series_piece piece)
{
    static const int first[] = {0, 4, 8}, count[] = {3, 4, 4};
    int64_t          from = chela__add(whole->from, CHELA__GRAIN_MONTH, first[piece]);
    return (struct occurrence){from, chela__add(from, CHELA__GRAIN_MONTH, count[piece]),
                               CHELA__GRAIN_MONTH, true, false};
}

struct occurrence
chela__occurrence_piece(const struct occurrence *whole, enum series_piece piece)
{
    int64_t third = (whole->to - whole->from) / 3;

    if (whole->grain == CHELA__GRAIN_MONTH && !whole->span)
        return month_piece(whole, piece);
    if (whole->grain == CHELA__GRAIN_WEEK)
        return week_piece(whole, piece);
    if (whole->grain == CHELA__GRAIN_YEAR)
        return year_piece(whole, piece);
    enum chela__value_grain grain = third >= DAY_SECONDS ? CHELA__GRAIN_DAY : CHELA__GRAIN_HOUR;
    int64_t                 from =
        piece == PIECE_EARLY ? whole->from : chela__floor(whole->from + piece * third, grain);
    int64_t to = piece == PIECE_LATE ? whole->to : chela__floor(from + third, grain);
    if (piece == PIECE_LATE && third <= 2 * 3600) // late evening: the second half
        from = whole->from + (whole->to - whole->from) / 2;
    return (struct occurrence){from, to, grain, true, false};
}
