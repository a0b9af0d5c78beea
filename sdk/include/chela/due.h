// due.h - what alarms, timers and reminders share: when a record first fires, and the role `take`
// of chela.due/1. Such a record has "at" (RFC 3339), maybe "repeat" (RRULE) and "start" (its first
// time), and, once it has fired for good, "fired": true.
#ifndef CHELA_DUE_H
#define CHELA_DUE_H

#include <chela/store.h>
#include <chela/time.h>

#ifdef __cplusplus
extern "C" {
#endif

// The first time of a record, "" without one: `at`, or with `repeat` the first instance that is not
// before `at` (without `at`: from now on). CHELA_INVALID, CHELA_UNSUPPORTED, CHELA_NOT_FOUND.
chela_status
chela_due_first(struct chela_call *call, const char *at, const char *repeat,
                char ret_first[CHELA_TIME_SIZE]);

// The sentence for a failure of chela_due_first(). Static.
const char *
chela_due_fault(chela_status status);

// Ends the call: all records that are due until then, marked as fired or moved on to their next
// time, and when the next one is due. `text_member` is what to show; `fallback` (may be NULL) what
// to show without it.
chela_status
chela_due_take(struct chela_store *store, struct chela_call *call, const char *until,
               const char *text_member, const char *fallback);

#ifdef __cplusplus
}
#endif

#endif
