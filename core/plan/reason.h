// reason.h - inside plan/: why a step is there, and how far a run has come; for events.
#ifndef CHELA_PLAN_REASON_H
#define CHELA_PLAN_REASON_H

#include "plan/run.h"

// The user's own words that the step was made from, else "for" the first step that needs it. NULL:
// neither, or out of memory. free() it.
char *
chela__step_reason(const struct chela__plan *plan, const struct chela__step *step);

// Calls and waits that are known, those of open elements too, and how many of them are over.
void
chela__run_progress(const struct chela__run *run, uint32_t *ret_done, uint32_t *ret_total);

#endif
