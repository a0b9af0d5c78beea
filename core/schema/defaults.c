// defaults.c - fills absent members in from `default`; called before a typed function is called.
#include <string.h>

#include "base/json.h"
#include "schema/model.h"
#include "schema/view.h"

#define MAX_FILL_DEPTH 64

static chela_status
fill(const struct view *view, json_t *instance, int depth, struct chela_error *err);

static chela_status
fill_member(const struct view *member, json_t *object, const char *key, int depth,
            struct chela_error *err)
{
    json_t *value = json_object_get(object, key);
    if (!value) {
        const json_t *by_default = chela__view_keyword(member, "default");
        if (!by_default)
            return CHELA_OK;
        value = json_deep_copy(by_default);
        if (!value || json_object_set_new(object, key, value) < 0)
            return chela__error_memory(err);
    }
    return fill(member, value, depth + 1, err);
}

static chela_status
fill_object(const struct view *view, const json_t *properties, json_t *object, int depth,
            struct chela_error *err)
{
    const char *key;
    json_t     *schema;
    json_object_foreach((json_t *)properties, key, schema)
    {
        struct view member;
        chela__view_of(view->schema, schema, &member);
        chela_status status = fill_member(&member, object, key, depth, err);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

static chela_status
fill_array(const struct view *view, json_t *array, int depth, struct chela_error *err)
{
    struct view element;
    if (!chela__view_child(view, "*", &element))
        return CHELA_OK;
    for (size_t i = 0; i < json_array_size(array); i++) {
        chela_status status = fill(&element, json_array_get(array, i), depth + 1, err);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

static chela_status
fill(const struct view *view, json_t *instance, int depth, struct chela_error *err)
{
    chela_status status = CHELA_OK;
    if (depth > MAX_FILL_DEPTH)
        return chela__error(err, CHELA_LIMIT, "the value is nested deeper than %d", MAX_FILL_DEPTH);
    if (json_is_array(instance))
        return fill_array(view, instance, depth, err);
    if (!json_is_object(instance))
        return CHELA_OK;
    for (size_t i = 0; status == CHELA_OK && i < view->count; i++)
        status = fill_object(view, json_object_get(view->nodes[i]->json, "properties"), instance,
                             depth, err);
    return status;
}

chela_status
chela__schema_fill_defaults(const struct chela__schema *schema, json_t *instance,
                            struct chela_error *err)
{
    struct view root;
    chela__view_of(schema, schema->root->json, &root);
    return fill(&root, instance, 0, err);
}
