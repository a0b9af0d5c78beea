// card.c - see card.h. The host's own words; a plugin's sentence only with the values filled in.
#include "plan/card.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/spot.h"
#include "plan/waiting.h"

struct maker {
    struct chela__run          *run;
    const struct chela__policy *policy;
    const struct chela__people *people;
    const json_t               *sentences;
    struct chela__card         *card;
    struct chela__buffer        lines;
    json_t                     *effects;
    json_t                     *calls;
};

// ---- sentences ----

static void
list_values(const struct chela__people *people, struct chela__buffer *out, const json_t *values)
{
    const char *name;
    json_t     *value;
    bool        is_first = true;
    json_object_foreach((json_t *)values, name, value)
    {
        chela__buffer_text(out, is_first ? ": " : ", ");
        chela__buffer_format(out, "%s ", name);
        chela__people_value(people, out, value);
        is_first = false;
    }
}

static void
drop_end(struct chela__buffer *out)
{
    while (out->len && (out->data[out->len - 1] == ' ' || out->data[out->len - 1] == '.'))
        out->data[--out->len] = '\0';
    if (out->len >= 3 && !memcmp(out->data + out->len - 3, "。", 3))
        out->data[out->len -= 3] = '\0';
}

void
chela__card_sentence(const struct chela__people *people, struct chela__buffer *out,
                     const struct chela__capability *capability, const json_t *values)
{
    bool        is_quoted = capability->plugin->tier == CHELA__SIDELOAD;
    const char *sentence  = chela__localized(capability->json, "card", people->lang);
    if (is_quoted)
        chela__buffer_format(out, "%s: \"", capability->plugin->id);
    if (sentence) {
        (void)chela__people_fill(people, out, sentence, values, values);
    } else {
        const char *summary = chela__localized(capability->json, "summary", people->lang);
        chela__buffer_text(out, summary && *summary ? summary : capability->name);
        drop_end(out);
        list_values(people, out, values);
    }
    drop_end(out);
    if (is_quoted)
        chela__buffer_text(out, "\"");
}

// ---- arguments ----

static const char *
origin_of(const struct chela__arg *arg)
{
    switch (arg->kind) {
    case CHELA__ARG_SAID:
        return "words";
    case CHELA__ARG_FROM:
        return "step";
    case CHELA__ARG_ITEM:
        return "item";
    case CHELA__ARG_MEMORY:
        return "memory";
    default:
        return "plan";
    }
}

// The step that a value comes from, or the first of several; CHELA__NO_STEP: none.
static uint32_t
source_of(const struct chela__plan *plan, const struct chela__step *step,
          const struct chela__arg *arg)
{
    const struct chela__step *block = chela__spot_block(plan, step);
    uint32_t                  found = CHELA__NO_STEP;
    if (arg->kind == CHELA__ARG_FROM)
        return arg->step;
    if (arg->kind == CHELA__ARG_ITEM)
        return block ? source_of(plan, block, block->each) : CHELA__NO_STEP;
    for (size_t i = 0; i < arg->count && found == CHELA__NO_STEP; i++)
        found = source_of(plan, step, &arg->args[i]);
    return found;
}

// "today", which a standing order counts anew each time.
static json_t *
moving_words(const struct chela__plan *plan, const struct chela__people *people,
             const struct chela__arg *arg)
{
    const char *turn = json_string_value(json_array_get(plan->turns, arg->turn));
    return json_sprintf(chela__people_say(people, "\"%.*s\" of that day", "当时的“%.*s”"),
                        (int)(arg->end - arg->start), turn + arg->start);
}

// What binds a value that is not known yet.
static json_t *
constraint_of(const struct maker *maker, const struct chela__step *step,
              const struct chela__arg *arg)
{
    const struct chela__plan   *plan   = maker->run->options.plan;
    const struct chela__people *people = maker->people;
    uint32_t                    from   = source_of(plan, step, arg);
    if (from == CHELA__NO_STEP && arg->kind == CHELA__ARG_SAID)
        return moving_words(plan, people, arg);
    if (from == CHELA__NO_STEP)
        return json_string(
            chela__people_say(people, "what comes up on the way", "执行时得到的内容"));
    const struct chela__capability *source = plan->steps[from].capability;
    const char *summary = source ? chela__localized(source->json, "summary", people->lang) : NULL;
    struct chela__buffer text = CHELA__BUFFER_INIT;
    chela__buffer_format(&text,
                         chela__people_say(people, "the result of step %u (", "第 %u 步的结果（"),
                         (unsigned)from + 1);
    chela__buffer_text(&text, summary ? summary : plan->steps[from].id);
    drop_end(&text);
    chela__buffer_text(&text, chela__people_say(people, ")", "）"));
    json_t *value = text.failed ? NULL : json_string(text.data);
    chela__buffer_done(&text);
    return value;
}

static json_t *
argument_entry(const struct maker *maker, const struct chela__step *step,
               const struct chela__arg *arg, json_t *value, json_t *constraint)
{
    struct chela__buffer pointer = CHELA__BUFFER_INIT;
    chela__json_pointer_add(&pointer, arg->name);
    json_t *entry = json_pack("{s:s, s:s, s:s, s:O*, s:O*, s:s*, s:s*}", "name", arg->name,
                              "pointer", pointer.data ? pointer.data : "", "origin", origin_of(arg),
                              "value", value, "constraint", constraint, "from", arg->from, "role",
                              chela__authority(step->capability, pointer.data ? pointer.data : ""));
    (void)maker;
    chela__buffer_done(&pointer);
    return entry;
}

// `values`: name -> what stands for its value, or the text of its constraint.
static json_t *
arguments_of(const struct maker *maker, const struct chela__step *step,
             const struct chela__instance *instance, json_t *values)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < step->with.count; i++) {
        const struct chela__arg *arg = &step->with.args[i];
        json_t *value = instance ? json_object_get(instance->input, arg->name) : NULL;
        if (!value && !arg->is_moving)
            value = arg->value;
        json_t *constraint = value ? NULL : constraint_of(maker, step, arg);
        json_t *entry      = argument_entry(maker, step, arg, value, constraint);
        json_object_set(values, arg->name,
                        value ? chela__shown_value(instance, arg, value) : constraint);
        json_decref(constraint);
        if (json_array_append_new(list, entry) < 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

// ---- one effect ----

static bool
can_undo(const struct maker *maker, const struct chela__capability *capability)
{
    return json_object_get(capability->json, "undo") &&
           (!maker->policy || chela__policy_undo_window(maker->policy, capability) > 0);
}

static void
note(struct maker *maker, const char *en, const char *zh)
{
    chela__buffer_format(&maker->lines, "  [%s]", chela__people_say(maker->people, en, zh));
}

static void
add_notes(struct maker *maker, const struct chela__capability *capability)
{
    struct chela__card *card = maker->card;
    if (capability->effect >= CHELA__WRITE && !can_undo(maker, capability)) {
        card->is_reversible = false;
        note(maker, "cannot be undone", "无法撤销");
    }
    if (chela__reaches_out(capability)) {
        card->leaves_device = true;
        note(maker, "leaves this device", "会离开本设备");
    }
    if (capability->flags & CHELA__COSTS) {
        card->costs = true;
        note(maker, "costs money", "会产生费用");
    }
    if (capability->flags & CHELA__PHYSICAL)
        note(maker, "acts in the physical world", "会作用于现实世界");
}

static json_t *
effect_entry(struct maker *maker, const struct chela__step *step, const char *text,
             json_t *arguments)
{
    const struct chela__capability *capability = step->capability;
    const char                     *effect     = chela__effect_name(capability->effect);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:O*, s:o}", "step", step->id, "use",
                     capability->full_name, "plugin", capability->plugin->id, "tier",
                     chela__tier_name(capability->plugin->tier), "text", text, "effect", effect,
                     "undo", can_undo(maker, capability), "leaves", chela__reaches_out(capability),
                     "flags", json_object_get(capability->json, "flags"), "arguments", arguments);
}

// What the planner makes of results later.
static void
add_open(const struct maker *maker, const struct chela__step *step, json_t *values,
         json_t *arguments)
{
    const json_t *required = json_object_get(step->capability->input, "required");
    const char   *text =
        chela__people_say(maker->people, "what comes of the results", "根据结果得到的内容");
    for (size_t i = 0; i < json_array_size(required); i++) {
        const char *name = json_string_value(json_array_get(required, i));
        if (!name || json_object_get(values, name))
            continue;
        json_object_set_new(values, name, json_string(text));
        json_array_append_new(arguments,
                              json_pack("{s:s, s:s+, s:s, s:s}", "name", name, "pointer", "/", name,
                                        "origin", "plan", "constraint", text));
    }
}

static chela_status
add_effect(struct maker *maker, const struct chela__step *step,
           const struct chela__instance *instance, uint32_t most)
{
    struct chela__buffer text      = CHELA__BUFFER_INIT;
    json_t              *values    = json_object();
    json_t              *arguments = values ? arguments_of(maker, step, instance, values) : NULL;
    const char          *own       = chela__json_str(maker->sentences, step->id);
    if (step->agreed_as && arguments)
        add_open(maker, step, values, arguments);
    if (own)
        chela__buffer_text(&text, own);
    else if (step->kind == CHELA__STEP_WAIT)
        chela__waiting_sentence(maker->people, &text, step, values);
    else
        chela__card_sentence(maker->people, &text, step->capability, values);
    json_t *entry = effect_entry(maker, step, text.data ? text.data : "", arguments);
    if (entry && most > 1)
        json_object_set_new(entry, "each", json_pack("{s:I}", "most", (json_int_t)most));
    chela__buffer_format(&maker->lines, "  - %s", text.data ? text.data : step->use);
    if (most > 1)
        chela__buffer_format(
            &maker->lines,
            chela__people_say(maker->people, " (at most %u times)", "（最多 %u 次）"), most);
    add_notes(maker, step->capability);
    chela__buffer_byte(&maker->lines, '\n');
    chela__buffer_done(&text);
    json_decref(values);
    maker->card->effects++;
    maker->card->is_new |= step->is_new;
    return json_array_append_new(maker->effects, entry) < 0 ? CHELA_NO_MEMORY : CHELA_OK;
}

// ---- one step, in all elements that are known ----

struct found {
    const struct chela__instance *items[CHELA__CARD_MAX_EFFECTS];
    uint32_t                      count;      // all of them
    uint32_t                      unresolved; // without concrete arguments
};

static void
find_instances(struct chela__scope *scope, const struct chela__step *step, struct found *found)
{
    for (uint32_t i = scope->first; i < scope->end; i++) {
        struct chela__instance *instance = &scope->instances[i - scope->first];
        for (uint32_t e = 0; e < instance->element_count; e++)
            find_instances(&instance->elements[e], step, found);
        if (instance->step != step ||
            step->parent != (scope->owner ? scope->owner->step->number : CHELA__NO_STEP))
            continue;
        if (chela__instance_is_settled(instance))
            continue;
        if (found->count < CHELA__CARD_MAX_EFFECTS)
            found->items[found->count] = instance;
        found->count++;
        found->unresolved += !instance->input;
    }
}

// How often a step in blocks that are not open yet may run.
static uint32_t
most_of(const struct chela__plan *plan, const struct chela__step *step)
{
    uint64_t most = 1;
    for (uint32_t at = step->parent; at != CHELA__NO_STEP; at = plan->steps[at].parent)
        if (plan->steps[at].each)
            most *= plan->steps[at].limit;
    return most > UINT32_MAX ? UINT32_MAX : (uint32_t)most;
}

// True when a block around the step is done, failed or skipped, so that it cannot run.
static bool
is_over(struct chela__run *run, const struct chela__step *step)
{
    struct chela__instance *outermost = NULL;
    for (uint32_t at = step->number; at != CHELA__NO_STEP; at = run->options.plan->steps[at].parent)
        outermost =
            chela__scope_find(&run->root, at) ? chela__scope_find(&run->root, at) : outermost;
    return outermost && chela__instance_is_settled(outermost);
}

// A plan step: what it may become, as often as was said.
static chela_status
add_plan_step(struct maker *maker, const struct chela__step *step)
{
    chela_status status = CHELA_OK;
    if (chela__instance_is_settled(&maker->run->root.instances[step->number]))
        return CHELA_OK;
    for (uint32_t i = 0; i < step->may_count && status >= 0; i++) {
        const struct chela__step *may = &step->may[i];
        if (!may->binds)
            continue;
        status        = add_effect(maker, may, NULL, may->limit);
        json_t *entry = chela__contract_grown(maker->run, step, may);
        if (json_array_append_new(maker->calls, entry) < 0)
            status = CHELA_NO_MEMORY;
    }
    return status;
}

static chela_status
add_step(struct maker *maker, const struct chela__step *step)
{
    if (step->kind == CHELA__STEP_PLAN)
        return add_plan_step(maker, step);
    struct found found  = {.count = 0};
    chela_status status = CHELA_OK;
    find_instances(&maker->run->root, step, &found);
    bool is_open = found.count > 0;
    if (!is_open && (step->parent == CHELA__NO_STEP || is_over(maker->run, step)))
        return CHELA_OK;
    uint32_t most = is_open ? found.count : most_of(maker->run->options.plan, step);
    if (!is_open || found.unresolved == found.count || found.count > CHELA__CARD_MAX_EFFECTS)
        status = add_effect(maker, step, found.count == 1 ? found.items[0] : NULL, most);
    else
        for (uint32_t i = 0; i < found.count && status >= 0; i++)
            status = add_effect(maker, step, found.items[i], 1);
    if (status < 0)
        return status;
    json_t *entry =
        chela__contract_entry(maker->run, step, most == 1 && is_open ? found.items[0] : NULL, most);
    return json_array_append_new(maker->calls, entry) < 0 ? CHELA_NO_MEMORY : CHELA_OK;
}

chela_status
chela__card_make(struct chela__run *run, const struct chela__card_options *options,
                 struct chela__card *ret_card, struct chela_error *err)
{
    struct chela__card card   = {.is_reversible = true};
    struct maker       maker  = {.run       = run,
                                 .policy    = options->policy,
                                 .people    = options->people,
                                 .sentences = options->sentences,
                                 .card      = &card,
                                 .lines     = CHELA__BUFFER_INIT,
                                 .effects   = json_array(),
                                 .calls     = json_array()};
    chela_status       status = maker.effects && maker.calls ? CHELA_OK : CHELA_NO_MEMORY;
    for (uint32_t i = 0; i < run->options.plan->count && status >= 0; i++)
        if (run->options.plan->steps[i].binds)
            status = add_step(&maker, &run->options.plan->steps[i]);
    if (options->cannot)
        chela__buffer_format(
            &maker.lines,
            chela__people_say(options->people, "  Cannot be undone: %s\n", "  无法撤销：%s\n"),
            options->cannot);
    card.json     = json_pack("{s:O, s:s*}", "effects", maker.effects, "cannot", options->cannot);
    card.contract = json_pack("{s:O}", "calls", maker.calls);
    card.text     = chela__buffer_take(&maker.lines, NULL);
    json_decref(maker.effects);
    json_decref(maker.calls);
    if (status < 0 || !card.json || !card.contract || !card.text) {
        chela__card_done(&card);
        return chela__error_memory(err);
    }
    *ret_card = card;
    return CHELA_OK;
}

void
chela__card_done(struct chela__card *card)
{
    json_decref(card->json);
    json_decref(card->contract);
    free(card->text);
    memset(card, 0, sizeof *card);
}
