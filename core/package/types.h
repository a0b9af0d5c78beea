// types.h - the semantic types that a manifest refers to, gathered for its package.
#ifndef CHELA_PACKAGE_TYPES_H
#define CHELA_PACKAGE_TYPES_H

#include <jansson.h>

#include "base/error.h"

// All types reached from the manifest's schemas that are not its own: {"chela:Text/1": {...}}, from
// the files NAME.json of `folder` ("sdk/types"). An unknown one is refused by its name.
chela_status
chela__types_resolve(const json_t *manifest, const char *folder, json_t **ret_types,
                     struct chela_error *err);

#endif
