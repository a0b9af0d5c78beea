// duration.h - ISO 8601 durations of manifests, policies and arguments in milliseconds.
#ifndef CHELA_BASE_DURATION_H
#define CHELA_BASE_DURATION_H

#include <stdint.h>

#include "base/error.h"

#define CHELA__DURATION_MAX_MS ((int64_t)1000 * 365 * 24 * 3600 * 1000) // a thousand years

// "PT20M", "P1D", "P1W", "PT1H30M", "PT0.5S". A month counts 30 days and a year 365. CHELA_INVALID
// for anything else, CHELA_LIMIT beyond the maximum.
chela_status
chela__duration_parse(const char *text, int64_t *ret_ms, struct chela_error *err);

#endif
