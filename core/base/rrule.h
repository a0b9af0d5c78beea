// rrule.h - when something repeats: the RRULE of RFC 5545, as far as a standing order needs it.
//
// FREQ from MINUTELY to YEARLY with INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, BYMONTH, BYHOUR and
// BYMINUTE. Days and hours are those of the wall clock of a zone; a time that its clock skips is
// the first instant after the gap, one that it shows twice happens once.
#ifndef CHELA_BASE_RRULE_H
#define CHELA_BASE_RRULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct chela__zone;

#define CHELA__RRULE_MAX 24      // values of one BY... list
#define CHELA__RRULE_COUNT 10000 // the largest COUNT

enum chela__frequency {
    CHELA__MINUTELY,
    CHELA__HOURLY,
    CHELA__DAILY,
    CHELA__WEEKLY,
    CHELA__MONTHLY,
    CHELA__YEARLY
};

struct chela__rrule_list {
    int32_t values[CHELA__RRULE_MAX];
    int     count;
};

struct chela__rrule {
    enum chela__frequency    frequency;
    int32_t                  interval;
    int32_t                  count;     // 0: without end
    char                     until[20]; // "20261231T235959Z", "20261231" ...; "": without end
    uint8_t                  weekdays;  // bit 0 is Monday; 0: not said
    int32_t                  nth;       // of those weekdays, below 0 from the end; 0: all
    struct chela__rrule_list month_days, months, hours, minutes;
};

// CHELA_INVALID names the part that cannot be read, CHELA_UNSUPPORTED one that is not known here.
chela_status
chela__rrule_read(const char *text, struct chela__rrule *ret_rule, struct chela_error *err);

// The first occurrence behind `after_ms` of a rule that begins at `start_ms`. CHELA_NOT_FOUND:
// there is none any more. `zone` NULL: UTC.
chela_status
chela__rrule_next(const struct chela__rrule *rule, int64_t start_ms, const struct chela__zone *zone,
                  int64_t after_ms, int64_t *ret_ms, struct chela_error *err);

#endif
