// presence.c - which members an object must have: required, dependentX, minProperties.
#include <string.h>

#include "base/json.h"
#include "schema/keyword.h"
#include "schema/run.h"

// ---- minProperties, maxProperties ----

static chela_status
run_min_properties(struct run *run, const struct check *check, const json_t *instance,
                   struct sink *sink)
{
    (void)sink;
    if (!json_is_object(instance) || json_object_size(instance) >= check->count)
        return CHELA_OK;
    return chela__run_fault(run, check, "expected at least %zu members, got %zu", check->count,
                            json_object_size(instance));
}

static chela_status
run_max_properties(struct run *run, const struct check *check, const json_t *instance,
                   struct sink *sink)
{
    (void)sink;
    if (!json_is_object(instance) || json_object_size(instance) <= check->count)
        return CHELA_OK;
    return chela__run_fault(run, check, "expected at most %zu members, got %zu", check->count,
                            json_object_size(instance));
}

KEYWORD_COMPILER(member_count)
{
    check->run = strcmp(keyword, "minProperties") == 0 ? run_min_properties : run_max_properties;
    return chela__compile_count(compiler, keyword, value, &check->count);
}

// ---- required ----

static chela_status
expect_names(struct compiler *compiler, const char *keyword, const json_t *value)
{
    if (!json_is_array(value))
        return chela__compile_expect(compiler, keyword, "an array of names", value);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!json_is_string(json_array_get(value, i)))
            return chela__compile_expect(compiler, keyword, "names only", json_array_get(value, i));
    return CHELA_OK;
}

// `because`: the member that asks for them, or NULL.
static chela_status
need_members(struct run *run, const struct check *check, const json_t *names,
             const json_t *instance, const char *because)
{
    chela_status status = CHELA_OK;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char  *name = json_string_value(json_array_get(names, i));
        chela_status got  = CHELA_OK;
        if (json_object_get(instance, name))
            continue;
        if (because)
            got = chela__run_fault_at(run, check, name, "missing, but \"%s\" requires it", because);
        else
            got = chela__run_fault_at(run, check, name, "missing, but required");
        if (!chela__run_goes_on(run, got, &status))
            break;
    }
    return status;
}

static chela_status
run_required(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    if (!json_is_object(instance))
        return CHELA_OK;
    return need_members(run, check, check->value, instance, NULL);
}

KEYWORD_COMPILER(required)
{
    check->run = run_required;
    return expect_names(compiler, keyword, value);
}

// ---- dependentRequired, dependentSchemas ----

static chela_status
run_dependent_required(struct run *run, const struct check *check, const json_t *instance,
                       struct sink *sink)
{
    chela_status status = CHELA_OK;
    const char  *key;
    json_t      *names;
    (void)sink;
    if (!json_is_object(instance))
        return CHELA_OK;
    json_object_foreach((json_t *)check->value, key, names)
    {
        if (json_object_get(instance, key) &&
            !chela__run_goes_on(run, need_members(run, check, names, instance, key), &status))
            break;
    }
    return status;
}

KEYWORD_COMPILER(dependent_required)
{
    const char *key;
    json_t     *names;
    if (!json_is_object(value))
        return chela__compile_expect(compiler, keyword, "an object of arrays of names", value);
    json_object_foreach((json_t *)value, key, names)
    {
        chela_status status = expect_names(compiler, keyword, names);
        if (status < 0)
            return status;
    }
    check->run = run_dependent_required;
    return CHELA_OK;
}

struct dependents {
    size_t        count;
    const char  **keys;
    struct node **nodes;
};

static chela_status
run_dependent_schemas(struct run *run, const struct check *check, const json_t *instance,
                      struct sink *sink)
{
    const struct dependents *dependents = check->dependents;
    chela_status             status     = CHELA_OK;
    if (!json_is_object(instance))
        return CHELA_OK;
    for (size_t i = 0; i < dependents->count; i++)
        if (json_object_get(instance, dependents->keys[i]) &&
            !chela__run_goes_on(run, chela__run_node(run, dependents->nodes[i], instance, sink),
                                &status))
            break;
    return status;
}

KEYWORD_COMPILER(dependent_schemas)
{
    if (!json_is_object(value))
        return chela__compile_expect(compiler, keyword, "an object of schemas", value);
    size_t             count      = json_object_size(value);
    struct dependents *dependents = chela__compile_new(compiler, sizeof(*dependents));
    if (!dependents)
        return CHELA_NO_MEMORY;
    dependents->keys  = chela__compile_new(compiler, (count + 1) * sizeof(*dependents->keys));
    dependents->nodes = chela__compile_new(compiler, (count + 1) * sizeof(struct node *));
    if (!dependents->keys || !dependents->nodes)
        return CHELA_NO_MEMORY;
    const char *key;
    json_t     *child;
    json_object_foreach((json_t *)value, key, child)
    {
        size_t       at = dependents->count++;
        chela_status status =
            chela__compile_named_child(compiler, keyword, key, child, &dependents->nodes[at]);
        if (status < 0)
            return status;
        dependents->keys[at] = key;
    }
    check->run        = run_dependent_schemas;
    check->dependents = dependents;
    return CHELA_OK;
}
