// shared.h - what calendar.c and lookup.c share.
#ifndef CALENDAR_SHARED_H
#define CALENDAR_SHARED_H

#include <chela/plugin.h>
#include <chela/time.h>

#include "event.h"

#define DAY_SECONDS 86400

// The zone of the call, UTC when the host names one that is not there; free it with
// chela_zone_free(). NULL: out of memory. The name is borrowed until the call ends.
struct chela_zone *
calendar_zone(struct chela_call *call, const char **ret_name);

// Ends the call as failed, saying what is wrong with the event `id`.
chela_status
calendar_fail(struct chela_call *call, chela_status status, const char *id);

// Reads a chela:Duration of up to 31 days; ends the call as failed when it is none.
chela_status
calendar_length(struct chela_call *call, const char *text, int64_t *ret_seconds);

#endif
