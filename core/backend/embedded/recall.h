// recall.h - what a request leaves unsaid because the one before it said it: "and in Rome?".
#ifndef CHELA_BACKEND_EMBEDDED_RECALL_H
#define CHELA_BACKEND_EMBEDDED_RECALL_H

#include "backend/embedded/draft.h"

// Whether the last request that was carried out used the capability.
bool
chela__recall_is_again(const struct chela__draft *draft, const struct chela__shape *shape);

// Gives the step what the last request was given: the same capability all of it, another one what
// it requires under the same name. What the new words say well stays.
chela_status
chela__recall(const struct chela__draft *draft, struct chela__step *step);

#endif
