// calendar.h - wall-clock seconds <-> civil dates; steps by calendar units.
//
// A local time is seconds since 1970-01-01T00:00:00 on some wall clock, a day is days since then.
#ifndef CHELA_BASE_VALUE_CALENDAR_H
#define CHELA_BASE_VALUE_CALENDAR_H

#include <stdint.h>

#include "base/value/value.h"

#define DAY_SECONDS 86400
#define YEAR_MIN 1    // years that series look at
#define YEAR_MAX 9999 // RFC 3339 has four digits

struct civil {
    int64_t year;
    int     month, day; // 1..12, 1..31
    int     hour, minute, second;
};

int64_t
chela__days(int64_t year, int month, int day);

struct civil
chela__civil(int64_t local);

int64_t
chela__local(const struct civil *civil);

int
chela__month_days(int64_t year, int month);

// 1 is Monday, 7 is Sunday.
int
chela__weekday(int64_t day);

// The start of the unit that contains `local`.
int64_t
chela__floor(int64_t local, enum chela__value_grain grain);

// `count` units later; days that a month does not have become its last.
int64_t
chela__add(int64_t local, enum chela__value_grain grain, int64_t count);

// How far the zone is ahead of UTC when its wall clock shows `local` (seconds); a time that a
// change of the clocks skips counts from before the change. Unknown zones count as UTC.
int64_t
chela__offset_of_local(int64_t local, const char *zone);
int64_t
chela__offset_at(int64_t now_ms, const char *zone);

#endif
