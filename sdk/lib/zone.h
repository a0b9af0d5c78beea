// zone.h - the rule after the last transition of a zone file, between zone.c and zone_rule.c.
#ifndef CHELA_SDK_ZONE_H
#define CHELA_SDK_ZONE_H

#include <stdbool.h>
#include <stdint.h>

// When one half of the year begins: "M3.2.0/2", "J60", "59".
struct chela__zone_change {
    char    kind; // 'M', 'J' or '0'
    int32_t month, week, day;
    int32_t time; // seconds after midnight, may be negative
};

// A POSIX TZ text such as "CET-1CEST,M3.5.0,M10.5.0/3".
struct chela__zone_rule {
    int32_t                   standard, summer; // seconds east of UTC
    bool                      has_summer;
    struct chela__zone_change begin, end; // of summer time, on the wall clock before the change
};

bool
chela__zone_rule_parse(const char *text, struct chela__zone_rule *ret_rule);
int32_t
chela__zone_rule_offset(const struct chela__zone_rule *rule, int64_t utc);

#endif
