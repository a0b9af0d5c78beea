// refs.c - what references name: documents, resources, anchors and JSON Pointers.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "schema/metaschema.h"
#include "schema/model.h"
#include "schema/uri.h"

// ---- places and messages ----

static void
add_place(const struct node *node, struct chela__buffer *out)
{
    if (node->parent)
        add_place(node->parent, out);
    chela__buffer_text(out, node->step);
}

void
chela__schema_place(const struct chela__schema *schema, const struct node *node,
                    struct chela__buffer *out)
{
    const struct node *root = node;
    while (root->parent)
        root = root->parent;
    if (schema->root && root != schema->root) {
        chela__buffer_text(out, root->resource->uri);
        chela__buffer_byte(out, '#');
    }
    add_place(node, out);
}

chela_status
chela__schema_wrong(struct chela__schema *schema, const struct node *node, const char *keyword,
                    struct chela_error *err, const char *format, ...)
{
    struct chela__buffer place = CHELA__BUFFER_INIT;
    char                 text[CHELA_ERROR_TEXT];
    va_list              args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    chela__schema_place(schema, node, &place);
    chela__error(err, CHELA_INVALID, "%s/%s: %s", place.data ? place.data : "", keyword, text);
    chela__buffer_done(&place);
    return CHELA_INVALID;
}

// ---- documents ----

static const json_t *
find_metaschema(struct chela__schema *schema, const char *uri)
{
    for (struct document *known = schema->metaschemas; known; known = known->next)
        if (strcmp(known->uri, uri) == 0)
            return known->json;
    size_t      len  = 0;
    const char *text = chela__metaschema_text(uri, &len);
    if (!text)
        return NULL;
    struct document *document = chela__arena_new(&schema->arena, sizeof(*document));
    if (!document || !(document->uri = chela__arena_text(&schema->arena, uri, strlen(uri))) ||
        chela__json_read(text, len, NULL, &document->json, NULL) < 0)
        return NULL;
    document->next      = schema->metaschemas;
    schema->metaschemas = document;
    return document->json;
}

const json_t *
chela__schema_document(struct chela__schema *schema, const char *uri)
{
    const struct chela__schema_source *source = &schema->options.source;
    const json_t *found = source->find ? source->find(source->user, uri) : NULL;
    return found ? found : find_metaschema(schema, uri);
}

// ---- vocabularies ----

static const struct {
    const char *name;
    uint32_t    bit;
} vocabularies[] = {
    {"core", VOCABULARY_CORE},
    {"applicator", VOCABULARY_APPLICATOR},
    {"unevaluated", VOCABULARY_UNEVALUATED},
    {"validation", VOCABULARY_VALIDATION},
    {"meta-data", VOCABULARY_META_DATA},
    {"format-annotation", VOCABULARY_FORMAT},
    {"format-assertion", VOCABULARY_FORMAT | VOCABULARY_FORMAT_CHECK},
    {"content", VOCABULARY_CONTENT},
};

static uint32_t
vocabulary_bit(const char *uri)
{
    static const char prefix[] = CHELA__DRAFT "/vocab/";
    if (strncmp(uri, prefix, sizeof(prefix) - 1) != 0)
        return 0;
    for (size_t i = 0; i < sizeof(vocabularies) / sizeof(vocabularies[0]); i++)
        if (strcmp(uri + sizeof(prefix) - 1, vocabularies[i].name) == 0)
            return vocabularies[i].bit;
    return 0;
}

chela_status
chela__schema_vocabularies(struct chela__schema *schema, const char *metaschema,
                           uint32_t *ret_vocabularies, struct chela_error *err)
{
    size_t len = strcspn(metaschema, "#"); // an empty fragment is usual
    if (strlen(CHELA__DRAFT "/schema") == len &&
        strncmp(metaschema, CHELA__DRAFT "/schema", len) == 0) {
        *ret_vocabularies = VOCABULARY_DEFAULT;
        return CHELA_OK;
    }
    const json_t *document = chela__schema_document(schema, metaschema);
    if (!document)
        return chela__error(err, CHELA_UNSUPPORTED,
                            "$schema: '%s' is unknown, use " CHELA__DRAFT "/schema", metaschema);
    json_t *declared = json_object_get(document, "$vocabulary");
    if (!json_is_object(declared)) {
        *ret_vocabularies = VOCABULARY_DEFAULT;
        return CHELA_OK;
    }
    uint32_t    bits = VOCABULARY_CORE;
    const char *uri;
    json_t     *is_required;
    json_object_foreach(declared, uri, is_required)
    {
        uint32_t bit = vocabulary_bit(uri);
        if (!bit && json_is_true(is_required))
            return chela__error(err, CHELA_UNSUPPORTED,
                                "$schema: '%s' requires the unknown vocabulary %s", metaschema,
                                uri);
        bits |= bit;
    }
    *ret_vocabularies = bits;
    return CHELA_OK;
}

// ---- resources ----

static struct resource *
find_resource(const struct chela__schema *schema, const char *uri)
{
    for (struct resource *at = schema->resources; at; at = at->next)
        if (strcmp(at->uri, uri) == 0)
            return at;
    return NULL;
}

// Known, or loaded now. A document may call itself something else than the URI it was found by, so
// the one at its root is what was meant.
static chela_status
need_resource(struct chela__schema *schema, const char *uri, struct resource **ret_resource,
              struct chela_error *err)
{
    struct resource *known = find_resource(schema, uri);
    if (known) {
        *ret_resource = known;
        return CHELA_OK;
    }
    const json_t *document = chela__schema_document(schema, uri);
    if (!document)
        return chela__error(err, CHELA_NOT_FOUND, "no schema has the URI '%s'", uri);
    struct node *root   = chela__schema_lookup(schema, document);
    chela_status status = CHELA_OK;
    if (!root)
        status = chela__schema_load(schema, document, uri, &root, err);
    if (status == CHELA_OK)
        *ret_resource = root->resource;
    return status;
}

const struct anchor *
chela__schema_anchor(const struct resource *resource, const char *name)
{
    for (const struct anchor *at = resource->anchors; at; at = at->next)
        if (strcmp(at->name, name) == 0)
            return at;
    return NULL;
}

// ---- JSON Pointers ----

// Follows a pointer from a resource's root. Where no keyword made a schema, one is made now, below
// the nearest that is known.
static chela_status
follow_pointer(struct chela__schema *schema, struct resource *resource, const char *pointer,
               struct node **ret_target, struct chela_error *err)
{
    struct node  *nearest = resource->root;
    const char   *behind  = pointer; // what follows `nearest`
    const json_t *json    = resource->root->json;
    for (const char *at = pointer; json && *at;) {
        size_t len   = 1 + strcspn(at + 1, "/");
        char  *token = strndup(at, len);
        if (!token)
            return chela__error_memory(err);
        json = chela__json_at(json, token);
        free(token);
        at += len;
        struct node *known = json_is_object(json) ? chela__schema_lookup(schema, json) : NULL;
        if (known) {
            nearest = known;
            behind  = at;
        }
    }
    if (!json_is_object(json) && !json_is_boolean(json))
        return chela__error(err, CHELA_NOT_FOUND, "there is no schema at '#%s'", pointer);
    if (!*behind) {
        *ret_target = nearest;
        return CHELA_OK;
    }
    const char *step = chela__arena_text(&schema->arena, behind, strlen(behind));
    return chela__schema_load_at(schema, json, nearest, step, ret_target, err);
}

static chela_status
follow_fragment(struct chela__schema *schema, struct resource *resource, const char *fragment,
                struct node **ret_target, const struct anchor **ret_anchor, struct chela_error *err)
{
    *ret_anchor = NULL;
    if (!fragment[0] || fragment[0] == '/')
        return follow_pointer(schema, resource, fragment, ret_target, err);
    const struct anchor *anchor = chela__schema_anchor(resource, fragment);
    if (!anchor)
        return chela__error(err, CHELA_NOT_FOUND, "there is no anchor '%s'", fragment);
    *ret_anchor = anchor;
    *ret_target = anchor->node;
    return CHELA_OK;
}

chela_status
chela__schema_resolve(struct chela__schema *schema, const struct node *node, const char *reference,
                      struct node **ret_target, const struct anchor **ret_anchor,
                      struct chela_error *err)
{
    struct chela__buffer uri = CHELA__BUFFER_INIT, fragment = CHELA__BUFFER_INIT;
    struct resource     *resource = NULL;
    chela_status         status   = CHELA_OK;
    chela__uri_resolve(node->resource->uri, reference, &uri);
    bool is_read = chela__uri_fragment(reference, &fragment);
    chela__buffer_add(&uri, "", 0);
    chela__buffer_add(&fragment, "", 0);
    if (uri.failed || fragment.failed)
        status = chela__error_memory(err);
    else if (!is_read)
        status = chela__error(err, CHELA_INVALID, "'%s' has a malformed %%XX", reference);
    else if (strcmp(uri.data, node->resource->uri) == 0)
        resource = node->resource;
    else
        status = need_resource(schema, uri.data, &resource, err);
    if (status == CHELA_OK)
        status = follow_fragment(schema, resource, fragment.data, ret_target, ret_anchor, err);
    chela__buffer_done(&uri);
    chela__buffer_done(&fragment);
    return status;
}
