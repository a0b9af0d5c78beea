// undo.c - the inverse of a call with concrete arguments, made while its output is at hand.
#include "call/private.h"

#include "base/json.h"

#include <stdio.h>
#include <string.h>

// One argument: {"from": "input"|"output"|"key", "path": POINTER} or {"const": VALUE}.
static json_t *
resolve(const json_t *argument, const struct chela__call *call, const json_t *output)
{
    const char *from = chela__json_str(argument, "from");
    const char *path = chela__json_str(argument, "path");
    json_t     *value;
    if (!from)
        return json_incref(json_object_get(argument, "const"));
    if (strcmp(from, "key") == 0)
        return json_string(call->key);
    value = chela__json_at(strcmp(from, "output") == 0 ? output : call->input, path ? path : "");
    return json_incref(value);
}

json_t *
chela__call_undo(const struct chela__call *call, const json_t *output)
{
    const json_t *undo = json_object_get(call->capability->json, "undo");
    const char   *use  = chela__json_str(undo, "use");
    const char   *name;
    json_t       *argument;
    char          full_name[512];
    if (!use)
        return NULL;
    json_t *with = json_object();
    json_object_foreach(json_object_get(undo, "with"), name, argument)
    {
        json_t *value = resolve(argument, call, output);
        if (!value && !output) { // it happened, but what came of it is not known
            json_decref(with);
            return NULL;
        }
        if (value) // an absent optional member stays absent
            json_object_set_new(with, name, value);
    }
    snprintf(full_name, sizeof(full_name), "%s/%s", call->capability->plugin->id, use);
    return json_pack("{s:s, s:o}", "use", full_name, "with", with);
}
