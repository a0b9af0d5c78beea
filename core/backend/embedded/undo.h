// undo.h - "undo that": the one request that is about the plan before and about no capability.
#ifndef CHELA_BACKEND_EMBEDDED_UNDO_H
#define CHELA_BACKEND_EMBEDDED_UNDO_H

#include "backend/embedded/draft.h"

// True when the last turn only asks to take the last task back.
bool
chela__draft_is_undo(const struct chela__draft *draft);

// {"steps": [{"id": "undo", "undo": "last"}]} in the frame of a plan. The caller's.
chela_status
chela__draft_undo(const struct chela__draft *draft, json_t **ret_plan, struct chela_error *err);

#endif
