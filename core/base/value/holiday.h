// holiday.h - holidays that follow a rule, with their names in both languages.
#ifndef CHELA_BASE_VALUE_HOLIDAY_H
#define CHELA_BASE_VALUE_HOLIDAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A holiday's days in Gregorian year `year`; `which` is 1 for the second time within the same year
// (calendars with a shorter year). False when there is none.
bool
chela__holiday_days(size_t holiday, int64_t year, int which, int64_t *ret_first, int *ret_days);

size_t
chela__holiday_count(void);

// "christmas|xmas|christmas day": the ways to say it. Static.
const char *
chela__holiday_words(size_t holiday, bool chinese);

// Its name; the English one when it has no Chinese one. Static.
const char *
chela__holiday_name(size_t holiday, bool chinese);

#endif
