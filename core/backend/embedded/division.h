// division.h - the evidence of clauses.c for one move: a call for a stretch, or a part left out.
#ifndef CHELA_BACKEND_EMBEDDED_DIVISION_H
#define CHELA_BACKEND_EMBEDDED_DIVISION_H

#include "backend/embedded/clauses.h"

// What the arguments of an option take and leave.
void
chela__option_count(const struct chela__draft *draft, struct chela__option *option);

// A call for atoms [from, to) behind `before` (NULL at the start). Features begin at zero.
void
chela__division_call(const struct chela__candidates *candidates,
                     const struct chela__division *before, const struct chela__option *option,
                     size_t from, size_t to, float features[CHELA__DIVISION_COUNT]);

// An atom that asks for nothing.
void
chela__division_skip(const struct chela__draft *draft, const struct chela__candidates *candidates,
                     const struct chela__division *before, size_t atom,
                     float features[CHELA__DIVISION_COUNT]);

#endif
