// needs.h - inside plan/: what must hold before a step ("needs" of a manifest), as steps of the
// plan.
#ifndef CHELA_PLAN_NEEDS_H
#define CHELA_PLAN_NEEDS_H

#include "catalog/catalog.h"
#include "plan/people.h"
#include "plan/run.h"

// Adds to a proposed plan: a step that asks for each state, which looks; before the steps that need
// it the `fix`, held back while the state is as it should be. Without a fix such a step is held
// back until then. `ret_needs` is for chela__needs_hold(); NULL when nothing is needed. `last`: the
// steps go to the end, so that the others keep their numbers.
chela_status
chela__needs_add(struct chela__catalog *catalog, json_t *plan, bool last, json_t **ret_needs,
                 struct chela_error *err);

// After the look. CHELA_DENIED: a need is not met and nothing can be done about it; the message
// says so to the user. `ret_fixes`: a fix will run.
chela_status
chela__needs_hold(const json_t *needs, struct chela__run *run, const struct chela__people *people,
                  bool *ret_fixes, struct chela_error *err);

#endif
