// reason.c - see reason.h. Called for every event of a conversation.
#include "plan/reason.h"

#include <string.h>

#define MAX_REASON 160 // bytes

// ---- why ----

static void
add_words(const struct chela__plan *plan, const struct chela__arg *arg, struct chela__buffer *out)
{
    if (arg->kind == CHELA__ARG_SAID && out->len < MAX_REASON) {
        const char *turn = json_string_value(json_array_get(plan->turns, arg->turn));
        if (out->len)
            chela__buffer_text(out, " … ");
        chela__buffer_add(out, turn + arg->start, arg->end - arg->start);
    }
    for (size_t i = 0; i < arg->count; i++)
        add_words(plan, &arg->args[i], out);
}

static const struct chela__step *
needed_by(const struct chela__plan *plan, const struct chela__step *step)
{
    for (uint32_t i = 0; i < plan->count; i++)
        for (size_t n = 0; n < plan->steps[i].need_count; n++)
            if (plan->steps[i].needs[n].step == step->number && !plan->steps[i].needs[n].is_order)
                return &plan->steps[i];
    return NULL;
}

char *
chela__step_reason(const struct chela__plan *plan, const struct chela__step *step)
{
    struct chela__buffer      out   = CHELA__BUFFER_INIT;
    const struct chela__step *needs = needed_by(plan, step);
    add_words(plan, &step->with, &out);
    if (step->each)
        add_words(plan, step->each, &out);
    if (!out.len && needs)
        chela__buffer_format(&out, "%s %s", strncmp(plan->lang, "zh", 2) ? "for" : "用于",
                             needs->id);
    return chela__buffer_take(&out, NULL);
}

// ---- how far ----

static void
count(const struct chela__scope *scope, uint32_t *done, uint32_t *total)
{
    const struct chela__plan *plan = scope->run->options.plan;
    for (uint32_t i = scope->first; i < scope->end; i = plan->steps[i].end) {
        const struct chela__instance *instance = &scope->instances[i - scope->first];
        for (uint32_t e = 0; e < instance->element_count; e++)
            count(&instance->elements[e], done, total);
        if (instance->step->kind == CHELA__STEP_BLOCK && instance->element_count)
            continue;
        *done += chela__instance_is_settled(instance);
        *total += 1;
    }
}

void
chela__run_progress(const struct chela__run *run, uint32_t *ret_done, uint32_t *ret_total)
{
    *ret_done  = 0;
    *ret_total = 0;
    if (run)
        count(&run->root, ret_done, ret_total);
}
