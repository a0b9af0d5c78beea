// spot.h - inside plan/: which schema governs the value that a reference names.
#ifndef CHELA_PLAN_SPOT_H
#define CHELA_PLAN_SPOT_H

#include "base/buffer.h"
#include "plan/plan.h"

// `schema` NULL: nothing is known about the value before it is there.
struct chela__spot {
    const struct chela__schema *schema;
    struct chela__buffer        pointer; // `*` is every element
};
#define CHELA__SPOT_INIT                                                                           \
    {                                                                                              \
        NULL, CHELA__BUFFER_INIT                                                                   \
    }

// The place of one value behind a FROM or ITEM argument of `step` (NULL: of the answer). A path
// with `*` names the place of one element.
chela_status
chela__spot_find(const struct chela__plan *plan, const struct chela__step *step,
                 const struct chela__arg *arg, struct chela__spot *ret_place,
                 struct chela_error *err);
void
chela__spot_done(struct chela__spot *place);

// "PLAN-STEP:USE", the name in the contract of what a plan step may become. NULL: out of memory.
const char *
chela__grown_name(struct chela__plan *plan, const char *step,
                  const struct chela__capability *capability);

// The block with `each` whose element `item` means in `step`.
const struct chela__step *
chela__spot_block(const struct chela__plan *plan, const struct chela__step *step);

// True when the argument gives a list of all that its path names.
bool
chela__arg_is_list(const struct chela__arg *arg);

// True when the schema says what is around the place, but not the place itself: there is no such
// member. A schema that leaves everything open denies nothing.
bool
chela__spot_denies(const struct chela__schema *schema, const char *pointer);

// "string", "array" ... of a schema place; NULL when it says none or several. Static or borrowed.
const char *
chela__spot_kind(const struct chela__schema *schema, const char *pointer);

#endif
