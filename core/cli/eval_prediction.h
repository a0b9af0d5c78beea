// eval_prediction.h - a proposal as a line that a scorer reads.
#ifndef CHELA_CLI_EVAL_PREDICTION_H
#define CHELA_CLI_EVAL_PREDICTION_H

#include "backend/backend.h"

// {"calls"} or {"ask"} or {"invalid"} or {"refuse"}, with the shortlist. NULL: out of memory.
json_t *
chela__eval_prediction(const struct chela__backend_request *request,
                       const struct chela__proposal        *proposal);

#endif
