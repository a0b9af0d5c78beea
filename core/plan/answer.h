// answer.h - inside plan/: what a finished run says; only what recorded results support.
#ifndef CHELA_PLAN_ANSWER_H
#define CHELA_PLAN_ANSWER_H

#include "plan/people.h"
#include "plan/run.h"

// How the whole run ended: CHELA_OK, or the status of the first step that failed.
chela_status
chela__run_status(const struct chela__run *run);

// True when an effect has happened, or may have.
bool
chela__run_has_effect(const struct chela__run *run);

// True when nothing is left to start.
bool
chela__run_is_over(const struct chela__run *run);

// The plan's own answer when all of it can be filled in; else the manifests' sentences; else the
// results themselves. What failed is said in any case. NULL: out of memory. free() it.
char *
chela__answer_text(struct chela__run *run, const struct chela__people *people);

// [{"step", "element"?, "use", "status", "text"?, "output"?}]. NULL: out of memory.
json_t *
chela__answer_steps(const struct chela__run *run);

// {step: {"use", "input", "output"}} of the calls that are done and below the label. NULL: out of
// memory.
json_t *
chela__answer_results(const struct chela__run *run, enum chela__label most);

#endif
