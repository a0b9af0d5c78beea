// perf-events - measures what others do.
#include "bad.h"

#include <linux/perf_event.h>

static long
attack(const struct target *at)
{
    struct perf_event_attr attributes = {.type           = PERF_TYPE_SOFTWARE,
                                         .size           = sizeof(attributes),
                                         .config         = PERF_COUNT_SW_PAGE_FAULTS,
                                         .exclude_kernel = 1};
    (void)at;
    return syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
}

ATTACK();
