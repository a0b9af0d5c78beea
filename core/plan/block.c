// block.c - a block over a list: one scope an element, one outcome an element.
#include <stdlib.h>
#include <string.h>

#include "plan/run.h"

// ---- opening ----

static void
refuse(struct chela__instance *instance, chela_status status, const char *text)
{
    instance->effect = CHELA_NO_EFFECT;
    chela__instance_settle(instance, CHELA__FAILED, status, NULL, text);
}

// The elements, in the order of the list; a block without `each` has one that is nothing.
static chela_status
elements_of(struct chela__instance *instance, json_t **ret_list, struct chela_error *err)
{
    struct chela__resolver resolver = {.scope = instance->scope, .instance = instance, .err = err};
    if (!instance->step->each) {
        *ret_list = json_pack("[n]");
        return *ret_list ? CHELA_OK : chela__error_memory(err);
    }
    json_t      *list   = NULL;
    chela_status status = chela__resolve(&resolver, instance->step->each, &list);
    json_decref(resolver.candidates);
    instance->label = resolver.label;
    if (status == CHELA_OK && !json_is_array(list))
        status = chela__error(err, CHELA_INVALID, "each: expected a list");
    else if (status == CHELA_OK && json_array_size(list) > instance->step->limit)
        status = chela__error(err, CHELA_LIMIT, "each: %zu elements, agreed were at most %u",
                              json_array_size(list), instance->step->limit);
    if (status != CHELA_OK) {
        json_decref(list);
        return status < 0 ? status : CHELA_FAILED;
    }
    *ret_list = list;
    return CHELA_OK;
}

static uint32_t
element_number(const struct chela__instance *instance, uint32_t index)
{
    uint32_t width = instance->step->limit ? instance->step->limit : 1;
    return instance->scope->element * width + index;
}

static chela_status
open_elements(struct chela__instance *instance, json_t *list)
{
    size_t count       = json_array_size(list);
    instance->elements = calloc(count ? count : 1, sizeof *instance->elements);
    if (!instance->elements)
        return CHELA_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        struct chela__scope *scope = &instance->elements[i];
        instance->element_count    = i + 1;
        if (chela__scope_init(scope, instance->scope->run, instance, element_number(instance, i)) <
            0)
            return CHELA_NO_MEMORY;
        if (instance->step->each)
            scope->item = json_incref(json_array_get(list, i));
        scope->label = instance->label;
    }
    return CHELA_OK;
}

void
chela__instance_expand(struct chela__instance *instance)
{
    struct chela_error err    = CHELA_ERROR_INIT;
    json_t            *list   = NULL;
    chela_status       status = elements_of(instance, &list, &err);
    if (status < 0) {
        refuse(instance, status, err.text);
        return;
    }
    instance->state = CHELA__RUNNING;
    status          = open_elements(instance, list);
    json_decref(list);
    if (status < 0)
        refuse(instance, status, "out of memory");
}

// ---- gathering ----

struct tally {
    uint32_t settled, done;
    bool     has_failed;
};

static struct tally
count_steps(const struct chela__scope *scope)
{
    struct tally              tally = {0, 0, false};
    const struct chela__plan *plan  = scope->run->options.plan;
    for (uint32_t i = scope->first; i < scope->end; i = plan->steps[i].end) {
        const struct chela__instance *instance = &scope->instances[i - scope->first];
        if (!chela__instance_is_settled(instance))
            return (struct tally){0, 0, false};
        tally.settled++;
        tally.done += instance->state == CHELA__DONE;
        tally.has_failed |= instance->state == CHELA__FAILED;
    }
    return tally;
}

// The result of an element: what its last step gave.
static const struct chela__instance *
last_of(const struct chela__scope *scope)
{
    const struct chela__plan *plan = scope->run->options.plan;
    uint32_t                  last = scope->first;
    for (uint32_t i = scope->first; i < scope->end; i = plan->steps[i].end)
        last = i;
    return &scope->instances[last - scope->first];
}

static json_t *
gather_outputs(struct chela__instance *instance)
{
    json_t *outputs = json_array();
    for (uint32_t i = 0; outputs && i < instance->element_count; i++) {
        const struct chela__instance *last = last_of(&instance->elements[i]);
        if (last->state != CHELA__DONE)
            continue;
        if (last->label > instance->label)
            instance->label = last->label;
        if (json_array_append(outputs, last->output ? last->output : json_null()) < 0) {
            json_decref(outputs);
            return NULL;
        }
    }
    if (instance->step->each || !outputs)
        return outputs;
    json_t *only = json_incref(json_array_get(outputs, 0));
    json_decref(outputs);
    return only ? only : json_null();
}

void
chela__instance_gather(struct chela__instance *instance)
{
    uint32_t failed = 0;
    for (uint32_t i = 0; i < instance->element_count; i++) {
        struct tally tally = count_steps(&instance->elements[i]);
        if (!tally.settled)
            return;
        failed += tally.has_failed;
    }
    instance->effect = CHELA_EFFECT_UNKNOWN;
    if (failed && failed == instance->element_count) {
        chela__instance_settle(instance, CHELA__FAILED, CHELA_FAILED, NULL,
                               instance->step->each ? "no element succeeded" : "a step failed");
        return;
    }
    json_t *outputs = gather_outputs(instance);
    if (!outputs) {
        refuse(instance, CHELA_NO_MEMORY, "out of memory");
        return;
    }
    chela__instance_settle(instance, CHELA__DONE, CHELA_OK, outputs, NULL);
    json_decref(outputs);
}
