// repeat.c - finds further arguments for the parameters of a step and makes calls of them.
#include "backend/embedded/repeat.h"

#include <string.h>

#define LEAST_SCORE 0.0f // of a further argument, against staying out

struct series { // arguments of one parameter, in the order of the text
    const struct chela__offer *items[CHELA__REPEAT_MAX];
    size_t                     count;
};

static bool
overlap(const struct chela__offer *a, const struct chela__offer *b)
{
    return a->phrase && b->phrase && a->phrase->first < b->phrase->last &&
           b->phrase->first < a->phrase->last;
}

static bool
is_free(const struct chela__step *step, const struct chela__offer *offer)
{
    for (size_t i = 0; i < step->shape->count; i++)
        if (step->given.chosen[i] && overlap(step->given.chosen[i], offer))
            return false;
    return true;
}

static const struct chela__offer *
offer_at(const struct chela__offer_list *offers, const struct chela__phrase *words)
{
    for (size_t i = 0; i < offers->count && offers->items[i].score > LEAST_SCORE; i++)
        if (offers->items[i].phrase && offers->items[i].phrase->first == words->first &&
            offers->items[i].phrase->last == words->last)
            return &offers->items[i];
    return NULL;
}

static bool
has_and(const struct chela__reading *reading, const struct chela__phrase *list)
{
    for (size_t i = list->first; i < list->last; i++)
        if (reading->tokens.items[i].class == CHELA__CLASS_AND)
            return true;
    return false;
}

// The items of a list as arguments, when the chosen one is among them and no other is taken.
static bool
read_list(const struct chela__reading *reading, const struct chela__step *step, size_t param,
          const struct chela__phrase *list, struct series *series)
{
    bool has_chosen = false;
    series->count   = 0;
    if (!has_and(reading, list)) // "Berkeley, CA, USA" is one place
        return false;
    for (size_t i = 0; i < list->item_count && i < CHELA__REPEAT_MAX; i++) {
        const struct chela__phrase *item  = &reading->phrases[list->items[i]];
        const struct chela__offer  *offer = offer_at(&step->given.offers[param], item);
        if (!offer)
            return false;
        bool chosen = offer == step->given.chosen[param];
        if (!chosen && !is_free(step, offer))
            return false;
        has_chosen |= chosen;
        series->items[series->count++] = offer;
    }
    return has_chosen;
}

static void
collect(const struct chela__reading *reading, const struct chela__step *step, size_t param,
        struct series *series)
{
    const struct chela__offer *chosen = step->given.chosen[param];
    *series                           = (struct series){.count = 0};
    if (!chosen || !chosen->phrase || step->shape->params[param].want == CHELA__WANT_LIST)
        return;
    series->items[series->count++] = chosen;
    for (size_t i = reading->plain_count; i < reading->count; i++) {
        struct series items;
        if (reading->phrases[i].first >= step->from && reading->phrases[i].last <= step->to &&
            read_list(reading, step, param, &reading->phrases[i], &items) &&
            items.count > series->count)
            *series = items;
    }
}

// Other parameters compete for the same words: each goes to the one that it is better for.
static void
settle(const struct chela__step *step, struct series *all)
{
    for (size_t i = 0; i < step->shape->count; i++)
        for (size_t k = 0; k < i; k++)
            for (size_t a = 0; a < all[i].count; a++)
                for (size_t b = 0; b < all[k].count; b++) {
                    if (!overlap(all[i].items[a], all[k].items[b]))
                        continue;
                    struct series *loser =
                        all[i].items[a]->score < all[k].items[b]->score ? &all[i] : &all[k];
                    size_t at = loser == &all[i] ? a : b;
                    if (loser->items[at] == step->given.chosen[loser == &all[i] ? i : k])
                        continue;
                    memmove(&loser->items[at], &loser->items[at + 1],
                            (loser->count - at - 1) * sizeof *loser->items);
                    loser->count--;
                    if (loser == &all[i]) {
                        a--;
                        break;
                    }
                    b--;
                }
}

static size_t
calls_in(const struct chela__reading *reading, const struct chela__step *step, struct series *all)
{
    size_t calls = 1;
    for (size_t i = 0; i < step->shape->count; i++)
        collect(reading, step, i, &all[i]);
    settle(step, all);
    for (size_t i = 0; i < step->shape->count; i++)
        if (all[i].count > calls)
            calls = all[i].count;
    return calls;
}

static void
expand(struct chela__draft *draft, size_t at, const struct series *all, size_t calls)
{
    size_t room = CHELA__DRAFT_MAX_STEPS - draft->count;
    if (calls - 1 > room)
        return;
    memmove(&draft->steps[at + calls], &draft->steps[at + 1],
            (draft->count - at - 1) * sizeof *draft->steps);
    draft->count += calls - 1;
    for (size_t call = 1; call < calls; call++)
        draft->steps[at + call] = draft->steps[at];
    for (size_t call = 0; call < calls; call++)
        for (size_t i = 0; i < draft->steps[at].shape->count; i++)
            if (all[i].count == calls)
                draft->steps[at + call].given.chosen[i] = all[i].items[call];
}

// An argument that another call of the same request has under the same name: "... also compute the
// distance".
static const struct chela__offer *
shared(const struct chela__draft *draft, size_t at, const struct chela__param *param)
{
    for (size_t i = 0; i < draft->count; i++) {
        const struct chela__step *other = &draft->steps[i];
        for (size_t k = 0; i != at && k < other->shape->count; k++)
            if (other->given.chosen[k] && other->given.chosen[k]->kind == CHELA__OFFER_PHRASE &&
                strcmp(other->shape->params[k].name, param->name) == 0 &&
                strcmp(other->shape->params[k].kind, param->kind) == 0)
                return other->given.chosen[k];
    }
    return NULL;
}

static void
share(struct chela__draft *draft)
{
    for (size_t at = 0; at < draft->count; at++) {
        struct chela__step *step = &draft->steps[at];
        for (size_t i = 0; i < step->shape->count; i++)
            if (step->shape->params[i].required && !step->given.chosen[i] &&
                !chela__param_is_reference(&step->shape->params[i]))
                step->given.chosen[i] = shared(draft, at, &step->shape->params[i]);
    }
}

void
chela__repeat(struct chela__draft *draft)
{
    share(draft);
    struct series *all = chela__scratch_get(draft->arena, CHELA__SHAPE_MAX_PARAMS, sizeof *all);
    for (size_t at = 0; all && at < draft->count; at++) {
        size_t calls = calls_in(&draft->reading, &draft->steps[at], all);
        if (calls < 2)
            continue;
        size_t before = draft->count;
        expand(draft, at, all, calls);
        at += draft->count - before;
    }
}
