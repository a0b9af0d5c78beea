// manifest_rules.h - the members of manifest.json; private to the folder.
#ifndef CHELA_PACKAGE_MANIFEST_RULES_H
#define CHELA_PACKAGE_MANIFEST_RULES_H

#include <jansson.h>

#include "base/error.h"

// Every member, its kind and its values; then what members say about each other.
chela_status
chela__manifest_rules(json_t *manifest, struct chela_error *err);

#endif
