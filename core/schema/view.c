// view.c - walks compiled schemas by JSON Pointer; called by planner, card and proofs.
#include "schema/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "schema/types.h"
#include "schema/uri.h"

#define MAX_ALTERNATIVES_DEPTH 8

// ---- gathering ----

static void
gather(struct view *view, const json_t *json, int depth);

static void
gather_list(struct view *view, const json_t *list, int depth)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        gather(view, json_array_get(list, i), depth);
}

static void
gather_node(struct view *view, const struct node *node, int depth)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->nodes[i] == node)
            return;
    if (view->count == VIEW_NODES || depth > VIEW_NODES) {
        view->is_partial = true;
        return;
    }
    view->nodes[view->count++] = node;
    if (node->reference) {
        if (json_is_object(node->reference->json))
            gather_node(view, node->reference, depth + 1);
        else
            view->is_never |= json_is_false(node->reference->json);
    }
    gather_list(view, json_object_get(node->json, "allOf"), depth + 1);
}

static void
gather(struct view *view, const json_t *json, int depth)
{
    const struct node *node = chela__schema_lookup(view->schema, json);
    if (json_is_false(json))
        view->is_never = true;
    else if (node)
        gather_node(view, node, depth);
}

void
chela__view_of(const struct chela__schema *schema, const json_t *json, struct view *ret_view)
{
    *ret_view = (struct view){.schema = schema};
    gather(ret_view, json, 0);
}

// ---- facts ----

const json_t *
chela__view_keyword(const struct view *view, const char *keyword)
{
    for (size_t i = 0; i < view->count; i++) {
        const json_t *value = json_object_get(view->nodes[i]->json, keyword);
        if (value)
            return value;
    }
    return NULL;
}

static uint32_t
types_of_values(const json_t *node)
{
    const json_t *one    = json_object_get(node, "const");
    const json_t *values = json_object_get(node, "enum");
    uint32_t      types  = one ? chela__type_of(one) : values ? 0 : TYPE_ANY;
    for (size_t i = 0; i < json_array_size(values); i++)
        types |= chela__type_of(json_array_get(values, i));
    return types;
}

uint32_t
chela__view_types(const struct view *view)
{
    uint32_t types = TYPE_ANY;
    for (size_t i = 0; i < view->count; i++) {
        const json_t *named = json_object_get(view->nodes[i]->json, "type");
        if (named)
            types &= chela__types_of_keyword(named);
        types &= types_of_values(view->nodes[i]->json);
    }
    return types;
}

bool
chela__view_requires(const struct view *view, const char *member)
{
    for (size_t i = 0; i < view->count; i++) {
        const json_t *names = json_object_get(view->nodes[i]->json, "required");
        for (size_t j = 0; j < json_array_size(names); j++) {
            const char *name = json_string_value(json_array_get(names, j));
            if (name && strcmp(name, member) == 0)
                return true;
        }
    }
    return false;
}

// The URI of a node that is the root of a semantic type; NULL: it is none.
static const char *
type_of_node(const struct node *node)
{
    const struct resource *resource = node->resource;
    return resource->root == node && chela__uri_is_type(resource->uri) ? resource->uri : NULL;
}

const char *
chela__view_type(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++)
        if (type_of_node(view->nodes[i]))
            return type_of_node(view->nodes[i]);
    return NULL;
}

const json_t *
chela__view_type_document(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++)
        if (type_of_node(view->nodes[i]))
            return view->nodes[i]->json;
    return NULL;
}

bool
chela__view_has_type(const struct view *view, const char *type)
{
    for (size_t i = 0; i < view->count; i++) {
        const char *name = type_of_node(view->nodes[i]);
        if (name && strcmp(name, type) == 0)
            return true;
    }
    return false;
}

// ---- going down ----

static const json_t *
member_of(const json_t *node, const char *token)
{
    const json_t *named = json_object_get(json_object_get(node, "properties"), token);
    if (named)
        return named;
    // Which patterns a name matches is not looked at.
    return json_object_get(node, "patternProperties")
               ? NULL
               : json_object_get(node, "additionalProperties");
}

static const json_t *
element_of(const json_t *node, const char *token)
{
    const json_t *prefix = json_object_get(node, "prefixItems");
    if (strcmp(token, "*") == 0)
        return prefix ? NULL : json_object_get(node, "items");
    if (token[strspn(token, "0123456789")] || strlen(token) > 9)
        return NULL;
    const json_t *own = json_array_get(prefix, (size_t)strtoul(token, NULL, 10));
    return own ? own : json_object_get(node, "items");
}

bool
chela__view_child(const struct view *view, const char *token, struct view *ret_child)
{
    struct view child    = {.schema = view->schema};
    uint32_t    types    = chela__view_types(view);
    bool        is_known = false;
    for (size_t i = 0; i < view->count; i++) {
        const json_t *node = view->nodes[i]->json;
        const json_t *down = types & TYPE_ARRAY ? element_of(node, token) : NULL;
        if (!down && types & TYPE_OBJECT)
            down = member_of(node, token);
        if (!down)
            continue;
        is_known = true;
        gather(&child, down, 0);
    }
    child.is_partial |= view->is_partial;
    if (is_known)
        *ret_child = child;
    return is_known;
}

char *
chela__view_token(const char **pointer)
{
    if (**pointer != '/')
        return NULL;
    size_t len   = strcspn(*pointer + 1, "/");
    char  *token = strndup(*pointer + 1, len);
    char  *to    = token;
    *pointer += 1 + len;
    for (const char *from = token; from && *from; from++, to++) {
        *to = *from;
        if (from[0] == '~' && (from[1] == '0' || from[1] == '1'))
            *to = *++from == '0' ? '~' : '/';
    }
    if (token)
        *to = 0;
    return token;
}

static bool
descend(const struct view *view, const char *pointer, struct view *ret_view, bool *ret_sure,
        int depth);

// One of several schemas says something about the rest of the pointer.
static bool
descend_alternatives(const struct view *view, const char *pointer, struct view *ret_view,
                     bool *ret_sure, int depth)
{
    static const char *const lists[]  = {"anyOf", "oneOf"};
    static const char *const single[] = {"then", "else"};
    if (depth >= MAX_ALTERNATIVES_DEPTH)
        return false;
    *ret_sure = false;
    for (size_t i = 0; i < view->count; i++) {
        struct view   branch;
        bool          ignored;
        const json_t *node = view->nodes[i]->json;
        for (size_t k = 0; k < 2; k++) {
            const json_t *list = json_object_get(node, lists[k]);
            for (size_t j = 0; j < json_array_size(list); j++) {
                chela__view_of(view->schema, json_array_get(list, j), &branch);
                if (descend(&branch, pointer, ret_view, &ignored, depth + 1))
                    return true;
            }
            chela__view_of(view->schema, json_object_get(node, single[k]), &branch);
            if (descend(&branch, pointer, ret_view, &ignored, depth + 1))
                return true;
        }
    }
    return false;
}

static bool
descend(const struct view *view, const char *pointer, struct view *ret_view, bool *ret_sure,
        int depth)
{
    struct view at = *view;
    while (*pointer) {
        const char *rest  = pointer;
        char       *token = chela__view_token(&rest);
        struct view child;
        bool        is_known = token && chela__view_child(&at, token, &child);
        free(token);
        if (!is_known)
            return descend_alternatives(&at, pointer, ret_view, ret_sure, depth);
        at      = child;
        pointer = rest;
    }
    *ret_view = at;
    return true;
}

bool
chela__view_at(const struct chela__schema *schema, const char *pointer, struct view *ret_view,
               bool *ret_sure)
{
    struct view root;
    chela__view_of(schema, schema->root->json, &root);
    *ret_sure = true;
    return descend(&root, pointer, ret_view, ret_sure, 0);
}
