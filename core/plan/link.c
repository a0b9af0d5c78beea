// link.c - resolves step names, lifts every reference to the block it crosses, refuses cycles.
//
// A step inside a block may use results of steps outside it; then the whole block waits for them.
// A result inside a block is not visible outside: only the block's own result (the list of what its
// last step gave, one for each element) is.
#include "plan/read.h"

#include <string.h>

struct linker {
    struct chela__plan *plan;
    struct chela__step *step;     // whose references are being resolved
    bool                is_where; // `item` is what a watch gives
    struct chela_error *err;
};

static chela_status
fault(struct linker *linker, const char *name, const char *text)
{
    return chela__error(linker->err, CHELA_INVALID, "%s: \"%.64s\" %s",
                        linker->step ? linker->step->id : "answer", name, text);
}

static bool
is_inside(const struct chela__plan *plan, uint32_t step, uint32_t block)
{
    return block == CHELA__NO_STEP || (step > block && step < plan->steps[block].end);
}

static chela_status
add_need(struct linker *linker, struct chela__step *to, struct chela__need need)
{
    for (size_t i = 0; i < to->need_count; i++) {
        struct chela__need *known = &to->needs[i];
        if (known->step != need.step)
            continue;
        known->is_weak &= need.is_weak;
        known->is_order &= need.is_order;
        return CHELA_OK;
    }
    if (!to->needs)
        to->needs = chela__pool_get(linker->plan->pool, linker->plan->count, sizeof *to->needs);
    if (!to->needs)
        return chela__error_memory(linker->err);
    to->needs[to->need_count++] = need;
    return CHELA_OK;
}

// Records that the current step waits for `target`, at the level where both are siblings.
static chela_status
need_step(struct linker *linker, const char *name, uint32_t target, bool is_weak, bool is_order)
{
    struct chela__plan *plan  = linker->plan;
    uint32_t            block = plan->steps[target].parent;
    uint32_t            waiter;
    if (target == linker->step->number || is_inside(plan, linker->step->number, target))
        return fault(linker, name, "is this step itself, or the block around it");
    if (!is_inside(plan, linker->step->number, block))
        return fault(linker, name, "is inside a block; use the block's result");
    for (waiter = linker->step->number; plan->steps[waiter].parent != block;)
        waiter = plan->steps[waiter].parent;
    struct chela__need need = {target, is_weak, is_order};
    return add_need(linker, &plan->steps[waiter], need);
}

static chela_status
find(struct linker *linker, const char *name, uint32_t *ret_step)
{
    *ret_step = chela__plan_find(linker->plan, name);
    return *ret_step == CHELA__NO_STEP ? fault(linker, name, "is not a step of this plan")
                                       : CHELA_OK;
}

static bool
has_element(const struct linker *linker)
{
    uint32_t block = !linker->step ? CHELA__NO_STEP : linker->step->parent;
    if (linker->is_where)
        return true;
    for (; block != CHELA__NO_STEP; block = linker->plan->steps[block].parent)
        if (linker->plan->steps[block].each)
            return true;
    return false;
}

static chela_status
link_arg(struct linker *linker, struct chela__arg *arg, bool is_weak)
{
    chela_status status = CHELA_OK;
    if (arg->kind == CHELA__ARG_ITEM && !has_element(linker))
        return fault(linker, "item", "stands outside a block with each");
    if (linker->is_where && (arg->kind == CHELA__ARG_FROM || arg->kind == CHELA__ARG_SAID))
        return fault(linker, "where", "compares what an item holds with constants only");
    if (arg->kind == CHELA__ARG_FROM) {
        status = find(linker, arg->from, &arg->step);
        if (status < 0)
            return status;
        if (linker->step)
            return need_step(linker, arg->from, arg->step, is_weak, false);
        if (linker->plan->steps[arg->step].parent != CHELA__NO_STEP)
            return fault(linker, arg->from, "is inside a block; use the block's result");
        return CHELA_OK;
    }
    is_weak |= arg->kind == CHELA__ARG_FIRST;
    for (size_t i = 0; i < arg->count && status >= 0; i++)
        status = link_arg(linker, &arg->args[i], is_weak);
    return status;
}

static chela_status
link_condition(struct linker *linker, struct chela__condition *condition)
{
    chela_status status = CHELA_OK;
    for (size_t i = 0; i < condition->count && status >= 0; i++)
        status = condition->test == CHELA__TEST_IS
                     ? link_arg(linker, &condition->args[i], false)
                     : link_condition(linker, &condition->conditions[i]);
    return status;
}

static chela_status
link_step(struct linker *linker)
{
    struct chela__step *step   = linker->step;
    chela_status        status = link_arg(linker, &step->with, false);
    if (status >= 0 && step->each)
        status = link_arg(linker, step->each, false);
    if (status >= 0 && step->when)
        status = link_condition(linker, step->when);
    if (status >= 0 && step->where) {
        linker->is_where = true;
        status           = link_condition(linker, step->where);
        linker->is_where = false;
    }
    if (status >= 0 && linker->plan->has_trigger && step->number > 0 &&
        step->parent == CHELA__NO_STEP)
        status = need_step(linker, CHELA__PLAN_TRIGGER, 0, false, true);
    for (uint32_t i = 0; i < step->may_count && status >= 0; i++)
        status = link_arg(linker, &step->may[i].with, false);
    for (size_t i = 0; i < step->given_count && status >= 0; i++) {
        uint32_t target;
        status = find(linker, step->given[i], &target);
        if (status >= 0)
            status = need_step(linker, step->given[i], target, false, false);
    }
    for (size_t i = 0; i < step->after_count && status >= 0; i++) {
        uint32_t target;
        status = find(linker, step->after[i], &target);
        if (status >= 0)
            status = need_step(linker, step->after[i], target, false, true);
    }
    return status;
}

// ---- cycles: repeatedly retires steps whose needs are all retired ----

static bool
is_free(const struct chela__step *step, const bool *is_retired)
{
    for (size_t i = 0; i < step->need_count; i++)
        if (!is_retired[step->needs[i].step])
            return false;
    return true;
}

static chela_status
refuse_cycles(struct linker *linker)
{
    bool                is_retired[CHELA__PLAN_MAX_STEPS] = {false};
    struct chela__plan *plan                              = linker->plan;
    uint32_t            left                              = plan->count;
    for (bool has_moved = true; has_moved && left;) {
        has_moved = false;
        for (uint32_t i = 0; i < plan->count; i++)
            if (!is_retired[i] && is_free(&plan->steps[i], is_retired)) {
                is_retired[i] = has_moved = true;
                left--;
            }
    }
    for (uint32_t i = 0; left && i < plan->count; i++)
        if (!is_retired[i])
            return chela__error(linker->err, CHELA_INVALID,
                                "%s: waits for itself through other steps", plan->steps[i].id);
    return CHELA_OK;
}

chela_status
chela__plan_link(struct chela__plan *plan, struct chela_error *err)
{
    struct linker linker = {.plan = plan, .err = err};
    for (uint32_t i = 0; i < plan->count; i++) {
        linker.step         = &plan->steps[i];
        chela_status status = link_step(&linker);
        if (status < 0)
            return status;
    }
    linker.step = NULL;
    if (plan->answer) {
        chela_status status = link_arg(&linker, plan->answer, true);
        if (status < 0)
            return status;
    }
    return refuse_cycles(&linker);
}
