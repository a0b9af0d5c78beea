// compile.c - compiles a schema document: load, then every keyword of every node.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "schema/keyword.h"
#include "schema/pattern.h"

// "x-..." and the table's; a draft's own names for what 2020-12 calls otherwise are refused too.
static bool
is_known(const char *name)
{
    if (strncmp(name, "x-", 2) == 0)
        return true;
    for (const struct keyword *keyword = chela__keywords; keyword->name; keyword++)
        if (strcmp(keyword->name, name) == 0)
            return true;
    return false;
}

static chela_status
refuse_unknown(struct compiler *compiler)
{
    const json_t *json = compiler->node->json;
    for (void *at = json_object_iter((json_t *)json); at;
         at       = json_object_iter_next((json_t *)json, at)) {
        const char *name = json_object_iter_key(at);
        if (!is_known(name))
            return chela__compile_wrong(
                compiler, name, "not a keyword of JSON Schema 2020-12; own ones start with \"x-\"");
    }
    return CHELA_OK;
}

static chela_status
compile_keyword(struct compiler *compiler, const struct keyword *keyword)
{
    struct node  *node  = compiler->node;
    const json_t *value = json_object_get(node->json, keyword->name);
    if (!value || !keyword->compile || !(keyword->vocabulary & node->resource->vocabularies))
        return CHELA_OK;
    struct check *check = &node->checks[node->check_count];
    *check              = (struct check){.keyword = keyword->name, .owner = node, .value = value};
    chela_status status = keyword->compile(compiler, keyword->name, value, check);
    if (status == CHELA_OK && check->run)
        node->check_count++;
    return status;
}

static chela_status
compile_node(struct compiler *compiler)
{
    struct node *node   = compiler->node;
    chela_status status = CHELA_OK;
    if (!json_is_object(node->json))
        return CHELA_OK;
    if (compiler->schema->options.strict)
        status = refuse_unknown(compiler);
    size_t count = json_object_size(node->json);
    node->checks = chela__compile_new(compiler, (count + 1) * sizeof(*node->checks));
    if (!node->checks)
        return CHELA_NO_MEMORY;
    for (const struct keyword *at = chela__keywords; status == CHELA_OK && at->name; at++)
        status = compile_keyword(compiler, at);
    return status;
}

static chela_status
compile_all(struct chela__schema *schema, struct chela_error *err)
{
    struct compiler compiler = {.schema = schema, .err = err};
    // References append nodes while this runs.
    for (compiler.node = schema->first; compiler.node; compiler.node = compiler.node->next) {
        chela_status status = compile_node(&compiler);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

chela_status
chela__schema_compile(const json_t *document, const struct chela__schema_options *options,
                      struct chela__schema **ret_schema, struct chela_error *err)
{
    if (!json_is_object(document) && !json_is_boolean(document))
        return chela__error(err, CHELA_INVALID, "expected a schema (an object, true or false)");
    struct chela__schema *schema = calloc(1, sizeof(*schema));
    if (!schema)
        return chela__error_memory(err);
    if (options)
        schema->options = *options;
    const char *base    = schema->options.base_uri ? schema->options.base_uri : "";
    schema->document    = json_incref((json_t *)document);
    chela_status status = chela__schema_load(schema, document, base, &schema->root, err);
    if (status == CHELA_OK)
        status = compile_all(schema, err);
    if (status < 0) {
        chela__schema_free(schema);
        return status;
    }
    *ret_schema = schema;
    return CHELA_OK;
}

void
chela__schema_free(struct chela__schema *schema)
{
    if (!schema)
        return;
    for (struct document *at = schema->metaschemas; at; at = at->next)
        json_decref(at->json);
    chela__patterns_free(schema->patterns);
    chela__arena_done(&schema->arena);
    json_decref(schema->document);
    free(schema);
}
