// zone_rule.h - the POSIX rule at the end of a TZif file: what holds after its last transition.
#ifndef CHELA_BASE_ZONE_RULE_H
#define CHELA_BASE_ZONE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zone_day_kind { ZONE_DAY_JULIAN, ZONE_DAY_OF_YEAR, ZONE_DAY_WEEK };

// When in a year the offset changes.
struct zone_change {
    enum zone_day_kind kind;
    int32_t            month, week, day; // JULIAN, OF_YEAR: only `day`
    int32_t            second;           // of that day; may be negative or past midnight
};

struct zone_rule {
    int32_t            standard, daylight; // seconds east of UTC
    bool               has_daylight;
    struct zone_change start, end;
};

// "CET-1CEST,M3.5.0,M10.5.0/3". False: malformed.
bool
chela__zone_rule_read(const char *text, size_t len, struct zone_rule *ret_rule);

// Seconds east of UTC at this instant.
int32_t
chela__zone_rule_offset(const struct zone_rule *rule, int64_t seconds);

#endif
