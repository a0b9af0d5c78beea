// read.h - inside plan/: what the parts of the reader share.
#ifndef CHELA_PLAN_READ_H
#define CHELA_PLAN_READ_H

#include "base/buffer.h"
#include "plan/plan.h"
#include "plan/pool.h"

// Where the reader is, for its messages.
struct chela__plan_reader {
    struct chela__plan  *plan;
    const char          *step;  // id of the current step; "plan" outside
    struct chela__buffer where; // JSON Pointer inside the step
    size_t               depth;
    struct chela_error  *err;
};

// Goes down to the member `token` / element `index`, and back up to `mark`.
size_t
chela__reader_enter(struct chela__plan_reader *reader, const char *token);
size_t
chela__reader_enter_index(struct chela__plan_reader *reader, size_t index);
void
chela__reader_leave(struct chela__plan_reader *reader, size_t mark);

// "send: /with/to: message"
__attribute__((format(printf, 3, 4))) chela_status
chela__reader_fault(struct chela__plan_reader *reader, chela_status status, const char *format,
                    ...);

// Refuses members that are neither in `known` (NULL-terminated) nor begin with "x-".
chela_status
chela__reader_members(struct chela__plan_reader *reader, const json_t *object,
                      const char *const *known);

// Keeps a value as long as the plan. NULL means out of memory. Takes `value`, also on failure.
chela_status
chela__plan_keep_take(struct chela__plan *plan, json_t *value, struct chela_error *err);

chela_status
chela__arg_read(struct chela__plan_reader *reader, json_t *json, struct chela__arg *ret_arg);

// An object of arguments, without the form around it ("with").
chela_status
chela__arg_read_members(struct chela__plan_reader *reader, json_t *json,
                        struct chela__arg *ret_arg);

// "Sent to {who:/contacts/0/name}." into its pieces.
chela_status
chela__template_read(struct chela__plan_reader *reader, const char *text,
                     struct chela__arg *ret_arg);

chela_status
chela__condition_read(struct chela__plan_reader *reader, json_t *json,
                      struct chela__condition *ret_condition);
// The condition under `name` of an object; NULL when there is none.
chela_status
chela__condition_member(struct chela__plan_reader *reader, const json_t *json, const char *name,
                        struct chela__condition **ret_condition);

// {"until"|"for": ARG}, {"watch": capability, "with"?, "where"?, "within"?} of a step.
chela_status
chela__wait_read(struct chela__plan_reader *reader, json_t *json, struct chela__step *step);

// {"from": [step ...], "may": [{"use", "most", "with"?}]} of a step.
chela_status
chela__grow_read(struct chela__plan_reader *reader, json_t *json, struct chela__step *step);

// {"every": ARG, "from"?, "late"?} or {"watch": ...} of the plan, as its step 0.
chela_status
chela__trigger_read(struct chela__plan_reader *reader, json_t *json);

// Resolves names to numbers, finds what each step needs, refuses cycles and references into
// blocks.
chela_status
chela__plan_link(struct chela__plan *plan, struct chela_error *err);

// The arguments of a call or a watch; `with` may be NULL.
chela_status
chela__read_with(struct chela__plan_reader *reader, json_t *with, struct chela__step *step);

#endif
