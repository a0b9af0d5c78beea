// known.h - inside plan/: what of an argument is known before anything has run.
#ifndef CHELA_PLAN_KNOWN_H
#define CHELA_PLAN_KNOWN_H

#include "plan/plan.h"

// The value of an argument as far as it consists of the user's words and constants; members that
// are not known are left out and clear `ret_is_whole`. NULL: out of memory, or nothing is known.
json_t *
chela__known_value(const struct chela__arg *arg, bool *ret_is_whole);

#endif
