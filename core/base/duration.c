// duration.c - ISO 8601 durations in milliseconds; called by policy/ and call/.
#include "base/duration.h"

#include <stdbool.h>
#include <stddef.h>

#define SECOND ((int64_t)1000)
#define DAY (24 * 3600 * SECOND)

// In the order in which they may come; those behind the first TIME_UNIT stand behind "T".
static const struct {
    char    letter;
    int64_t ms;
} units[] = {{'Y', 365 * DAY},     {'M', 30 * DAY},    {'W', 7 * DAY}, {'D', DAY},
             {'H', 3600 * SECOND}, {'M', 60 * SECOND}, {'S', SECOND}};
#define UNITS (sizeof(units) / sizeof(units[0]))
#define TIME_UNIT 4

static bool
is_digit(char character)
{
    return character >= '0' && character <= '9';
}

// Digits, and up to three behind a point (the rest is less than a millisecond); NULL: no number.
static const char *
read_number(const char *text, int64_t *ret_thousandths)
{
    int64_t number = 0;
    if (!is_digit(*text))
        return NULL;
    for (; is_digit(*text); text++) {
        number = number * 10 + (*text - '0');
        if (number > CHELA__DURATION_MAX_MS / 1000)
            number = CHELA__DURATION_MAX_MS / 1000; // too long in any unit that matters
    }
    number *= 1000;
    if (*text != '.' && *text != ',') {
        *ret_thousandths = number;
        return text;
    }
    if (!is_digit(*++text))
        return NULL;
    for (int64_t place = 100; is_digit(*text); text++, place /= 10)
        number += (*text - '0') * place;
    *ret_thousandths = number;
    return text;
}

static size_t
find_unit(char letter, size_t from, bool in_time)
{
    size_t end = in_time ? UNITS : TIME_UNIT;
    for (size_t i = in_time && from < TIME_UNIT ? TIME_UNIT : from; i < end; i++)
        if (units[i].letter == letter)
            return i;
    return UNITS;
}

// The sum of all parts; < 0: not a duration.
static int64_t
read_parts(const char *text)
{
    int64_t total = 0, thousandths = 0;
    size_t  next    = 0;
    bool    in_time = false, any = false;
    while (*text) {
        if (*text == 'T' && !in_time) {
            in_time = true;
            any     = false; // "T" must be followed by a part
            text++;
            continue;
        }
        text        = read_number(text, &thousandths);
        size_t unit = text ? find_unit(*text, next, in_time) : UNITS;
        if (unit == UNITS)
            return -1;
        double ms = (double)thousandths / 1000 * (double)units[unit].ms;
        if (ms > (double)(CHELA__DURATION_MAX_MS - total))
            return CHELA__DURATION_MAX_MS + 1;
        total += (int64_t)ms;
        next = unit + 1;
        any  = true;
        text++;
    }
    return any ? total : -1;
}

chela_status
chela__duration_parse(const char *text, int64_t *ret_ms, struct chela_error *err)
{
    int64_t ms = text[0] == 'P' ? read_parts(text + 1) : -1;
    if (ms < 0)
        return chela__error(err, CHELA_INVALID,
                            "expected an ISO 8601 duration such as \"PT20M\" or \"P1D\", got "
                            "\"%.40s\"",
                            text);
    if (ms > CHELA__DURATION_MAX_MS)
        return chela__error(err, CHELA_LIMIT, "duration: more than a thousand years: \"%.40s\"",
                            text);
    *ret_ms = ms;
    return CHELA_OK;
}
