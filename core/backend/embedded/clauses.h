// clauses.h - how many things a request asks for, and where each of them is said.
#ifndef CHELA_BACKEND_EMBEDDED_CLAUSES_H
#define CHELA_BACKEND_EMBEDDED_CLAUSES_H

#include "backend/embedded/candidates.h"

#define CHELA__CLAUSE_ATOMS 4 // most parts that make one clause

// Cuts where a sentence ends, and where "and", "then" or a comma is followed by a word that a
// request begins with.
size_t
chela__atoms_find(const struct chela__draft *draft, const struct chela__candidates *candidates,
                  struct chela__atom ret_atoms[CHELA__ATOMS_MAX]);

// Groups the parts into clauses and chooses a capability for each: the grouping whose
// capabilities fit best. Parts that ask for nothing belong to the clause before them. Fills
// draft->steps.
chela_status
chela__clauses_choose(struct chela__draft *draft, const struct chela__candidates *candidates,
                      struct chela_error *err);

#endif
