// at.c - what a schema says about one member; the public questions over view.c.
#include <stdlib.h>
#include <string.h>

#include "schema/types.h"
#include "schema/view.h"

// True when a node says nothing by itself but where to look.
static bool
only_refers(const struct node *node)
{
    static const char *const silent[] = {"$ref",       "title",    "description",
                                         "default",    "examples", "$comment",
                                         "deprecated", "readOnly", "writeOnly"};
    if (!node->reference || !json_is_object(node->reference->json))
        return false;
    for (void *at = json_object_iter((json_t *)node->json); at;
         at       = json_object_iter_next((json_t *)node->json, at)) {
        const char *key      = json_object_iter_key(at);
        bool        is_known = strncmp(key, "x-", 2) == 0;
        for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
            is_known |= strcmp(silent[i], key) == 0;
        if (!is_known)
            return false;
    }
    return true;
}

const json_t *
chela__schema_at(const struct chela__schema *schema, const char *pointer)
{
    struct view view;
    bool        is_sure;
    if (!chela__view_at(schema, pointer, &view, &is_sure) || view.is_never)
        return NULL;
    if (view.count == 0)
        return json_true(); // a constant of Jansson, not counted
    const struct node *node = view.nodes[0];
    for (size_t i = 0; i < VIEW_NODES && only_refers(node); i++)
        node = node->reference;
    return node->json;
}

const char *
chela__schema_type_at(const struct chela__schema *schema, const char *pointer)
{
    struct view view;
    bool        is_sure;
    if (!chela__view_at(schema, pointer, &view, &is_sure))
        return NULL;
    return chela__view_type(&view);
}

// Whether a value of this view surely has the member or element.
static bool
always_has(const struct view *view, const char *token)
{
    uint32_t types = chela__view_types(view);
    if (types == TYPE_OBJECT)
        return chela__view_requires(view, token);
    const json_t *least = chela__view_keyword(view, "minItems");
    if (types != TYPE_ARRAY || !json_is_integer(least))
        return false;
    json_int_t index = strcmp(token, "*") == 0 ? 0 : strtol(token, NULL, 10);
    return index >= 0 && json_integer_value(least) > index;
}

bool
chela__schema_always(const struct chela__schema *schema, const char *pointer)
{
    struct view view, child;
    chela__view_of(schema, schema->root->json, &view);
    while (*pointer) {
        char *token = chela__view_token(&pointer);
        bool  has   = token && always_has(&view, token);
        bool  down  = has && chela__view_child(&view, token, &child);
        free(token);
        if (!has)
            return false;
        if (!down)
            return !*pointer;
        view = child;
    }
    return true;
}
