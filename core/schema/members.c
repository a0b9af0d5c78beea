// members.c - the keywords about objects: which members there are, and what each may be.
#include <stdlib.h>
#include <string.h>

#include "schema/keyword.h"
#include "schema/pattern.h"
#include "schema/run.h"

struct property {
    const char  *key;
    struct node *node;
};

struct pattern_property {
    const struct pattern *pattern;
    struct node          *node;
};

struct members {
    struct property         *properties; // sorted by key
    size_t                   property_count;
    struct pattern_property *patterns;
    size_t                   pattern_count;
    struct node             *rest; // additionalProperties; NULL: anything
};

// ---- compiling ----

static int
compare_properties(const void *left, const void *right)
{
    return strcmp(((const struct property *)left)->key, ((const struct property *)right)->key);
}

static chela_status
compile_named(struct compiler *compiler, const char *keyword, const json_t *value,
              struct members *members)
{
    if (!json_is_object(value))
        return chela__compile_expect(compiler, keyword, "an object of schemas", value);
    members->properties =
        chela__compile_new(compiler, (json_object_size(value) + 1) * sizeof(*members->properties));
    if (!members->properties)
        return CHELA_NO_MEMORY;
    const char *key;
    json_t     *child;
    json_object_foreach((json_t *)value, key, child)
    {
        struct property *property = &members->properties[members->property_count++];
        property->key             = key;
        chela_status status =
            chela__compile_named_child(compiler, keyword, key, child, &property->node);
        if (status < 0)
            return status;
    }
    qsort(members->properties, members->property_count, sizeof(*members->properties),
          compare_properties);
    return CHELA_OK;
}

static chela_status
compile_pattern_property(struct compiler *compiler, const char *keyword, const char *key,
                         const json_t *child, struct pattern_property *property)
{
    struct chela_error why = {0};
    chela_status       status =
        chela__pattern_new(compiler->schema, key, strlen(key), &property->pattern, &why);
    if (status == CHELA_INVALID)
        return chela__compile_wrong(compiler, keyword, "%s", why.text);
    if (status < 0)
        return chela__error(compiler->err, status, "%s", why.text);
    return chela__compile_named_child(compiler, keyword, key, child, &property->node);
}

static chela_status
compile_patterns(struct compiler *compiler, const char *keyword, const json_t *value,
                 struct members *members)
{
    if (!json_is_object(value))
        return chela__compile_expect(compiler, keyword, "an object of schemas", value);
    members->patterns =
        chela__compile_new(compiler, (json_object_size(value) + 1) * sizeof(*members->patterns));
    if (!members->patterns)
        return CHELA_NO_MEMORY;
    const char *key;
    json_t     *child;
    json_object_foreach((json_t *)value, key, child)
    {
        chela_status status = compile_pattern_property(
            compiler, keyword, key, child, &members->patterns[members->pattern_count++]);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

static chela_status
compile_members(struct compiler *compiler, struct members *members)
{
    const json_t *json     = compiler->node->json;
    const json_t *named    = json_object_get(json, "properties");
    const json_t *patterns = json_object_get(json, "patternProperties");
    const json_t *rest     = json_object_get(json, "additionalProperties");
    chela_status  status   = CHELA_OK;
    if (named)
        status = compile_named(compiler, "properties", named, members);
    if (status == CHELA_OK && patterns)
        status = compile_patterns(compiler, "patternProperties", patterns, members);
    if (status == CHELA_OK && rest)
        status = chela__compile_child(compiler, "additionalProperties", rest, &members->rest);
    return status;
}

// ---- properties, patternProperties, additionalProperties ----

static const struct property *
find_property(const struct members *members, const char *key)
{
    struct property wanted = {.key = key};
    return members->property_count == 0
               ? NULL
               : bsearch(&wanted, members->properties, members->property_count,
                         sizeof(*members->properties), compare_properties);
}

// "not a known member, there are: limit, query"
static chela_status
unknown_member(struct run *run, const struct check *check, const char *key)
{
    const struct members *members = check->members;
    struct chela__buffer  known   = CHELA__BUFFER_INIT;
    struct check          named   = *check;
    if (!run->faults)
        return CHELA_INVALID;
    for (size_t i = 0; i < members->property_count && i < 12; i++)
        chela__buffer_format(&known, "%s%s",
                             i ? ", " : ", there are: ", members->properties[i].key);
    named.keyword = "additionalProperties";
    chela_status status =
        chela__run_fault_at(run, &named, key, "not a known member%s", known.data ? known.data : "");
    chela__buffer_done(&known);
    return status;
}

static chela_status
run_rest(struct run *run, const struct check *check, const char *key, const json_t *value)
{
    const struct node *rest = check->members->rest;
    if (json_is_false(rest->json))
        return unknown_member(run, check, key);
    return chela__run_member(run, rest, key, value);
}

// One member against all that speaks of it; *ret_known says whether anything did.
static chela_status
run_one_member(struct run *run, const struct check *check, const char *key, const json_t *value,
               bool *ret_known)
{
    const struct members  *members  = check->members;
    const struct property *property = find_property(members, key);
    chela_status           status   = CHELA_OK;
    *ret_known                      = property != NULL;
    if (property &&
        !chela__run_goes_on(run, chela__run_member(run, property->node, key, value), &status))
        return status;
    for (size_t i = 0; i < members->pattern_count; i++) {
        const struct pattern_property *by = &members->patterns[i];
        chela_status                   matches =
            chela__pattern_match(by->pattern, key, strlen(key), &run->match, run->err);
        if (matches == CHELA_INVALID)
            continue;
        if (matches == CHELA_OK)
            matches = chela__run_member(run, by->node, key, value);
        *ret_known = true;
        if (!chela__run_goes_on(run, matches, &status))
            return status;
    }
    if (!*ret_known && members->rest) {
        *ret_known = true;
        chela__run_goes_on(run, run_rest(run, check, key, value), &status);
    }
    return status;
}

static chela_status
run_properties(struct run *run, const struct check *check, const json_t *instance,
               struct sink *sink)
{
    chela_status status = CHELA_OK;
    size_t       index  = 0;
    const char  *key;
    json_t      *value;
    if (!json_is_object(instance))
        return CHELA_OK;
    json_object_foreach((json_t *)instance, key, value)
    {
        bool         is_known = false;
        chela_status got      = run_one_member(run, check, key, value, &is_known);
        if (!chela__run_goes_on(run, got, &status))
            break;
        if (is_known)
            chela__sink_mark(sink, index);
        index++;
    }
    return status;
}

KEYWORD_COMPILER(properties)
{
    static const char *const order[] = {"properties", "patternProperties", "additionalProperties"};
    (void)value;
    for (size_t i = 0; i < sizeof order / sizeof *order && strcmp(order[i], keyword) != 0; i++)
        if (json_object_get(compiler->node->json, order[i]))
            return CHELA_OK; // done with that one
    struct members *members = chela__compile_new(compiler, sizeof(*members));
    if (!members)
        return CHELA_NO_MEMORY;
    check->run     = run_properties;
    check->members = members;
    return compile_members(compiler, members);
}

// ---- propertyNames ----

static chela_status
run_property_names(struct run *run, const struct check *check, const json_t *instance,
                   struct sink *sink)
{
    chela_status status = CHELA_OK;
    const char  *key;
    json_t      *value;
    (void)sink;
    if (!json_is_object(instance))
        return CHELA_OK;
    json_object_foreach((json_t *)instance, key, value)
    {
        json_t *name = json_string(key);
        if (!name)
            return chela__error_memory(run->err);
        chela_status got = chela__run_member(run, check->node, key, name);
        json_decref(name);
        if (!chela__run_goes_on(run, got, &status))
            break;
    }
    return status;
}

KEYWORD_COMPILER(property_names)
{
    check->run = run_property_names;
    return chela__compile_child(compiler, keyword, value, &check->node);
}

// ---- unevaluatedProperties ----

static chela_status
run_unevaluated_properties(struct run *run, const struct check *check, const json_t *instance,
                           struct sink *sink)
{
    chela_status status = CHELA_OK;
    size_t       index  = 0;
    const char  *key;
    json_t      *value;
    if (!json_is_object(instance))
        return CHELA_OK;
    json_object_foreach((json_t *)instance, key, value)
    {
        size_t at = index++;
        if (chela__sink_has(sink, at))
            continue;
        chela__sink_mark(sink, at);
        if (!chela__run_goes_on(run, chela__run_member(run, check->node, key, value), &status))
            break;
    }
    return status;
}

KEYWORD_COMPILER(unevaluated_properties)
{
    check->run                 = run_unevaluated_properties;
    check->needs_all           = true;
    compiler->node->needs_sink = true;
    return chela__compile_child(compiler, keyword, value, &check->node);
}
