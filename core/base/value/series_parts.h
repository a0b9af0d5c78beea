// series_parts.h - the simple series: units of the calendar, clock times, parts of the day.
#ifndef CHELA_BASE_VALUE_SERIES_PARTS_H
#define CHELA_BASE_VALUE_SERIES_PARTS_H

#include "base/value/series.h"

// True for an expression without parts; the functions below are for those alone.
bool
chela__series_is_simple(const struct expression *expression);

bool
chela__simple_next(const struct expression *expression, int64_t after, struct occurrence *ret);
bool
chela__simple_previous(const struct expression *expression, int64_t before, struct occurrence *ret);

// The first, middle or last piece of a month, week, year or other span.
struct occurrence
chela__occurrence_piece(const struct occurrence *whole, enum series_piece piece);

#endif
