// free.c - finds free time; called by calendar.c, no library.
#include "free.h"

#include <stdlib.h>

static int
by_start(const void *a, const void *b)
{
    const struct span *left  = a;
    const struct span *right = b;
    return (left->start > right->start) - (left->start < right->start);
}

size_t
free_spans(struct span *busy, size_t count, struct span range, int64_t length,
           struct span *ret_free, size_t max)
{
    size_t  found = 0;
    int64_t from  = range.start; // everything before is taken or given out
    if (count > 0)
        qsort(busy, count, sizeof(*busy), by_start);
    for (size_t i = 0; i <= count && found < max; i++) {
        struct span next = i < count ? busy[i] : (struct span){range.end, range.end + 1};
        if (next.end <= next.start)
            continue;
        int64_t until = next.start < range.end ? next.start : range.end;
        if (until > from && until - from >= length)
            ret_free[found++] = (struct span){from, until};
        if (next.end > from)
            from = next.end;
    }
    return found;
}
