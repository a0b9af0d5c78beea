// drifted-binding - binds a parameter that its input does not have.
#include "bad.h"

static const struct chela_capability well_capability = {sizeof(well_capability), 0, "bad.well",
                                                        "*:j", (void (*)(void))well};
static const struct chela_capability act_capability  = {sizeof(act_capability), 0, "bad.act",
                                                        "text:s", (void (*)(void))well};
static const struct chela_capability *const capabilities[] = {&act_capability, &well_capability,
                                                              NULL};

CHELA_EXPORT const struct chela_plugin chela_plugin_v1 = {
    .struct_size  = sizeof(chela_plugin_v1),
    .id           = PLUGIN_ID,
    .version      = "1.0.0",
    .manifest     = embedded_manifest,
    .capabilities = capabilities,
};
