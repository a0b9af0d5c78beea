// said.h - inside plan/: the normal form of the user's own words.
#ifndef CHELA_PLAN_SAID_H
#define CHELA_PLAN_SAID_H

#include "plan/plan.h"

struct chela__value_context;

// The value of a SAID or MEMORY argument as the parameter at `pointer` of `schema` wants it.
// Computed by the host alone, from span, type and the plan's `now`. A MEMORY argument: the same of
// remembered words, with the plan's `now`; or the remembered value.
chela_status
chela__said_value(const struct chela__plan *plan, const struct chela__arg *arg,
                  const struct chela__schema *schema, const char *pointer, json_t **ret_value,
                  struct chela_error *err);

// Any piece of text in that way.
chela_status
chela__span_value(const struct chela__value_context *context, struct chela_text span,
                  const struct chela__schema *schema, const char *pointer, json_t **ret_value,
                  struct chela_error *err);

#endif
