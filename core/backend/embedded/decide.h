// decide.h - what becomes of a draft: a plan, a question or a refusal.
#ifndef CHELA_BACKEND_EMBEDDED_DECIDE_H
#define CHELA_BACKEND_EMBEDDED_DECIDE_H

#include "backend/embedded/draft.h"

chela_status
chela__decide(const struct chela__draft *draft, struct chela__proposal *proposal,
              struct chela_error *err);

#endif
