// private.h - what load.c prepares for runner.c.
#ifndef CHELA_PLUGIN_PRIVATE_H
#define CHELA_PLUGIN_PRIVATE_H

#include "plugin/bind.h"
#include "plugin/plugin.h"

#define CHELA__PLUGIN_CAPABILITIES 256

struct chela__plugin {
    const struct chela_plugin *table;
    json_t                    *manifest;
    size_t                     count;
    struct chela__binding     *bindings[CHELA__PLUGIN_CAPABILITIES]; // as in table->capabilities
};

#endif
