// series.h - times as expressions: "third Tuesday of October" is a series of intervals, one a year.
//
// Every expression answers two questions: its first occurrence that ends after a moment, and its
// last one that starts before it. All composition (intersection, nth of, shift, span) rests on
// these.
#ifndef CHELA_BASE_VALUE_SERIES_H
#define CHELA_BASE_VALUE_SERIES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/value/value.h"

#define SERIES_MAX 1024   // expressions of one segment
#define SERIES_DEPTH 24   // of nesting
#define SERIES_STEPS 8000 // questions asked while one segment is read

typedef uint16_t series; // index of an expression; 0 is none

struct occurrence {
    int64_t                 from, to;
    enum chela__value_grain grain;
    bool                    span;   // an interval, not a unit of its grain
    bool                    closed; // a span whose words name its last unit
};

enum series_op {
    SERIES_NONE,
    SERIES_ONCE,    // a, b: from, to; a span when `unit` is not 0
    SERIES_CYCLE,   // every unit of the grain
    SERIES_YEAR,    // a: year
    SERIES_QUARTER, // a: 1..4
    SERIES_MONTH,   // a: 1..12
    SERIES_DOM,     // a: day of the month
    SERIES_DOW,     // a: weekday 1..7
    SERIES_CLOCK,   // a: second of the day; b: 1 when it may be a.m. or p.m.
    SERIES_PART,    // a, b: seconds of the day (b may pass midnight)
    SERIES_DATES,   // a, b: month * 100 + day, first and last (a season)
    SERIES_WEEKEND, // Friday 18:00 to Monday
    SERIES_HOLIDAY, // a: number of the holiday
    SERIES_AND,     // left within right
    SERIES_NTH,     // a: nth (from the end below 0) left of each right
    SERIES_AFTER,   // a: nth left after (before below 0) each right
    SERIES_SHIFT,   // left, a units of `unit` later
    SERIES_SPAN,    // from left to right
    SERIES_PIECE,   // a: which piece of left (enum series_piece)
    SERIES_ZONE     // left, as another zone's clock shows it; a: seconds to add
};

enum series_piece { PIECE_EARLY, PIECE_MIDDLE, PIECE_LATE };

struct expression {
    enum series_op          op;
    enum chela__value_grain grain, unit;
    bool                    closed;
    series                  left, right;
    int64_t                 a, b;
};

struct series_arena {
    struct expression items[SERIES_MAX];
    unsigned          count; // 0 before the first
    unsigned          steps;
    const char       *zone;
    int64_t           now; // local
};

// Stores an expression (the same one once only); 0 when the arena is full or it has no sense.
series
chela__series(struct series_arena *arena, struct expression expression);

bool
chela__series_next(struct series_arena *arena, series index, int64_t after,
                   struct occurrence *ret_found);
bool
chela__series_previous(struct series_arena *arena, series index, int64_t before,
                       struct occurrence *ret_found);

// What the words mean now: the next occurrence (or the current one), else the last. When a weekday
// was given with its date, whichever is nearer.
bool
chela__series_resolve(struct series_arena *arena, series index, bool nearest,
                      struct occurrence *ret_found);

// The grain of its occurrences.
enum chela__value_grain
chela__series_grain(const struct series_arena *arena, series index);

#endif
