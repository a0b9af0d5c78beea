// undo.h - inside plan/: the inverses of a recorded task as a plan of its own.
#ifndef CHELA_PLAN_UNDO_H
#define CHELA_PLAN_UNDO_H

#include "catalog/catalog.h"
#include "plan/people.h"
#include "plan/run.h"
#include "state/state.h"

struct chela__undo {
    char    task[CHELA__TASK_ID];
    json_t *steps;  // a plan that only undoes: one call for each inverse, newest first; else NULL
    json_t *places; // {step id: {"task", "step", "element"}}: what the inverses take back
    json_t *sentences; // {step id: what the card says of it}
    json_t *names;     // {step id: what it takes back}, newest first
    char   *cannot;    // what has no inverse, and why; NULL: nothing
};

// The `undo` of a plan whose only step it is ("last" or a task); NULL when it has none.
const char *
chela__undo_wanted(const json_t *plan);

// `task`: id, unique prefix or "last". `step`: number of one step, or NULL. CHELA_NOT_FOUND when
// nothing is left to undo; the message says what cannot be undone and why.
chela_status
chela__undo_plan(struct chela__state *state, struct chela__catalog *catalog, const char *task,
                 const char *step, const struct chela__people *people, struct chela__undo *ret_undo,
                 struct chela_error *err);

// Steps that undo inside a larger plan become the calls of the inverses: of a task in a block, of a
// step of this very plan ({"undo": step id}) one call. CHELA_UNSUPPORTED: there is no such call.
chela_status
chela__undo_expand(struct chela__state *state, struct chela__catalog *catalog, json_t *plan,
                   const struct chela__people *people, struct chela__undo *ret_undo,
                   struct chela_error *err);

// What was undone, what was not and why. NULL: out of memory. free() it.
char *
chela__undo_text(const struct chela__undo *undo, const struct chela__run *run,
                 const struct chela__people *people);
void
chela__undo_done(struct chela__undo *undo);

#endif
