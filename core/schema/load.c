// load.c - turns documents into resources and nodes, before any keyword is compiled.
#include <string.h>

#include "base/json.h"
#include "schema/keyword.h"
#include "schema/uri.h"

#define FIRST_SLOTS 64

// ---- json_t -> node (open addressing; a subschema shared by two places keeps its first) ----

static size_t
slot_of(const struct node_map *map, const json_t *json)
{
    size_t slot = (size_t)((uintptr_t)json >> 4) * (size_t)0x9E3779B97F4A7C15u;
    slot        = slot >> 20 & (map->size - 1);
    while (map->slots[slot] && map->slots[slot]->json != json)
        slot = (slot + 1) & (map->size - 1);
    return slot;
}

struct node *
chela__schema_lookup(const struct chela__schema *schema, const json_t *json)
{
    const struct node_map *map = &schema->map;
    return map->size ? map->slots[slot_of(map, json)] : NULL;
}

static bool
grow_map(struct chela__schema *schema)
{
    struct node_map bigger = {.size = schema->map.size ? schema->map.size * 2 : FIRST_SLOTS};
    bigger.slots           = chela__arena_new(&schema->arena, bigger.size * sizeof(struct node *));
    if (!bigger.slots)
        return false;
    for (size_t i = 0; i < schema->map.size; i++) {
        struct node *node = schema->map.slots[i];
        if (node)
            bigger.slots[slot_of(&bigger, node->json)] = node;
    }
    bigger.used = schema->map.used;
    schema->map = bigger;
    return true;
}

static bool
remember(struct chela__schema *schema, struct node *node)
{
    if (schema->map.used * 2 >= schema->map.size && !grow_map(schema))
        return false;
    size_t slot = slot_of(&schema->map, node->json);
    if (!schema->map.slots[slot]) {
        schema->map.slots[slot] = node;
        schema->map.used++;
    }
    return true;
}

// ---- nodes ----

const char *
chela__schema_step(struct chela__schema *schema, const char *keyword, const char *token)
{
    struct chela__buffer step = CHELA__BUFFER_INIT;
    chela__json_pointer_add(&step, keyword);
    if (token)
        chela__json_pointer_add(&step, token);
    char *text = step.failed ? NULL : chela__arena_text(&schema->arena, step.data, step.len);
    chela__buffer_done(&step);
    return text;
}

static chela_status
new_node(struct chela__schema *schema, const json_t *json, struct node *parent, const char *step,
         struct node **ret_node, struct chela_error *err)
{
    if (schema->node_count >= MAX_NODES)
        return chela__error(err, CHELA_LIMIT, "the schema has more than %d subschemas", MAX_NODES);
    struct node *node = chela__arena_new(&schema->arena, sizeof(*node));
    if (!node || !step)
        return chela__error_memory(err);
    *node = (struct node){.json = json, .parent = parent, .step = step};
    if (parent)
        node->resource = parent->resource;
    if (json_is_object(json) && !remember(schema, node))
        return chela__error_memory(err);
    if (schema->last)
        schema->last->next = node;
    else
        schema->first = node;
    schema->last = node;
    schema->node_count++;
    *ret_node = node;
    return CHELA_OK;
}

chela_status
chela__schema_child(struct chela__schema *schema, struct node *parent, const json_t *json,
                    const char *step, struct node **ret_node, struct chela_error *err)
{
    struct node *known = json_is_object(json) ? chela__schema_lookup(schema, json) : NULL;
    if (known) {
        *ret_node = known;
        return CHELA_OK;
    }
    return new_node(schema, json, parent, step, ret_node, err);
}

// ---- resources and anchors ----

static chela_status
new_resource(struct chela__schema *schema, struct node *root, const char *uri, uint32_t inherited,
             struct chela_error *err)
{
    if (schema->resource_count >= MAX_RESOURCES)
        return chela__error(err, CHELA_LIMIT, "the schema has more than %d resources",
                            MAX_RESOURCES);
    struct resource *resource = chela__arena_new(&schema->arena, sizeof(*resource));
    char            *own      = chela__arena_text(&schema->arena, uri, strlen(uri));
    if (!resource || !own)
        return chela__error_memory(err);
    *resource         = (struct resource){.uri = own, .root = root, .vocabularies = inherited};
    resource->next    = schema->resources;
    schema->resources = resource;
    schema->resource_count++;
    root->resource = resource;
    return CHELA_OK;
}

// $id: opens a resource of its own below `base`.
static chela_status
enter_resource(struct chela__schema *schema, struct node *node, const char *base,
               struct chela_error *err)
{
    const json_t        *id   = json_object_get(node->json, "$id");
    const char          *text = json_string_value(id);
    struct chela__buffer uri  = CHELA__BUFFER_INIT;
    uint32_t    inherits      = node->resource ? node->resource->vocabularies : VOCABULARY_DEFAULT;
    const char *fragment      = text ? strchr(text, '#') : NULL;
    if (id && (!text || (fragment && fragment[1])))
        return chela__schema_wrong(schema, node, "$id", err,
                                   "expected a URI reference without a fragment");
    if (text)
        chela__uri_resolve(base, text, &uri);
    else
        chela__buffer_text(&uri, base);
    chela_status status = uri.failed
                              ? chela__error_memory(err)
                              : new_resource(schema, node, uri.data ? uri.data : "", inherits, err);
    chela__buffer_done(&uri);
    const json_t *metaschema = json_object_get(node->json, "$schema");
    if (status == CHELA_OK && json_is_string(metaschema))
        status = chela__schema_vocabularies(schema, json_string_value(metaschema),
                                            &node->resource->vocabularies, err);
    return status;
}

static bool
is_anchor_name(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    return name && name[0] && strchr(letters, name[0]) &&
           strspn(name + strspn(name, letters),
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstu"
                  "vwxyz_0123456789.-") == strlen(name + strspn(name, letters));
}

static chela_status
add_anchor(struct chela__schema *schema, struct node *node, const char *keyword, bool is_dynamic,
           struct chela_error *err)
{
    const json_t *value = json_object_get(node->json, keyword);
    if (!value)
        return CHELA_OK;
    const char *name = json_string_value(value);
    if (!is_anchor_name(name))
        return chela__schema_wrong(schema, node, keyword, err,
                                   "expected a name of letters, digits, '_', '-' and '.'");
    if (schema->anchor_count++ >= MAX_ANCHORS)
        return chela__error(err, CHELA_LIMIT, "the schema has more than %d anchors", MAX_ANCHORS);
    struct anchor *anchor = chela__arena_new(&schema->arena, sizeof(*anchor));
    if (!anchor)
        return chela__error_memory(err);
    *anchor                 = (struct anchor){name, node, is_dynamic, node->resource->anchors};
    node->resource->anchors = anchor;
    return CHELA_OK;
}

// ---- the walk ----

static chela_status
walk(struct chela__schema *schema, const json_t *json, struct node *parent, const char *step,
     const char *base, int depth, struct node **ret_node, struct chela_error *err);

static chela_status
walk_child(struct chela__schema *schema, struct node *node, const char *keyword, const char *token,
           const json_t *json, int depth, struct chela_error *err)
{
    struct node *child;
    if (!json_is_object(json)) // booleans get their node when their keyword is compiled
        return CHELA_OK;
    const char *step = chela__schema_step(schema, keyword, token);
    return walk(schema, json, node, step, node->resource->uri, depth + 1, &child, err);
}

static chela_status
walk_keyword(struct chela__schema *schema, struct node *node, const struct keyword *keyword,
             json_t *value, int depth, struct chela_error *err)
{
    chela_status status = CHELA_OK;
    if (keyword->shape == SHAPE_SCHEMA)
        return walk_child(schema, node, keyword->name, NULL, value, depth, err);
    if (keyword->shape == SHAPE_LIST) {
        for (size_t i = 0; status == CHELA_OK && i < json_array_size(value); i++) {
            char index[24];
            snprintf(index, sizeof(index), "%zu", i);
            status = walk_child(schema, node, keyword->name, index, json_array_get(value, i), depth,
                                err);
        }
    } else {
        for (void *at = json_object_iter(value); status == CHELA_OK && at;
             at       = json_object_iter_next(value, at))
            status = walk_child(schema, node, keyword->name, json_object_iter_key(at),
                                      json_object_iter_value(at), depth, err);
    }
    return status;
}

static chela_status
walk(struct chela__schema *schema, const json_t *json, struct node *parent, const char *step,
     const char *base, int depth, struct node **ret_node, struct chela_error *err)
{
    struct node *node = NULL;
    if (depth > MAX_NESTING)
        return chela__error(err, CHELA_LIMIT, "the schema is nested deeper than %d", MAX_NESTING);
    chela_status status = new_node(schema, json, parent, step, &node, err);
    if (!node)
        return status;
    if (status == CHELA_OK && (!parent || json_object_get(json, "$id")))
        status = enter_resource(schema, node, base, err);
    if (status == CHELA_OK)
        status = add_anchor(schema, node, "$anchor", false, err);
    if (status == CHELA_OK)
        status = add_anchor(schema, node, "$dynamicAnchor", true, err);
    for (const struct keyword *keyword = chela__keywords; status == CHELA_OK && keyword->name;
         keyword++) {
        json_t *value = keyword->shape == SHAPE_VALUE ? NULL : json_object_get(json, keyword->name);
        if (value)
            status = walk_keyword(schema, node, keyword, value, depth, err);
    }
    if (status == CHELA_OK)
        *ret_node = node;
    return status;
}

chela_status
chela__schema_load(struct chela__schema *schema, const json_t *document, const char *uri,
                   struct node **ret_root, struct chela_error *err)
{
    return walk(schema, document, NULL, "", uri, 0, ret_root, err);
}

chela_status
chela__schema_load_at(struct chela__schema *schema, const json_t *json, struct node *parent,
                      const char *step, struct node **ret_node, struct chela_error *err)
{
    return walk(schema, json, parent, step, parent->resource->uri, 0, ret_node, err);
}
