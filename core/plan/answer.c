// answer.c - see answer.h.
#include "plan/answer.h"

#include <string.h>

#include "plan/card.h"
#include "plan/speaker.h"

static const struct chela__step *
step_at(const struct chela__run *run, uint32_t number)
{
    return &run->options.plan->steps[number];
}

// ---- one result ----

static bool
is_empty(const json_t *value)
{
    const char *key;
    json_t     *member;
    if (json_is_array(value))
        return !json_array_size(value);
    if (!json_is_object(value))
        return !value || json_is_null(value);
    json_object_foreach((json_t *)value, key, member)
    {
        if (!is_empty(member))
            return false;
    }
    return true;
}

static void
say_nothing_found(struct chela__speaker *speaker)
{
    chela__buffer_text(&speaker->out,
                       chela__people_say(speaker->people, "Nothing was found.", "没有找到。"));
}

static void
say_members(struct chela__speaker *speaker, const json_t *output)
{
    const char *key;
    json_t     *member;
    bool        is_first = true;
    if (json_object_size(output) == 1) {
        json_object_foreach((json_t *)output, key, member)
            chela__people_value(speaker->people, &speaker->out, member);
        return;
    }
    json_object_foreach((json_t *)output, key, member)
    {
        chela__buffer_format(&speaker->out, "%s%s: ", is_first ? "" : ", ", key);
        chela__people_value(speaker->people, &speaker->out, member);
        is_first = false;
    }
}

static void
say_effect(struct chela__speaker *speaker, const struct chela__instance *instance)
{
    chela__buffer_text(
        &speaker->out,
        instance->is_told
            ? chela__people_say(speaker->people, "As you said, done: ", "如您所说，已完成：")
            : chela__people_say(speaker->people, "Done: ", "已完成："));
    chela__card_sentence(speaker->people, &speaker->out, instance->step->capability,
                         instance->input);
    chela__buffer_text(&speaker->out, chela__people_say(speaker->people, ".", "。"));
}

static void
say_result(struct chela__speaker *speaker, const struct chela__instance *instance)
{
    const struct chela__capability *capability = instance->step->capability;
    const char *sentence = chela__localized(capability->json, "answer", speaker->people->lang);
    size_t      mark     = speaker->out.len;
    bool        is_read  = !chela__step_has_effect(instance->step);
    if (instance->is_told) {
        say_effect(speaker, instance);
        return;
    }
    if (capability->effect == CHELA__READ && is_empty(instance->output)) {
        say_nothing_found(speaker);
        return;
    }
    if (sentence) {
        chela_status status = chela__people_fill(speaker->people, &speaker->out, sentence,
                                                 instance->output, instance->input);
        if (status == CHELA_OK) {
            chela__speaker_capital(speaker, mark, sentence);
            return;
        }
        speaker->out.len = mark;
    }
    speaker->is_bare = is_read;
    if (is_read)
        say_members(speaker, instance->output);
    else
        say_effect(speaker, instance);
}

// ---- blocks ----

static bool
has_failed(const struct chela__scope *scope)
{
    for (uint32_t i = scope->first; i < scope->end; i++)
        if (scope->instances[i - scope->first].state == CHELA__FAILED)
            return true;
    return false;
}

static const char *
why_failed(const struct chela__scope *scope)
{
    for (uint32_t i = scope->first; i < scope->end; i++)
        if (scope->instances[i - scope->first].state == CHELA__FAILED)
            return scope->instances[i - scope->first].text;
    return NULL;
}

static void
say_block(struct chela__speaker *speaker, const struct chela__instance *instance)
{
    uint32_t    failed = 0;
    const char *why    = NULL;
    for (uint32_t i = 0; i < instance->element_count; i++) {
        failed += has_failed(&instance->elements[i]);
        why = why ? why : why_failed(&instance->elements[i]);
    }
    chela__buffer_format(
        &speaker->out,
        chela__people_say(speaker->people, "Done for %u of %u.", "已完成 %u 项，共 %u 项。"),
        instance->element_count - failed, instance->element_count);
    if (why)
        chela__buffer_format(
            &speaker->out,
            chela__people_say(speaker->people, " The others failed: %s.", "其余失败：%s。"), why);
}

// ---- the whole ----

// A result that another step took up is not said again, unless it is an effect.
static bool
is_used(const struct chela__plan *plan, const struct chela__step *step)
{
    for (uint32_t i = 0; i < plan->count; i++)
        for (size_t n = 0; n < plan->steps[i].need_count; n++)
            if (plan->steps[i].needs[n].step == step->number && !plan->steps[i].needs[n].is_order)
                return true;
    return false;
}

static void
say_all(struct chela__speaker *speaker)
{
    const struct chela__plan *plan = speaker->run->options.plan;
    for (uint32_t i = 0; i < plan->count; i = plan->steps[i].end) {
        const struct chela__instance *instance = &speaker->run->root.instances[i];
        if (instance->state != CHELA__DONE)
            continue;
        if (instance->step->kind == CHELA__STEP_BLOCK) {
            chela__speaker_begin(speaker);
            say_block(speaker, instance);
        } else if (chela__step_has_effect(instance->step) || !is_used(plan, instance->step)) {
            chela__speaker_begin(speaker);
            say_result(speaker, instance);
        }
    }
}

// A state that was as it should be needed no fix; every other effect counts.
static bool
is_counted(const struct chela__instance *instance)
{
    return chela__step_has_effect(instance->step) &&
           !(instance->is_unwanted && !strncmp(instance->step->id, "chela.fix.", 10));
}

// True when every effect of the plan is on record as done, and no one had to say so.
static bool
all_done(const struct chela__scope *scope)
{
    const struct chela__plan *plan = scope->run->options.plan;
    for (uint32_t i = scope->first; i < scope->end; i = plan->steps[i].end) {
        const struct chela__instance *instance = &scope->instances[i - scope->first];
        bool                          is_block = instance->step->kind == CHELA__STEP_BLOCK;
        if (instance->is_told ||
            (instance->state != CHELA__DONE && (is_block || is_counted(instance))))
            return false;
        for (uint32_t e = 0; e < instance->element_count; e++)
            if (!all_done(&instance->elements[e]))
                return false;
    }
    return true;
}

// The plan's own template, which was written before anything had happened; false when a piece of it
// has no value.
static bool
say_template(struct chela__speaker *speaker)
{
    const struct chela__arg *answer = speaker->run->options.plan->answer;
    struct chela_error       err    = CHELA_ERROR_INIT;
    size_t                   mark   = speaker->out.len;
    for (size_t i = 0; answer && i < answer->count; i++) {
        struct chela__resolver resolver = {.scope = &speaker->run->root, .err = &err};
        json_t                *value    = NULL;
        chela_status           status   = chela__resolve(&resolver, &answer->args[i], &value);
        json_decref(resolver.candidates);
        if (status != CHELA_OK || is_empty(value)) {
            json_decref(value);
            speaker->out.len = mark;
            return false;
        }
        if (answer->args[i].kind == CHELA__ARG_CONST)
            chela__people_add(&speaker->out, json_string_value(value));
        else
            chela__people_value(speaker->people, &speaker->out, value);
        json_decref(value);
    }
    if (answer && answer->count && answer->args[0].kind == CHELA__ARG_CONST)
        chela__speaker_capital(speaker, mark, json_string_value(answer->args[0].value));
    return answer && speaker->out.len > mark;
}

char *
chela__answer_text(struct chela__run *run, const struct chela__people *people)
{
    struct chela__speaker speaker = {.run = run, .people = people, .out = CHELA__BUFFER_INIT};
    chela_status          status  = chela__run_status(run);
    if (run->is_cancelled)
        chela__buffer_text(&speaker.out, chela__people_say(people, "Cancelled.", "已取消。"));
    if (status != CHELA_OK || !all_done(&run->root) || !say_template(&speaker))
        say_all(&speaker);
    chela__speak_failures(&speaker);
    if (!speaker.out.len)
        chela__buffer_text(&speaker.out, chela__people_say(people, "There was nothing to do.",
                                                           "没有需要做的事。"));
    chela__speaker_end(&speaker);
    return chela__buffer_take(&speaker.out, NULL);
}

// ---- the record ----

chela_status
chela__run_status(const struct chela__run *run)
{
    if (run->is_cancelled)
        return CHELA_CANCELLED;
    for (uint32_t i = 0; i < run->options.plan->count; i = step_at(run, i)->end)
        if (run->root.instances[i].state == CHELA__FAILED)
            return run->root.instances[i].status;
    return CHELA_OK;
}

static bool
scope_has_effect(const struct chela__scope *scope)
{
    for (uint32_t i = scope->first; i < scope->end; i++) {
        const struct chela__instance *instance = &scope->instances[i - scope->first];
        if (instance->attempt && chela__step_has_effect(instance->step) &&
            instance->effect != CHELA_NO_EFFECT)
            return true;
        for (uint32_t e = 0; e < instance->element_count; e++)
            if (scope_has_effect(&instance->elements[e]))
                return true;
    }
    return false;
}

bool
chela__run_has_effect(const struct chela__run *run)
{
    return scope_has_effect(&run->root);
}

bool
chela__run_is_over(const struct chela__run *run)
{
    for (uint32_t i = 0; i < run->options.plan->count; i = step_at(run, i)->end)
        if (!chela__instance_is_settled(&run->root.instances[i]))
            return false;
    return true;
}

static const char *
state_name(const struct chela__instance *instance)
{
    if (instance->state == CHELA__DONE)
        return "done";
    if (instance->state == CHELA__SKIPPED)
        return "skipped";
    return instance->state == CHELA__FAILED ? chela__status_name(instance->status) : "waiting";
}

static int
add_steps(const struct chela__scope *scope, json_t *list)
{
    const struct chela__plan *plan = scope->run->options.plan;
    for (uint32_t i = scope->first; i < scope->end; i = plan->steps[i].end) {
        const struct chela__instance *instance = &scope->instances[i - scope->first];
        json_t                       *entry =
            json_pack("{s:s, s:o*, s:s*, s:s, s:s*, s:O*}", "step", instance->step->id, "element",
                      scope->item ? json_integer(scope->element) : NULL, "use",
                      instance->step->capability ? instance->step->capability->full_name : NULL,
                      "status", state_name(instance), "text", instance->text, "output",
                      instance->label < CHELA__SECRET ? instance->output : NULL);
        if (json_array_append_new(list, entry) < 0)
            return -1;
        for (uint32_t e = 0; e < instance->element_count; e++)
            if (add_steps(&instance->elements[e], list) < 0)
                return -1;
    }
    return 0;
}

json_t *
chela__answer_steps(const struct chela__run *run)
{
    json_t *list = json_array();
    if (list && add_steps(&run->root, list) < 0) {
        json_decref(list);
        return NULL;
    }
    return list;
}

json_t *
chela__answer_results(const struct chela__run *run, enum chela__label most)
{
    json_t *results = json_object();
    for (uint32_t i = 0; results && i < run->options.plan->count; i = step_at(run, i)->end) {
        const struct chela__instance *instance = &run->root.instances[i];
        if (instance->state != CHELA__DONE || !instance->step->capability || instance->label > most)
            continue;
        json_t *entry = json_pack("{s:s, s:O*, s:O*}", "use", instance->step->capability->full_name,
                                  "input", instance->input, "output", instance->output);
        if (json_object_set_new(results, instance->step->id, entry) < 0) {
            json_decref(results);
            return NULL;
        }
    }
    return results;
}
