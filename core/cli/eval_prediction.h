// eval_prediction.h - a proposal as a line that a scorer reads.
#ifndef CHELA_CLI_EVAL_PREDICTION_H
#define CHELA_CLI_EVAL_PREDICTION_H

#include "backend/backend.h"
#include "cli/eval_request.h"

// {"calls"} or {"ask"} or {"invalid"} or {"refuse"}, with the shortlist. NULL: out of memory.
json_t *
chela__eval_prediction(const struct chela__backend_request *request,
                       const struct chela__proposal        *proposal);

// What the backend proposes for a line, with "ms". `ret_prediction` is the caller's.
chela_status
chela__eval_plan(const json_t *line, struct chela__backend *backend,
                 struct chela__eval_catalogs *catalogs, bool explain, json_t **ret_prediction,
                 struct chela_error *err);

// Milliseconds of a clock that only goes forward.
double
chela__eval_ms(void);

#endif
