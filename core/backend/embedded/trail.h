// trail.h - what each part of the pipeline found, for people and for error figures.
#ifndef CHELA_BACKEND_EMBEDDED_TRAIL_H
#define CHELA_BACKEND_EMBEDDED_TRAIL_H

#include "backend/embedded/candidates.h"

// All of these do nothing when no trail is asked for; one that is out of memory stays shorter.

// {"tokens": [...], "values": [...]}
void
chela__trail_reading(struct chela__draft *draft);

// "clauses": [{"text", "use", "fit", "why": {...}}], one entry for each capability that was tried.
void
chela__trail_candidate(const struct chela__draft *draft, const struct chela__step *step,
                       const float fits[CHELA__FIT_COUNT]);

// "steps": [{"use", "given": [{"parameter", "words", "score"}], "missing": [...]}]
void
chela__trail_steps(struct chela__draft *draft);

#endif
