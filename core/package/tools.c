// tools.c - a manifest around capabilities that come without one: tool lists of foreign servers,
// of `chela eval` and of tests.
#include "package/manifest_build.h"

#include <string.h>

#include "base/json.h"

// "description" is the summary; what the list does not say is chosen so that nothing is allowed
// too much: the effect is a write that never runs again by itself.
static json_t *
entry_from_tool(const json_t *tool)
{
    const char *description = chela__json_str(tool, "description");
    json_t     *defaults =
        json_pack("{s:s, s:{s:s}, s:{}, s:s}", "summary", description ? description : "", "input",
                  "type", "object", "output", "effect", "write");
    json_t *entry = json_copy((json_t *)(uintptr_t)tool);
    if (!defaults || !entry || json_object_update_missing(entry, defaults)) {
        json_decref(entry);
        entry = NULL;
    }
    json_decref(defaults);
    return entry;
}

static chela_status
check_tool(const json_t *tool, const json_t *capabilities, size_t at, struct chela_error *err)
{
    const char *name   = chela__json_str(tool, "name");
    const char *effect = chela__json_str(tool, "effect");
    if (!name || !*name)
        return chela__error(err, CHELA_INVALID, "capability %zu: \"name\" is missing", at);
    if (json_object_get(capabilities, name))
        return chela__error(err, CHELA_INVALID, "capability %zu: a second \"%s\"", at, name);
    if (effect && chela__effect_from_name(effect) < 0)
        return chela__error(err, CHELA_INVALID, "capability %zu: unknown effect \"%.32s\"", at,
                            effect);
    const json_t *input = json_object_get(tool, "input");
    if (input && !json_is_object(input) && !json_is_boolean(input))
        return chela__error(err, CHELA_INVALID, "capability %zu: input: expected a schema, got %s",
                            at, chela__json_kind(input));
    return CHELA_OK;
}

static chela_status
collect(const json_t *tools, json_t *capabilities, struct chela_error *err)
{
    size_t  i;
    json_t *tool;
    json_array_foreach(tools, i, tool)
    {
        chela_status status = check_tool(tool, capabilities, i, err);
        if (status < 0)
            return status;
        if (json_object_set_new(capabilities, chela__json_str(tool, "name"), entry_from_tool(tool)))
            return chela__error_memory(err);
    }
    return CHELA_OK;
}

chela_status
chela__manifest_from_tools(const char *id, const json_t *tools,
                           struct chela__manifest **ret_manifest, struct chela_error *err)
{
    if (!json_is_array(tools))
        return chela__error(err, CHELA_INVALID, "capabilities: expected array, got %s",
                            chela__json_kind(tools));
    json_t *json = json_pack("{s:i, s:s, s:s, s:s, s:s, s:{}}", "chela", 1, "id", id, "version",
                             "0.0.0", "name", id, "summary", id, "capabilities");
    if (!json)
        return chela__error_memory(err);
    chela_status status = collect(tools, json_object_get(json, "capabilities"), err);
    if (status < 0) {
        json_decref(json);
        return status;
    }
    return chela__manifest_build_take(json, NULL, chela__text(id), ret_manifest, err);
}
