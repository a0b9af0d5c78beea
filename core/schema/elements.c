// elements.c - the keywords about arrays.
#include <string.h>

#include "schema/keyword.h"
#include "schema/run.h"
#include "schema/unique.h"

// ---- minItems, maxItems, uniqueItems ----

static chela_status
run_min_items(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    if (!json_is_array(instance) || json_array_size(instance) >= check->count)
        return CHELA_OK;
    return chela__run_fault(run, check, "expected at least %zu elements, got %zu", check->count,
                            json_array_size(instance));
}

static chela_status
run_max_items(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    if (!json_is_array(instance) || json_array_size(instance) <= check->count)
        return CHELA_OK;
    return chela__run_fault(run, check, "expected at most %zu elements, got %zu", check->count,
                            json_array_size(instance));
}

// minContains and maxContains are only read here; "contains" runs them.
KEYWORD_COMPILER(item_count)
{
    if (strcmp(keyword, "minItems") == 0)
        check->run = run_min_items;
    else if (strcmp(keyword, "maxItems") == 0)
        check->run = run_max_items;
    return chela__compile_count(compiler, keyword, value, &check->count);
}

static chela_status
run_unique_items(struct run *run, const struct check *check, const json_t *instance,
                 struct sink *sink)
{
    size_t first = 0, second = 0;
    (void)sink;
    if (!json_is_array(instance) || json_array_size(instance) < 2)
        return CHELA_OK;
    chela_status status = chela__find_double(run, instance, &first, &second);
    if (status == CHELA_INVALID)
        return chela__run_fault(run, check, "elements %zu and %zu are the same, all must differ",
                                first, second);
    return status;
}

KEYWORD_COMPILER(unique_items)
{
    if (!json_is_boolean(value))
        return chela__compile_expect(compiler, keyword, "true or false", value);
    check->run = json_is_true(value) ? run_unique_items : NULL;
    return CHELA_OK;
}

// ---- prefixItems and items ----

struct elements {
    struct node_list prefix;
    struct node     *rest; // NULL: anything
};

static chela_status
run_items(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    const struct elements *elements = check->elements;
    chela_status           status   = CHELA_OK;
    size_t                 count    = json_array_size(instance);
    for (size_t i = 0; i < count; i++) {
        const struct node *node =
            i < elements->prefix.count ? elements->prefix.nodes[i] : elements->rest;
        if (!node)
            break;
        chela__sink_mark(sink, i);
        if (!chela__run_goes_on(run, chela__run_element(run, node, i, json_array_get(instance, i)),
                                &status))
            break;
    }
    return status;
}

KEYWORD_COMPILER(items)
{
    const json_t *prefix = json_object_get(compiler->node->json, "prefixItems");
    const json_t *rest   = json_object_get(compiler->node->json, "items");
    (void)value;
    if (prefix && strcmp(keyword, "items") == 0)
        return CHELA_OK; // done with prefixItems
    struct elements *elements = chela__compile_new(compiler, sizeof(*elements));
    if (!elements)
        return CHELA_NO_MEMORY;
    chela_status status = CHELA_OK;
    if (prefix)
        status = chela__compile_list(compiler, "prefixItems", prefix, &elements->prefix);
    if (status == CHELA_OK && rest)
        status = chela__compile_child(compiler, "items", rest, &elements->rest);
    check->run      = run_items;
    check->elements = elements;
    return status;
}

// ---- contains ----

struct contains {
    struct node *node;
    size_t       min, max;
};

static chela_status
count_contained(struct run *run, const struct contains *contains, const json_t *instance,
                struct sink *sink, size_t *ret_count)
{
    struct chela__schema_faults *outer  = run->faults;
    chela_status                 status = CHELA_OK;
    size_t                       found  = 0;
    run->faults                         = NULL;
    for (size_t i = 0; i < json_array_size(instance); i++) {
        status = chela__run_element(run, contains->node, i, json_array_get(instance, i));
        if (status < 0 && status != CHELA_INVALID)
            break;
        found += status == CHELA_OK;
        if (status == CHELA_OK)
            chela__sink_mark(sink, i);
    }
    run->faults = outer;
    *ret_count  = found;
    return status == CHELA_INVALID ? CHELA_OK : status;
}

static chela_status
run_contains(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    const struct contains *contains = check->contains;
    size_t                 found    = 0;
    if (!json_is_array(instance))
        return CHELA_OK;
    chela_status status = count_contained(run, contains, instance, sink, &found);
    if (status < 0)
        return status;
    if (found < contains->min)
        return chela__run_fault(run, check,
                                "expected at least %zu elements that fit \"contains\", got %zu",
                                contains->min, found);
    if (found > contains->max)
        return chela__run_fault(run, check,
                                "expected at most %zu elements that fit \"contains\", got %zu",
                                contains->max, found);
    return CHELA_OK;
}

static chela_status
optional_count(struct compiler *compiler, const char *keyword, size_t *ret_count)
{
    const json_t *value = json_object_get(compiler->node->json, keyword);
    if (!value || !(compiler->node->resource->vocabularies & VOCABULARY_VALIDATION))
        return CHELA_OK;
    return chela__compile_count(compiler, keyword, value, ret_count);
}

KEYWORD_COMPILER(contains)
{
    struct contains *contains = chela__compile_new(compiler, sizeof(*contains));
    if (!contains)
        return CHELA_NO_MEMORY;
    *contains           = (struct contains){.min = 1, .max = SIZE_MAX};
    chela_status status = chela__compile_child(compiler, keyword, value, &contains->node);
    if (status == CHELA_OK)
        status = optional_count(compiler, "minContains", &contains->min);
    if (status == CHELA_OK)
        status = optional_count(compiler, "maxContains", &contains->max);
    check->run      = run_contains;
    check->contains = contains;
    return status;
}

// ---- unevaluatedItems ----

static chela_status
run_unevaluated_items(struct run *run, const struct check *check, const json_t *instance,
                      struct sink *sink)
{
    chela_status status = CHELA_OK;
    for (size_t i = 0; i < json_array_size(instance); i++) {
        if (chela__sink_has(sink, i))
            continue;
        chela__sink_mark(sink, i);
        if (!chela__run_goes_on(
                run, chela__run_element(run, check->node, i, json_array_get(instance, i)), &status))
            break;
    }
    return status;
}

KEYWORD_COMPILER(unevaluated_items)
{
    check->run                 = run_unevaluated_items;
    check->needs_all           = true;
    compiler->node->needs_sink = true;
    return chela__compile_child(compiler, keyword, value, &check->node);
}
