// clock.h - the host's clock and zone; tests put their own in.
#ifndef CHELA_BASE_CLOCK_H
#define CHELA_BASE_CLOCK_H

#include <stdint.h>

#include "base/error.h"

// Where time comes from. `now_ms` is wall-clock milliseconds since 1970-01-01T00:00:00Z.
struct chela__clock {
    int64_t (*now_ms)(void *user);
    void       *user;
    const char *zone; // IANA name, borrowed for the life of the clock
};

int64_t
chela__clock_now(const struct chela__clock *clock);

// The machine's wall clock with the zone of TZ or /etc/localtime ("UTC" when neither says).
const struct chela__clock *
chela__clock_system(void);

// Milliseconds of CLOCK_MONOTONIC, for deadlines.
int64_t
chela__monotonic_ms(void);

// RFC 3339 with the offset that `zone` has at that instant: "2026-11-22T17:00:00+01:00". Any zone
// of zoneinfo, without touching TZ.
#define CHELA__TIME_TEXT 40
#define CHELA__TIME_MIN (-62167132800000) // 0000-01-02: every zone's year is 0 to 9999
#define CHELA__TIME_MAX 253402214400000   // 9999-12-31
// CHELA_INVALID outside of the years 0 to 9999.
chela_status
chela__time_format(int64_t ms, const char *zone, char ret_text[CHELA__TIME_TEXT],
                   struct chela_error *err);

// The same for a zone that is open already (base/zone.h); NULL: UTC.
struct chela__zone;
chela_status
chela__time_write(int64_t ms, const struct chela__zone *zone, char ret_text[CHELA__TIME_TEXT],
                  struct chela_error *err);

// Reads RFC 3339; seconds' fractions are kept to the millisecond.
chela_status
chela__time_parse(const char *text, int64_t *ret_ms, struct chela_error *err);

#endif
