// repeat.h - one clause, several calls: "the weather in Paris and in Rome", "... respectively".
#ifndef CHELA_BACKEND_EMBEDDED_REPEAT_H
#define CHELA_BACKEND_EMBEDDED_REPEAT_H

#include "backend/embedded/draft.h"

#define CHELA__REPEAT_MAX 12 // calls from one clause

// Makes one step into several where its clause names several arguments for the same parameters: the
// k-th of each belong together, single ones are shared. What a step lacks and another has under the
// same name is shared first.
void
chela__repeat(struct chela__draft *draft);

#endif
