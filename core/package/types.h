// types.h - finds the semantic types that a manifest refers to, for `chela pack` and whoever reads
// a manifest that is not packed yet.
#ifndef CHELA_PACKAGE_TYPES_H
#define CHELA_PACKAGE_TYPES_H

#include <jansson.h>

#include "base/error.h"

#define CHELA__MAX_TYPES 256

// All types outside the manifest that it refers to, directly or through another type: {URI:
// schema}, what types.json holds. `folder` has NAME.json for chela:NAME/1. The message names the
// reference that cannot be found. Caller frees with json_decref().
chela_status
chela__types_resolve(const json_t *manifest, const char *folder, json_t **ret_types,
                     struct chela_error *err);

#endif
