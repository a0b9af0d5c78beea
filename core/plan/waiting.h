// waiting.h - inside plan/: what a plan waits for, as capabilities of the host itself.
//
// A step that waits and a plan's trigger are read, checked, shown and recorded like calls of
// "org.chela.host"; nothing ever dispatches them. A `watch` is a capability of a plugin.
#ifndef CHELA_PLAN_WAITING_H
#define CHELA_PLAN_WAITING_H

#include "plan/people.h"
#include "plan/run.h"

#define CHELA__WAIT_UNTIL_NAME "wait.until"
#define CHELA__WAIT_FOR_NAME "wait.for"
#define CHELA__TRIGGER_NAME "trigger.every"

// The manifest of these capabilities. The caller frees it.
chela_status
chela__waiting_manifest(struct chela__manifest **ret_manifest, struct chela_error *err);

// When a wait for a time is over that begins at `now_ms`, from its checked input.
chela_status
chela__waiting_due(const struct chela__capability *capability, const json_t *input, int64_t now_ms,
                   int64_t *ret_due_ms, struct chela_error *err);

// The next occurrence of a time rule behind `after_ms`, by the wall clock of `zone`.
// CHELA_NOT_FOUND: there is none any more.
chela_status
chela__waiting_next(const json_t *input, const char *zone, int64_t after_ms, int64_t *ret_due_ms,
                    struct chela_error *err);

// Of the occurrences behind `after_ms`: the last one until `now_ms` (0: none) and the first one
// behind it (0, and CHELA_NOT_FOUND: none).
chela_status
chela__waiting_last(const json_t *input, const char *zone, int64_t after_ms, int64_t now_ms,
                    int64_t *ret_last_ms, int64_t *ret_next_ms, struct chela_error *err);

// Whether an item of a watch is the one that the step waits for.
chela_status
chela__waiting_matches(struct chela__plan *plan, const struct chela__step *step, json_t *item,
                       bool *ret_matches, struct chela_error *err);

// What a step waits for in a sentence without a stop: "every weekday at 08:00". `values` maps its
// arguments to values or texts.
void
chela__waiting_sentence(const struct chela__people *people, struct chela__buffer *out,
                        const struct chela__step *step, const json_t *values);

#endif
