// digits.c - dates and clock times in digits: 15:30, 15h30, 2014-10-03, 10/31/74, 3.10.2014.
#include "base/value/build.h"
#include "base/value/number.h"
#include "base/value/reader.h"

#include <string.h>

// The digits at a token as a number; -1 when there are none, more than `max`, or a space before
// (unless it is the first).
static int
digits_at(const struct parse *parse, size_t at, size_t max, bool first)
{
    int value = 0;

    if (at >= parse->token_count || (!first && !chela__token_glued(parse, at)))
        return -1;
    const struct token *token = &parse->tokens[at];
    if (token->kind != TOKEN_DIGITS || token->len > max || token->len > 8)
        return -1;
    for (size_t i = 0; i < token->len; i++)
        value = value * 10 + token->key[i] - '0';
    return value;
}

static bool
sign_at(const struct parse *parse, size_t at, const char *key)
{
    return at < parse->token_count && chela__token_glued(parse, at) &&
           chela__token_is(&parse->tokens[at], key);
}

static void
add_clock(struct parse *parse, size_t start, size_t end, int second, enum chela__value_grain grain,
          bool ambiguous)
{
    struct meaning meaning = {0};

    chela__clock(parse, second, grain, ambiguous, &meaning);
    if (meaning.when)
        chela__chart_add(parse, CATEGORY_CLOCK, start, end, 0, &meaning);
}

// 3:15, 15:15, 9:01:10. Two digits with a leading zero, and hours beyond 12, are a 24-hour clock.
static void
read_colon(struct parse *parse, size_t at, int hour)
{
    int  minute    = digits_at(parse, at + 2, 2, false);
    int  second    = sign_at(parse, at + 3, ":") ? digits_at(parse, at + 4, 2, false) : -1;
    bool ambiguous = hour >= 1 && hour <= 12 && !(parse->tokens[at].len == 2 && hour < 10);

    if (!sign_at(parse, at + 1, ":") || minute < 0 || minute > 59 || hour > 24 ||
        parse->tokens[at + 2].len != 2)
        return;
    if (second >= 0 && second < 60)
        add_clock(parse, at, at + 5, hour * 3600 + minute * 60 + second, CHELA__GRAIN_SECOND,
                  ambiguous);
    else
        add_clock(parse, at, at + 3, hour * 3600 + minute * 60, CHELA__GRAIN_MINUTE, ambiguous);
}

// 15h, 15h30: always a 24-hour clock.
static void
read_h(struct parse *parse, size_t at, int hour)
{
    int minute = digits_at(parse, at + 2, 2, false);

    if (!sign_at(parse, at + 1, "h") || hour > 24)
        return;
    if (minute >= 0 && minute < 60 && parse->tokens[at + 2].len == 2)
        add_clock(parse, at, at + 3, hour * 3600 + minute * 60, CHELA__GRAIN_MINUTE, false);
    else if (hour > 2) // "1h" and "2h" are durations first; both are read
        add_clock(parse, at, at + 2, hour * 3600, CHELA__GRAIN_MINUTE, false);
}

struct date {
    int year, month, day; // 0: not said
};

static void
add_date(struct parse *parse, size_t start, size_t end, int cost, struct date date)
{
    struct meaning year = {0}, month = {0}, day = {0}, part = {0}, whole = {0};
    enum category  category = CATEGORY_DAY;

    if (date.month < 1 || date.month > 12 || date.day > 31)
        return;
    if (date.day && date.day > chela__month_days(date.year ? date.year : 2000, date.month))
        return;
    if (!chela__month(parse, &(struct meaning){.number = date.month}, &month))
        return;
    whole = month;
    if (date.day) {
        if (!chela__month_day(parse, &(struct meaning){.number = date.day}, &day) ||
            !chela__meet(parse, &month, &day, &whole))
            return;
    }
    if (date.year) {
        part = whole;
        if (!chela__year(parse, &(struct meaning){.number = date.year}, &year) ||
            !chela__meet(parse, &part, &year, &whole))
            return;
        category = date.day ? CATEGORY_DAY : CATEGORY_TIME;
    }
    chela__chart_add(parse, category, start, end, cost, &whole);
}

// Two digits of a year: up to 50 are of this century.
static int
full_year(int year, size_t digits)
{
    if (digits == 4)
        return year;
    return digits == 2 ? year + (year <= 50 ? 2000 : 1900) : -1;
}

// 2014-10-03, 2014/10, 2014.10.3
static void
read_year_first(struct parse *parse, size_t at, int year)
{
    static const char *const SIGNS[] = {"-", "/", "."};

    for (size_t i = 0; i < COUNT_OF(SIGNS); i++) {
        int month = sign_at(parse, at + 1, SIGNS[i]) ? digits_at(parse, at + 2, 2, false) : -1;
        if (month < 0)
            continue;
        int day = sign_at(parse, at + 3, SIGNS[i]) ? digits_at(parse, at + 4, 2, false) : -1;
        if (day > 0)
            add_date(parse, at, at + 5, 0, (struct date){year, month, day});
        else if (i < 2)
            add_date(parse, at, at + 3, 1, (struct date){year, month, 0});
    }
}

// Month first as in the United States and where no country is known; else, and with dots, day
// first.
static bool
is_month_first(const struct parse *parse, const char *sign)
{
    const char *country = parse->context->country;
    return sign[0] != '.' && (!country || strcmp(country, "US") == 0);
}

static void
add_day_month(struct parse *parse, size_t at, size_t end, const char *sign, struct date date)
{
    int  a = date.month, b = date.day;
    bool swap = is_month_first(parse, sign) ? a > 12 && b <= 12 : !(b > 12 && a <= 12);

    add_date(parse, at, end, date.year ? 0 : 2,
             swap ? (struct date){date.year, b, a} : (struct date){date.year, a, b});
}

// 10/31/1974, 31.10.74, 10/31
static void
read_day_month(struct parse *parse, size_t at, int first)
{
    static const char *const SIGNS[] = {"/", ".", "-"};

    for (size_t i = 0; i < COUNT_OF(SIGNS); i++) {
        if (i < 2 && sign_at(parse, at + 1, SIGNS[i]) && digits_at(parse, at + 2, 4, false) > 999)
            add_date(parse, at, at + 3, 1,
                     (struct date){digits_at(parse, at + 2, 4, false), first, 0});
        int second = sign_at(parse, at + 1, SIGNS[i]) ? digits_at(parse, at + 2, 2, false) : -1;
        if (second < 1 || first < 1)
            continue;
        int year = sign_at(parse, at + 3, SIGNS[i]) ? digits_at(parse, at + 4, 4, false) : -1;
        year     = year >= 0 ? full_year(year, parse->tokens[at + 4].len) : -1;
        if (year > 0)
            add_day_month(parse, at, at + 5, SIGNS[i], (struct date){year, first, second});
        else if (i == 0)
            add_day_month(parse, at, at + 3, SIGNS[i], (struct date){0, first, second});
    }
}

void
chela__digits_read(struct parse *parse, size_t start)
{
    int value = digits_at(parse, start, 4, true);

    if (value < 0 || (chela__token_glued(parse, start) && start > 0 &&
                      (chela__token_is(&parse->tokens[start - 1], ".") ||
                       chela__token_is(&parse->tokens[start - 1], ":"))))
        return;
    if (parse->tokens[start].len == 4) {
        read_year_first(parse, start, value);
        return;
    }
    if (parse->tokens[start].len <= 2) {
        read_colon(parse, start, value);
        read_h(parse, start, value);
        read_day_month(parse, start, value);
    }
}
