// build.h - small steps that the actions of several rule tables share.
#ifndef CHELA_BASE_VALUE_BUILD_H
#define CHELA_BASE_VALUE_BUILD_H

#include "base/value/calendar.h"
#include "base/value/chart.h"
#include "base/value/grammar.h"

#define COUNT_OF(table) (sizeof(table) / sizeof(table)[0])

// "on <t>": the part itself.
bool
chela__same(struct parse *parse, const struct match *match, struct meaning *ret);

// Both times at once ("Friday", "5pm"); false when they say the same thing twice.
bool
chela__meet(struct parse *parse, const struct meaning *a, const struct meaning *b,
            struct meaning *ret);

// A clock time from a number in words or digits: 7, 15, 330 ("3:30"); false when it is none.
bool
chela__clock_of_number(struct parse *parse, const struct meaning *number, struct meaning *ret);

void
chela__clock(struct parse *parse, int second, enum chela__value_grain grain, bool ambiguous,
             struct meaning *ret);

// The number as a year, month or day of the month.
bool
chela__year(struct parse *parse, const struct meaning *number, struct meaning *ret);
bool
chela__month(struct parse *parse, const struct meaning *number, struct meaning *ret);
bool
chela__month_day(struct parse *parse, const struct meaning *number, struct meaning *ret);

// One interval that is known now.
series
chela__once(struct parse *parse, int64_t from, int64_t to, enum chela__value_grain grain,
            bool span);

// The unit of time that is `offset` from the current one.
bool
chela__unit_from_now(struct parse *parse, enum chela__value_grain grain, int64_t offset,
                     struct meaning *ret);

// The fields that a time of this grain says when nothing is open.
unsigned
chela__fields_of(enum chela__value_grain grain);

// The coarsest thing that a duration counts, and the same in its finest unit.
enum chela__value_grain
chela__duration_grain(const struct meaning *duration);
int64_t
chela__duration_add(int64_t local, const struct meaning *duration, int sign);

// Adds two durations, or counts `number` units (fractions go to finer units); false: too large.
bool
chela__duration_count(double number, enum chela__value_grain grain, struct meaning *ret);

// The nth `what` (a time or a unit) within (SERIES_NTH) or after (SERIES_AFTER) each `of`.
bool
chela__nth(struct parse *parse, enum series_op op, int64_t number, const struct meaning *what,
           const struct meaning *of, struct meaning *ret);

// The early, middle or late part of a time.
bool
chela__piece(struct parse *parse, int which, const struct meaning *of, struct meaning *ret);

// A weekday (1..7) of the week that is `week` weeks from this one.
bool
chela__weekday_of_week(struct parse *parse, int weekday, int64_t week, struct meaning *ret);

// A number or ordinal as a count; 0 when it is none from 1 to a million.
int
chela__count(const struct meaning *number);

bool
chela__is_whole(const struct meaning *number, double low, double high);

#endif
