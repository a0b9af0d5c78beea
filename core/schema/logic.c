// logic.c - references and the keywords that combine schemas on the same instance.
#include <string.h>

#include "schema/fault.h"
#include "schema/keyword.h"
#include "schema/run.h"

// ---- $ref, $dynamicRef ----

static chela_status
resolve(struct compiler *compiler, const char *keyword, const json_t *value,
        struct node **ret_target, const struct anchor **ret_anchor)
{
    struct chela_error why = {0};
    if (!json_is_string(value))
        return chela__compile_expect(compiler, keyword, "a URI reference", value);
    chela_status status = chela__schema_resolve(
        compiler->schema, compiler->node, json_string_value(value), ret_target, ret_anchor, &why);
    if (status == CHELA_NOT_FOUND || status == CHELA_INVALID)
        return chela__compile_wrong(compiler, keyword, "%s", why.text);
    if (status < 0)
        return chela__error(compiler->err, status, "%s", why.text);
    return CHELA_OK;
}

static chela_status
run_node_check(struct run *run, const struct check *check, const json_t *instance,
               struct sink *sink)
{
    return chela__run_node(run, check->node, instance, sink);
}

KEYWORD_COMPILER(ref)
{
    const struct anchor *anchor;
    chela_status         status = resolve(compiler, keyword, value, &check->node, &anchor);
    if (status == CHELA_OK) {
        check->run                = run_node_check;
        compiler->node->reference = check->node;
    }
    return status;
}

// The outermost resource on the way here that has this dynamic anchor decides.
static const struct node *
dynamic_target(const struct run *run, const struct check *check)
{
    const struct node *target = check->fallback;
    for (const struct scope *at = run->scope; at; at = at->outer) {
        const struct anchor *anchor = chela__schema_anchor(at->resource, check->anchor);
        if (anchor && anchor->is_dynamic)
            target = anchor->node;
    }
    return target;
}

static chela_status
run_dynamic_ref(struct run *run, const struct check *check, const json_t *instance,
                struct sink *sink)
{
    return chela__run_node(run, dynamic_target(run, check), instance, sink);
}

// Dynamic only when it names a $dynamicAnchor; otherwise it is a $ref.
KEYWORD_COMPILER(dynamic_ref)
{
    const struct anchor *anchor = NULL;
    struct node         *target = NULL;
    chela_status         status = resolve(compiler, keyword, value, &target, &anchor);
    if (status < 0)
        return status;
    if (anchor && anchor->is_dynamic) {
        check->run      = run_dynamic_ref;
        check->anchor   = anchor->name;
        check->fallback = target;
    } else {
        check->run  = run_node_check;
        check->node = target;
    }
    return CHELA_OK;
}

// ---- allOf, anyOf, oneOf, not ----

static chela_status
run_all_of(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    chela_status status = CHELA_OK;
    for (size_t i = 0; i < check->list.count; i++)
        if (!chela__run_goes_on(run, chela__run_node(run, check->list.nodes[i], instance, sink),
                                &status))
            break;
    return status;
}

// How many alternatives fit; stops at `enough` when nobody collects what they evaluate. While
// faults are wanted, each alternative's first one is kept in `branches`.
static chela_status
count_fits(struct run *run, const struct check *check, const json_t *instance, struct sink *sink,
           size_t enough, size_t *ret_fits, struct chela__schema_faults *branches)
{
    struct chela__schema_faults *outer  = run->faults;
    chela_status                 status = CHELA_OK;
    size_t                       fits   = 0;
    for (size_t i = 0; i < check->list.count && (sink || fits < enough); i++) {
        struct chela__schema_faults own = {0};
        run->faults                     = outer ? &own : NULL;
        status      = chela__run_branch(run, check->list.nodes[i], instance, sink);
        run->faults = outer;
        if (status == CHELA_INVALID && outer)
            chela__faults_move_first(branches, &own);
        chela__schema_faults_done(&own);
        if (status < 0 && status != CHELA_INVALID)
            return status;
        fits += status == CHELA_OK;
    }
    *ret_fits = fits;
    return CHELA_OK;
}

static chela_status
none_fits(struct run *run, const struct check *check, const struct chela__schema_faults *branches)
{
    if (!run->faults)
        return CHELA_INVALID;
    if (branches->count == 1)
        return chela__run_fault(run, check, "%s", chela__fault_words(&branches->items[0]));
    struct chela__buffer reasons = CHELA__BUFFER_INIT;
    for (size_t i = 0; i < branches->count && i < 4; i++)
        chela__buffer_format(&reasons, "%s(%zu) %s", i ? "; " : "", i + 1, branches->items[i].text);
    chela_status status = chela__run_fault(run, check, "fits none of the %zu alternatives: %s",
                                           check->list.count, reasons.data ? reasons.data : "");
    chela__buffer_done(&reasons);
    return status;
}

static chela_status
run_any_of(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    struct chela__schema_faults branches = {0};
    size_t                      fits     = 0;
    chela_status status = count_fits(run, check, instance, sink, 1, &fits, &branches);
    if (status == CHELA_OK && fits == 0)
        status = none_fits(run, check, &branches);
    chela__schema_faults_done(&branches);
    return status;
}

static chela_status
run_one_of(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    struct chela__schema_faults branches = {0};
    size_t                      fits     = 0;
    chela_status status = count_fits(run, check, instance, sink, 2, &fits, &branches);
    if (status == CHELA_OK && fits == 0)
        status = none_fits(run, check, &branches);
    else if (status == CHELA_OK && fits > 1)
        status = chela__run_fault(run, check, "fits more than one of the %zu alternatives",
                                  check->list.count);
    chela__schema_faults_done(&branches);
    return status;
}

// Whether the instance fits, without a word and without annotations.
static chela_status
try_quietly(struct run *run, const struct node *node, const json_t *instance, struct sink *sink)
{
    struct chela__schema_faults *outer = run->faults;
    run->faults                        = NULL;
    chela_status status                = chela__run_branch(run, node, instance, sink);
    run->faults                        = outer;
    return status;
}

static chela_status
run_not(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    (void)sink;
    chela_status status = try_quietly(run, check->node, instance, NULL);
    if (status == CHELA_OK)
        return chela__run_fault(run, check, "fits what \"not\" excludes");
    return status == CHELA_INVALID ? CHELA_OK : status;
}

static chela_status
compile_list(struct compiler *compiler, const char *keyword, const json_t *value,
             struct check *check, check_run run)
{
    check->run = run;
    return chela__compile_list(compiler, keyword, value, &check->list);
}

KEYWORD_COMPILER(all_of)
{
    return compile_list(compiler, keyword, value, check, run_all_of);
}

KEYWORD_COMPILER(any_of)
{
    return compile_list(compiler, keyword, value, check, run_any_of);
}

KEYWORD_COMPILER(one_of)
{
    return compile_list(compiler, keyword, value, check, run_one_of);
}

KEYWORD_COMPILER(not )
{
    check->run = run_not;
    return chela__compile_child(compiler, keyword, value, &check->node);
}

// ---- if, then, else ----

struct condition {
    struct node *test, *then, *otherwise; // the last two may be NULL
};

static chela_status
run_if(struct run *run, const struct check *check, const json_t *instance, struct sink *sink)
{
    const struct condition *condition = check->condition;
    chela_status            status    = try_quietly(run, condition->test, instance, sink);
    if (status < 0 && status != CHELA_INVALID)
        return status;
    const struct node *branch = status == CHELA_OK ? condition->then : condition->otherwise;
    return branch ? chela__run_node(run, branch, instance, sink) : CHELA_OK;
}

static chela_status
optional_child(struct compiler *compiler, const char *keyword, struct node **ret_node)
{
    const json_t *value = json_object_get(compiler->node->json, keyword);
    return value ? chela__compile_child(compiler, keyword, value, ret_node) : CHELA_OK;
}

KEYWORD_COMPILER(if)
{
    struct condition *condition = chela__compile_new(compiler, sizeof(*condition));
    if (!condition)
        return CHELA_NO_MEMORY;
    chela_status status = chela__compile_child(compiler, keyword, value, &condition->test);
    if (status == CHELA_OK)
        status = optional_child(compiler, "then", &condition->then);
    if (status == CHELA_OK)
        status = optional_child(compiler, "else", &condition->otherwise);
    check->run       = run_if;
    check->condition = condition;
    return status;
}
