// free.h - interval arithmetic of a calendar: what is left of a day when the appointments are taken
// out.
#ifndef CALENDAR_FREE_H
#define CALENDAR_FREE_H

#include <stddef.h>
#include <stdint.h>

// Seconds since 1970-01-01T00:00:00Z; `end` is not inside.
struct span {
    int64_t start;
    int64_t end;
};

// The parts of `range` of at least `length` seconds (at least 1) that no span of `busy` touches, in
// order. `busy` is sorted in place; empty and reversed spans in it do not count. Returns how many
// of them fit into `ret_free`, at most `max`.
size_t
free_spans(struct span *busy, size_t count, struct span range, int64_t length,
           struct span *ret_free, size_t max);

#endif
