// fill.h - what a chosen offer is worth as JSON, and how a plan says it.
#ifndef CHELA_BACKEND_EMBEDDED_FILL_H
#define CHELA_BACKEND_EMBEDDED_FILL_H

#include "backend/embedded/offers.h"

// Whether a value can be a plain number, and which: an amount without its unit, a duration in the
// unit of time that the parameter counts ("2 hours" as 120 minutes), how often a year something
// recurs ("monthly" as 12). `param` may be NULL.
bool
chela__fill_number(const struct chela__param *param, const struct chela__value *value,
                   double *ret_number);

// The value as its parameter wants it. CHELA_INVALID when the words name no such value.
chela_status
chela__fill_value(const struct chela__reading *reading, const struct chela__param *param,
                  const struct chela__offer *offer, const struct chela__value_context *context,
                  json_t **ret_value, struct chela_error *err);

#endif
