// missing-function - declares more than it has.
#include "bad.h"

static const struct chela_capability well_capability = {sizeof(well_capability), 0, "bad.well",
                                                        "*:j", (void (*)(void))well};
static const struct chela_capability *const capabilities[] = {&well_capability, NULL};

CHELA_EXPORT const struct chela_plugin chela_plugin_v1 = {
    .struct_size  = sizeof(chela_plugin_v1),
    .id           = PLUGIN_ID,
    .version      = "1.0.0",
    .manifest     = embedded_manifest,
    .capabilities = capabilities,
};
