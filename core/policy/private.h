// private.h - what the files of policy/ share and nobody else sees.
#ifndef CHELA_POLICY_PRIVATE_H
#define CHELA_POLICY_PRIVATE_H

#include "policy/policy.h"

// policy.json as it was checked. Lists are NULL when the document has none.
struct chela__policy {
    json_t *document;
    json_t *in_host;
    json_t *reserved;
    json_t *deny;
    json_t *consent;
    json_t *backends;
    json_t *quotas;
    int64_t undo_window_ms;
};

// ---- pattern.c ----

// "*" at its end stands for any rest.
bool
chela__pattern_matches(const char *pattern, const char *name);
// Any entry of a list matches the capability's full name, short name or plugin id.
bool
chela__patterns_match(const json_t *list, const struct chela__capability *capability);

// Whether `pointer` is the place that `pattern` (`*`: any element) names, or lies below it.
bool
chela__pointer_below(const char *pattern, const char *pointer);
// Whether one of the two lies in the other.
bool
chela__pointers_meet(const char *pattern, const char *pointer);

#endif
