// time.h - times, zones, durations and repetitions for plugins, in the normal forms of the semantic
// types. Nothing here reads the clock or the environment: "now" and "zone" come from the call.
#ifndef CHELA_TIME_H
#define CHELA_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <chela/status.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- days and clocks ----

// A date and a time of day in the proleptic Gregorian calendar, in whatever zone the caller means.
struct chela_civil {
    int32_t year, month, day; // month 1 to 12, day 1 to 31
    int32_t hour, minute, second;
    int32_t weekday; // 0 Monday to 6 Sunday; not read by chela_civil_seconds()
};

// Seconds since 1970-01-01T00:00:00 of the same zone. Fields out of range carry over: day 0 is the
// last of the month before.
int64_t
chela_civil_seconds(const struct chela_civil *civil);
struct chela_civil
chela_civil_from_seconds(int64_t seconds);
int32_t
chela_days_in_month(int32_t year, int32_t month);

// ---- RFC 3339 ----

#define CHELA_TIME_SIZE 32 // "2026-11-22T17:00:00+01:00" with its NUL

// CHELA_INVALID unless it is a date-time with an offset. `ret_offset` (seconds east of UTC) may be
// NULL. Fractions of a second are cut.
chela_status
chela_time_parse(const char *text, int64_t *ret_seconds, int32_t *ret_offset);
void
chela_time_write(int64_t seconds, int32_t offset, char ret_text[CHELA_TIME_SIZE]);

// ---- zones ----

struct chela_zone;

// An IANA name from the system's zoneinfo, "UTC" or a fixed offset such as "+05:30".
// CHELA_NOT_FOUND when there is none of that name.
chela_status
chela_zone_load(const char *name, struct chela_zone **ret_zone);
void
chela_zone_free(struct chela_zone *zone);

// Seconds east of UTC at a moment.
int32_t
chela_zone_offset(const struct chela_zone *zone, int64_t utc);

// The moment of a wall clock time (seconds as in chela_civil_seconds). One that a change of the
// clock skips is moved on by the change; of two, the first.
int64_t
chela_zone_utc(const struct chela_zone *zone, int64_t local);

// A moment as RFC 3339 with the zone's offset.
void
chela_zone_write(const struct chela_zone *zone, int64_t utc, char ret_text[CHELA_TIME_SIZE]);

// ---- durations ----

struct chela_duration {
    int64_t months, days, seconds; // PT and the parts that are not always equally long
};
#define CHELA_DURATION_SIZE 48

// ISO 8601: "P1DT2H", "PT90S", "P3W", "-P1D". CHELA_INVALID otherwise.
chela_status
chela_duration_parse(const char *text, struct chela_duration *ret_duration);
// Seconds as "PT1H30M"; "PT0S" for none.
void
chela_duration_write(int64_t seconds, char ret_text[CHELA_DURATION_SIZE]);

// A moment plus a duration (`sign` 1 or -1) by the wall clock of the zone: P1D is the same time on
// the next day, the 31st plus P1M the last of the next month.
int64_t
chela_zone_add(const struct chela_zone *zone, int64_t utc, const struct chela_duration *duration,
               int sign);

// ---- repetitions ----

// The first instance after `after` of an RRULE value whose first one is `start` (wall clock
// seconds, both). FREQ from HOURLY to YEARLY with INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT and
// UNTIL. CHELA_NOT_FOUND: it has ended. CHELA_UNSUPPORTED: another part. CHELA_INVALID: no rule.
chela_status
chela_rrule_next(const char *rule, int64_t start, int64_t after, int64_t *ret_next);

#ifdef __cplusplus
}
#endif

#endif
