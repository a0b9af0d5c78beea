// shown.c - what stands for a value before people: they know a note by its text, not by its id.
// Called by the card and by the question which one is meant.
#include "base/json.h"
#include "plan/run.h"

// The object with that id in a result.
static json_t *
find_by_id(json_t *value, const json_t *id)
{
    const char *key;
    json_t     *member;
    json_t     *found = NULL;
    if (json_is_object(value) && json_equal(json_object_get(value, "id"), id))
        return json_object_size(value) > 1 ? value : NULL;
    for (size_t i = 0; i < json_array_size(value) && !found; i++)
        found = find_by_id(json_array_get(value, i), id);
    json_object_foreach(value, key, member)
    {
        if (!found && (json_is_object(member) || json_is_array(member)))
            found = find_by_id(member, id);
    }
    return found;
}

json_t *
chela__shown_value(const struct chela__instance *instance, const struct chela__arg *arg,
                   json_t *value)
{
    json_t *found = NULL;
    if (!instance || !json_is_string(value))
        return value;
    if (arg->kind == CHELA__ARG_FROM) {
        struct chela__instance *source = chela__scope_find(instance->scope, arg->step);
        found = source && source->output ? find_by_id(source->output, value) : NULL;
    } else if (arg->kind == CHELA__ARG_ITEM && instance->scope->item) {
        found = find_by_id(instance->scope->item, value);
    }
    return found ? found : value;
}
