// keyword.c - the table of all keywords, and what their compilers share.
#include "schema/keyword.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"

#define CORE VOCABULARY_CORE
#define APPLICATOR VOCABULARY_APPLICATOR
#define UNEVALUATED VOCABULARY_UNEVALUATED
#define VALIDATION VOCABULARY_VALIDATION
#define META_DATA VOCABULARY_META_DATA
#define FORMAT (VOCABULARY_FORMAT | VOCABULARY_FORMAT_CHECK)
#define CONTENT VOCABULARY_CONTENT

// clang-format off
const struct keyword chela__keywords[] = {
    {"type",                  VALIDATION,  SHAPE_VALUE,  chela__compile_type},
    {"const",                 VALIDATION,  SHAPE_VALUE,  chela__compile_const},
    {"enum",                  VALIDATION,  SHAPE_VALUE,  chela__compile_enum},
    {"minimum",               VALIDATION,  SHAPE_VALUE,  chela__compile_bound},
    {"maximum",               VALIDATION,  SHAPE_VALUE,  chela__compile_bound},
    {"exclusiveMinimum",      VALIDATION,  SHAPE_VALUE,  chela__compile_bound},
    {"exclusiveMaximum",      VALIDATION,  SHAPE_VALUE,  chela__compile_bound},
    {"multipleOf",            VALIDATION,  SHAPE_VALUE,  chela__compile_multiple_of},
    {"minLength",             VALIDATION,  SHAPE_VALUE,  chela__compile_length},
    {"maxLength",             VALIDATION,  SHAPE_VALUE,  chela__compile_length},
    {"pattern",               VALIDATION,  SHAPE_VALUE,  chela__compile_pattern},
    {"format",                FORMAT,      SHAPE_VALUE,  chela__compile_format},
    {"minItems",              VALIDATION,  SHAPE_VALUE,  chela__compile_item_count},
    {"maxItems",              VALIDATION,  SHAPE_VALUE,  chela__compile_item_count},
    {"uniqueItems",           VALIDATION,  SHAPE_VALUE,  chela__compile_unique_items},
    {"minProperties",         VALIDATION,  SHAPE_VALUE,  chela__compile_member_count},
    {"maxProperties",         VALIDATION,  SHAPE_VALUE,  chela__compile_member_count},
    {"required",              VALIDATION,  SHAPE_VALUE,  chela__compile_required},
    {"dependentRequired",     VALIDATION,  SHAPE_VALUE,  chela__compile_dependent_required},
    {"$ref",                  CORE,        SHAPE_VALUE,  chela__compile_ref},
    {"$dynamicRef",           CORE,        SHAPE_VALUE,  chela__compile_dynamic_ref},
    // One check for the three, at the first that is there.
    {"properties",            APPLICATOR,  SHAPE_MAP,    chela__compile_properties},
    {"patternProperties",     APPLICATOR,  SHAPE_MAP,    chela__compile_properties},
    {"additionalProperties",  APPLICATOR,  SHAPE_SCHEMA, chela__compile_properties},
    {"propertyNames",         APPLICATOR,  SHAPE_SCHEMA, chela__compile_property_names},
    // One check for the two.
    {"prefixItems",           APPLICATOR,  SHAPE_LIST,   chela__compile_items},
    {"items",                 APPLICATOR,  SHAPE_SCHEMA, chela__compile_items},
    {"contains",              APPLICATOR,  SHAPE_SCHEMA, chela__compile_contains},
    {"minContains",           VALIDATION,  SHAPE_VALUE,  chela__compile_item_count},
    {"maxContains",           VALIDATION,  SHAPE_VALUE,  chela__compile_item_count},
    {"allOf",                 APPLICATOR,  SHAPE_LIST,   chela__compile_all_of},
    {"anyOf",                 APPLICATOR,  SHAPE_LIST,   chela__compile_any_of},
    {"oneOf",                 APPLICATOR,  SHAPE_LIST,   chela__compile_one_of},
    {"not",                   APPLICATOR,  SHAPE_SCHEMA, chela__compile_not},
    {"if",                    APPLICATOR,  SHAPE_SCHEMA, chela__compile_if},
    {"then",                  APPLICATOR,  SHAPE_SCHEMA, NULL},
    {"else",                  APPLICATOR,  SHAPE_SCHEMA, NULL},
    {"dependentSchemas",      APPLICATOR,  SHAPE_MAP,    chela__compile_dependent_schemas},
    // Last: they look at what the others have evaluated.
    {"unevaluatedProperties", UNEVALUATED, SHAPE_SCHEMA, chela__compile_unevaluated_properties},
    {"unevaluatedItems",      UNEVALUATED, SHAPE_SCHEMA, chela__compile_unevaluated_items},
    {"$id",                   CORE,        SHAPE_VALUE,  NULL},
    {"$schema",               CORE,        SHAPE_VALUE,  NULL},
    {"$anchor",               CORE,        SHAPE_VALUE,  NULL},
    {"$dynamicAnchor",        CORE,        SHAPE_VALUE,  NULL},
    {"$vocabulary",           CORE,        SHAPE_VALUE,  NULL},
    {"$comment",              CORE,        SHAPE_VALUE,  NULL},
    {"$defs",                 CORE,        SHAPE_MAP,    NULL},
    {"title",                 META_DATA,   SHAPE_VALUE,  NULL},
    {"description",           META_DATA,   SHAPE_VALUE,  NULL},
    {"default",               META_DATA,   SHAPE_VALUE,  NULL},
    {"deprecated",            META_DATA,   SHAPE_VALUE,  NULL},
    {"readOnly",              META_DATA,   SHAPE_VALUE,  NULL},
    {"writeOnly",             META_DATA,   SHAPE_VALUE,  NULL},
    {"examples",              META_DATA,   SHAPE_VALUE,  NULL},
    {"contentEncoding",       CONTENT,     SHAPE_VALUE,  NULL},
    {"contentMediaType",      CONTENT,     SHAPE_VALUE,  NULL},
    {"contentSchema",         CONTENT,     SHAPE_SCHEMA, NULL},
    // Of Chela's semantic types: what a value converts to.
    {"to",                    META_DATA,   SHAPE_VALUE,  NULL},
    {NULL, 0, SHAPE_VALUE, NULL},
};
// clang-format on

chela_status
chela__compile_wrong(struct compiler *compiler, const char *keyword, const char *format, ...)
{
    char    text[CHELA_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return chela__schema_wrong(compiler->schema, compiler->node, keyword, compiler->err, "%s",
                               text);
}

chela_status
chela__compile_expect(struct compiler *compiler, const char *keyword, const char *expected,
                      const json_t *value)
{
    return chela__compile_wrong(compiler, keyword, "expected %s, got %s", expected,
                                chela__json_kind(value));
}

void *
chela__compile_new(struct compiler *compiler, size_t size)
{
    void *memory = chela__arena_new(&compiler->schema->arena, size);
    if (!memory)
        chela__error_memory(compiler->err);
    return memory;
}

static chela_status
child_at(struct compiler *compiler, const char *keyword, const char *token, const json_t *value,
         struct node **ret_node)
{
    if (!json_is_object(value) && !json_is_boolean(value))
        return chela__compile_wrong(
            compiler, keyword, "expected a schema (an object, true or false)%s%s, got %s",
            token ? " at " : "", token ? token : "", chela__json_kind(value));
    return chela__schema_child(compiler->schema, compiler->node, value,
                               chela__schema_step(compiler->schema, keyword, token), ret_node,
                               compiler->err);
}

chela_status
chela__compile_child(struct compiler *compiler, const char *keyword, const json_t *value,
                     struct node **ret_node)
{
    return child_at(compiler, keyword, NULL, value, ret_node);
}

chela_status
chela__compile_named_child(struct compiler *compiler, const char *keyword, const char *token,
                           const json_t *value, struct node **ret_node)
{
    return child_at(compiler, keyword, token, value, ret_node);
}

chela_status
chela__compile_list(struct compiler *compiler, const char *keyword, const json_t *value,
                    struct node_list *ret_list)
{
    struct node_list list = {.count = json_array_size(value)};
    if (!json_is_array(value) || list.count == 0)
        return chela__compile_wrong(compiler, keyword,
                                    "expected an array with at least one schema");
    list.nodes = chela__compile_new(compiler, list.count * sizeof(struct node *));
    if (!list.nodes)
        return CHELA_NO_MEMORY;
    for (size_t i = 0; i < list.count; i++) {
        char index[24];
        snprintf(index, sizeof(index), "%zu", i);
        chela_status status =
            child_at(compiler, keyword, index, json_array_get(value, i), &list.nodes[i]);
        if (status < 0)
            return status;
    }
    *ret_list = list;
    return CHELA_OK;
}

chela_status
chela__compile_count(struct compiler *compiler, const char *keyword, const json_t *value,
                     size_t *ret_count)
{
    if (json_is_integer(value) && json_integer_value(value) >= 0)
        *ret_count = (size_t)json_integer_value(value);
    else if (json_is_real(value) && json_real_value(value) >= 0 && json_real_value(value) < 1e15 &&
             json_real_value(value) == (double)(size_t)json_real_value(value))
        *ret_count = (size_t)json_real_value(value);
    else
        return chela__compile_wrong(compiler, keyword, "expected a whole number of at least 0");
    return CHELA_OK;
}
