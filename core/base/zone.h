// zone.h - civil time in any zone of zoneinfo, without touching TZ (its own TZif reader).
//
// An open zone is immutable and may be used from several threads. Opening reads one small file;
// who converts many times opens once.
#ifndef CHELA_BASE_ZONE_H
#define CHELA_BASE_ZONE_H

#include <stdint.h>

#include "base/error.h"

struct chela__zone;

// A wall-clock reading in the proleptic Gregorian calendar.
struct chela__civil {
    int64_t year;
    int32_t month, day;           // from 1
    int32_t hour, minute, second; // no leap seconds
    int32_t millisecond;
    int32_t weekday; // 0 Monday ... 6 Sunday; set by us, never read
    int32_t offset;  // seconds east of UTC; set by us, never read
};

// "Europe/Paris", "UTC"; CHELA_INVALID when zoneinfo has no such zone.
chela_status
chela__zone_open(const char *name, struct chela__zone **ret_zone, struct chela_error *err);
void
chela__zone_free(struct chela__zone *zone);

// Seconds east of UTC at this instant.
int32_t
chela__zone_offset(const struct chela__zone *zone, int64_t ms);

// The wall clock of the zone at this instant. NULL: UTC.
void
chela__zone_civil(const struct chela__zone *zone, int64_t ms, struct chela__civil *ret_civil);

// The instant of a wall-clock reading. Fields may be out of range and are carried over (day 32 is
// the next month's first). A time that the clock skips is the first instant after the gap; one that
// it shows twice is the earlier. NULL: UTC. CHELA_INVALID: outside of the years 0 to 9999.
chela_status
chela__zone_instant(const struct chela__zone *zone, const struct chela__civil *civil,
                    int64_t *ret_ms, struct chela_error *err);

// Days since 1970-01-01 of a date, and back. `month` is 1 to 12; `day` may be out of range.
int64_t
chela__days_from_date(int64_t year, int32_t month, int64_t day);
void
chela__date_from_days(int64_t days, int64_t *ret_year, int32_t *ret_month, int32_t *ret_day);

#endif
