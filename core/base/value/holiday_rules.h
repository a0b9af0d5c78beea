// holiday_rules.h - between the table of holidays and the arithmetic.
#ifndef CHELA_BASE_VALUE_HOLIDAY_RULES_H
#define CHELA_BASE_VALUE_HOLIDAY_RULES_H

#include <stddef.h>

enum holiday_rule {
    HOLIDAY_FIXED,    // a month, b day
    HOLIDAY_NTH,      // a month, b nth * 10 + weekday (below 0: from the end, -11 the last Monday)
    HOLIDAY_WORKDAY,  // the working day nearest to a/b
    HOLIDAY_EASTER,   // offset days from Easter Sunday
    HOLIDAY_ORTHODOX, // the same in the Julian calendar
    HOLIDAY_HEBREW,   // a month (1 is Nisan), b day
    HOLIDAY_ISLAMIC,  // a month, b day
    HOLIDAY_CHINESE,  // a month, b day of the Chinese calendar
    HOLIDAY_HINDU,    // a lunar month (1 is Chaitra), b hour of the day * 100 + tithi 1..30
    HOLIDAY_VAGUE,    // a/b in 2018, in a calendar whose years all have 365 days
    HOLIDAY_TERM      // the day on which the sun reaches `a` degrees
};

struct holiday {
    const char       *name, *name_zh;
    enum holiday_rule rule;
    short             a, b, offset, days;
    short       weekday; // above 0: the last such weekday up to the day; below: a day later on it
    const char *words_en, *words_zh;
};

extern const struct holiday chela__holidays[];
extern const size_t         chela__holidays_count;

#endif
