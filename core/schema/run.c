// run.c - evaluates a compiled schema on an instance; called for every input, output and item.
#include "schema/run.h"

#include <stdlib.h>
#include <string.h>

#include "schema/fault.h"
#include "schema/pattern.h"

// ---- what was evaluated ----

static size_t
words_of(size_t count)
{
    return (count + 63) / 64;
}

static chela_status
sink_init(struct run *run, struct sink *sink, const json_t *instance)
{
    size_t count = json_is_object(instance)  ? json_object_size(instance)
                   : json_is_array(instance) ? json_array_size(instance)
                                             : 0;
    *sink        = (struct sink){.count = count};
    if (count <= 64)
        return CHELA_OK;
    sink->many = calloc(words_of(count), sizeof(*sink->many));
    if (!sink->many)
        return chela__error_memory(run->err);
    return chela__run_spend(run, words_of(count));
}

static uint64_t *
sink_words(struct sink *sink)
{
    return sink->many ? sink->many : &sink->few;
}

void
chela__sink_mark(struct sink *sink, size_t index)
{
    if (sink && index < sink->count)
        sink_words(sink)[index / 64] |= (uint64_t)1 << index % 64;
}

bool
chela__sink_has(const struct sink *sink, size_t index)
{
    const uint64_t *words = sink->many ? sink->many : &sink->few;
    return index < sink->count && words[index / 64] >> index % 64 & 1;
}

// Both are about the same instance.
static void
sink_merge(struct sink *to, struct sink *from)
{
    for (size_t i = 0; i < words_of(from->count); i++)
        sink_words(to)[i] |= sink_words(from)[i];
}

// ---- evaluation ----

bool
chela__run_goes_on(const struct run *run, chela_status got, chela_status *status)
{
    if (got == CHELA_OK)
        return true;
    *status = got;
    return got == CHELA_INVALID && run->faults && chela__faults_have_room(run->faults);
}

chela_status
chela__run_spend(struct run *run, size_t steps)
{
    if (steps <= MAX_RUN_STEPS - run->steps) {
        run->steps += steps;
        return CHELA_OK;
    }
    run->steps = MAX_RUN_STEPS;
    return chela__error(run->err, CHELA_LIMIT, "checking the value took more than %d steps",
                        MAX_RUN_STEPS);
}

static chela_status
run_false(struct run *run, const struct node *node)
{
    const struct check nothing = {.owner = (struct node *)node};
    return chela__run_fault(run, &nothing, "not allowed here");
}

static chela_status
run_checks(struct run *run, const struct node *node, const json_t *instance, struct sink *sink)
{
    chela_status status = CHELA_OK;
    for (size_t i = 0; i < node->check_count; i++) {
        const struct check *check = &node->checks[i];
        if (check->needs_all && status != CHELA_OK)
            break;
        if (!chela__run_goes_on(run, check->run(run, check, instance, sink), &status))
            break;
    }
    return status;
}

// With a sink of its own, so that unevaluatedX sees what this schema and those below it evaluated,
// and not what stands beside it.
static chela_status
run_with_sink(struct run *run, const struct node *node, const json_t *instance, struct sink *outer)
{
    struct sink  own;
    chela_status status = sink_init(run, &own, instance);
    if (status == CHELA_OK)
        status = run_checks(run, node, instance, &own);
    if (status == CHELA_OK && outer)
        sink_merge(outer, &own);
    free(own.many);
    return status;
}

static chela_status
run_object(struct run *run, const struct node *node, const json_t *instance, struct sink *sink)
{
    if (run->depth >= MAX_RUN_DEPTH)
        return chela__error(run->err, CHELA_LIMIT,
                            "the schema refers to itself without end, or the value is nested too "
                            "deep");
    chela_status status = chela__run_spend(run, 1 + node->check_count);
    if (status < 0)
        return status;
    const struct scope  here  = {.outer = run->scope, .resource = node->resource};
    const struct scope *outer = run->scope;
    if (!outer || outer->resource != node->resource)
        run->scope = &here;
    run->depth++;
    status = node->needs_sink ? run_with_sink(run, node, instance, sink)
                              : run_checks(run, node, instance, sink);
    run->depth--;
    run->scope = outer;
    return status;
}

chela_status
chela__run_node(struct run *run, const struct node *node, const json_t *instance, struct sink *sink)
{
    if (json_is_object(node->json))
        return run_object(run, node, instance, sink);
    return json_is_true(node->json) ? CHELA_OK : run_false(run, node);
}

chela_status
chela__run_branch(struct run *run, const struct node *node, const json_t *instance,
                  struct sink *sink)
{
    struct sink own;
    if (!sink)
        return chela__run_node(run, node, instance, NULL);
    chela_status status = sink_init(run, &own, instance);
    if (status == CHELA_OK)
        status = chela__run_node(run, node, instance, &own);
    if (status == CHELA_OK)
        sink_merge(sink, &own);
    free(own.many);
    return status;
}

static chela_status
run_below(struct run *run, const struct node *node, struct step here, const json_t *value)
{
    here.parent         = run->at;
    run->at             = &here;
    chela_status status = chela__run_node(run, node, value, NULL);
    run->at             = here.parent;
    return status;
}

chela_status
chela__run_member(struct run *run, const struct node *node, const char *key, const json_t *value)
{
    return run_below(run, node, (struct step){.key = key}, value);
}

chela_status
chela__run_element(struct run *run, const struct node *node, size_t index, const json_t *value)
{
    return run_below(run, node, (struct step){.index = index}, value);
}

// ---- the whole ----

static chela_status
run_once(const struct chela__schema *schema, const struct node *node, const json_t *instance,
         struct chela__schema_faults *faults, struct chela_error *err)
{
    struct run   run    = {.schema = schema, .faults = faults, .err = err};
    chela_status status = chela__run_node(&run, node, instance, NULL);
    chela__match_free(run.match);
    return status;
}

chela_status
chela__run_quietly(const struct chela__schema *schema, const struct node *node,
                   const json_t *instance)
{
    return run_once(schema, node, instance, NULL, NULL);
}

// Quick first: most values fit. Only a refused one is gone through again for its reasons.
chela_status
chela__schema_check(const struct chela__schema *schema, const json_t *instance,
                    struct chela__schema_faults *faults, struct chela_error *err)
{
    chela_status status = run_once(schema, schema->root, instance, NULL, err);
    if (status != CHELA_INVALID || (!faults && !err))
        return status;
    struct chela__schema_faults found = {0};
    status                            = run_once(schema, schema->root, instance, &found, err);
    if (found.count > 0)
        chela__error(err, CHELA_INVALID, "%s", found.items[0].text);
    if (faults && status == CHELA_INVALID)
        *faults = found;
    else
        chela__schema_faults_done(&found);
    return status;
}
