// config.c - a plugin's settings: the user's file, the manifest's defaults and schema, and paths as
// the plugin will open them.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "call/private.h"

#define CONFIG_MAX ((size_t)1024 * 1024)

// "~/X" as an absolute path: a worker has another home.
static json_t *
at_home(const char *home, const json_t *value)
{
    const char *text = json_string_value(value);
    if (!home || !text || text[0] != '~' || (text[1] != '/' && text[1] != 0))
        return json_incref((json_t *)value);
    return json_sprintf("%s%s", home, text + 1);
}

// Makes what the manifest's sandbox names as $config/KEY absolute, as the plugin will open it.
static chela_status
resolve_config(struct chela__slot *slot, struct chela_error *err)
{
    const char *home = slot->calls->options.user_home;
    size_t      i, k;
    json_t     *reach, *path;
    json_array_foreach(json_object_get(slot->loadable.manifest->json, "sandbox"), i, reach)
    {
        char        key[64];
        const char *text = json_string_value(reach);
        if (!text || sscanf(text, "files:$config/%63[^:/]", key) != 1)
            continue;
        json_t *value = json_object_get(slot->config, key);
        json_array_foreach(value, k, path) if (json_array_set_new(value, k, at_home(home, path)) <
                                               0) return chela__error_memory(err);
        if (json_is_string(value) &&
            json_object_set_new(slot->config, key, at_home(home, value)) < 0)
            return chela__error_memory(err);
    }
    return CHELA_OK;
}

// The user's settings, with the manifest's defaults, as the manifest's schema wants them.
chela_status
chela__slot_config(struct chela__slot *slot, struct chela_error *err)
{
    const json_t         *document       = json_object_get(slot->loadable.manifest->json, "config");
    struct chela__schema *schema         = NULL;
    struct chela__schema_options options = {0};
    char                        *path = NULL, *text = NULL;
    size_t                       len    = 0;
    chela_status                 status = CHELA_OK;
    struct chela_error           absent = CHELA_ERROR_INIT;
    slot->config                        = json_object();
    if (document && slot->calls->options.config_root) {
        if (asprintf(&path, "%s/%s.json", slot->calls->options.config_root,
                     slot->loadable.manifest->id) < 0)
            return chela__error_memory(err);
        if (chela__file_read(AT_FDCWD, path, CONFIG_MAX, &text, &len, &absent) == CHELA_OK) {
            json_decref(slot->config);
            slot->config = NULL;
            status       = chela__json_read(text, len, NULL, &slot->config, err);
        }
    }
    if (document && status == CHELA_OK)
        status = chela__schema_compile(document, &options, &schema, err);
    if (schema)
        status = chela__schema_fill_defaults(schema, slot->config, err);
    if (schema && status == CHELA_OK)
        status = chela__schema_check(schema, slot->config, NULL, err);
    if (status < 0)
        chela__error_prefix(err, "the settings of %s", slot->loadable.manifest->id);
    chela__schema_free(schema);
    free(path);
    free(text);
    if (status == CHELA_OK)
        status = resolve_config(slot, err);
    slot->config_text = chela__json_text(slot->config);
    return status < 0 || slot->config_text ? status : chela__error_memory(err);
}
