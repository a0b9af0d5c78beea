// said.h - inside plan/: the normal form of the user's own words.
#ifndef CHELA_PLAN_SAID_H
#define CHELA_PLAN_SAID_H

#include "plan/plan.h"

// The value of a SAID argument as the parameter at `pointer` of `schema` wants it. Computed by the
// host alone, from span, type and the plan's `now`.
chela_status
chela__said_value(const struct chela__plan *plan, const struct chela__arg *arg,
                  const struct chela__schema *schema, const char *pointer, json_t **ret_value,
                  struct chela_error *err);

#endif
