// manifest_build.h - making the struct behind a manifest; private to the folder.
#ifndef CHELA_PACKAGE_MANIFEST_BUILD_H
#define CHELA_PACKAGE_MANIFEST_BUILD_H

#include "base/text.h"
#include "package/manifest.h"

// Builds the struct around checked documents. Takes both, also on failure; `types` may be NULL.
// `bytes` are what the digest is made of.
chela_status
chela__manifest_build_take(json_t *json, json_t *types, struct chela_text bytes,
                           struct chela__manifest **ret_manifest, struct chela_error *err);

// Fills in one capability from its entry.
chela_status
chela__capability_init(struct chela__capability *capability, const struct chela__manifest *plugin,
                       const char *name, const json_t *entry, struct chela_error *err);
void
chela__capability_done(struct chela__capability *capability);

#endif
