// weights.h - how much each feature counts for each kind of parameter.
#ifndef CHELA_BACKEND_EMBEDDED_WEIGHTS_H
#define CHELA_BACKEND_EMBEDDED_WEIGHTS_H

#include "backend/embedded/features.h"

extern const float chela__weights[CHELA__FEATURES][CHELA__WANTS];

#endif
