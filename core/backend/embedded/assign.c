// assign.c - a beam over the parameters: few offers each, words used once, order counts.
#include "backend/embedded/assign.h"

#include <stdlib.h>
#include <string.h>

#include "backend/embedded/book.h"
#include "backend/embedded/draft.h"

#define OUT_OF_ORDER (-0.8f)     // two like parameters whose arguments stand in the other order
#define MISSING_REQUIRED (-3.0f) // a required parameter that stays out

struct state {
    float   score;
    uint8_t chosen[CHELA__SHAPE_MAX_PARAMS]; // 1 + index into the parameter's offers; 0: out
};

struct search {
    const struct chela__shape *shape;
    struct chela__offer_list  *offers; // of each parameter
    struct state              *states, *nexts;
    size_t                     count;
};

static bool
takes_words(const struct chela__offer *offer)
{
    return offer->phrase &&
           (offer->kind == CHELA__OFFER_PHRASE || offer->kind == CHELA__OFFER_SERIES);
}

static bool
overlaps(const struct chela__offer *a, const struct chela__offer *b)
{
    if (!a->phrase || !b->phrase || (!takes_words(a) && !takes_words(b)))
        return false;
    if (!takes_words(a)) // a choice: nothing else is named by its words alone
        return b->phrase->first >= a->phrase->first && b->phrase->last <= a->phrase->last;
    if (!takes_words(b))
        return a->phrase->first >= b->phrase->first && a->phrase->last <= b->phrase->last;
    return a->phrase->first < b->phrase->last && b->phrase->first < a->phrase->last;
}

// How well an offer goes with what is chosen already; false when it cannot.
static bool
goes_with(const struct search *search, const struct state *state, size_t param,
          const struct chela__offer *offer, float *score)
{
    const struct chela__param *params = search->shape->params;
    for (size_t i = 0; i < param; i++) {
        if (!state->chosen[i])
            continue;
        const struct chela__offer *other = &search->offers[i].items[state->chosen[i] - 1];
        if (overlaps(offer, other))
            return false;
        if (takes_words(offer) && takes_words(other) && params[i].want == params[param].want &&
            params[i].required == params[param].required &&
            offer->phrase->first < other->phrase->first)
            *score += OUT_OF_ORDER;
    }
    return true;
}

static void
keep(struct search *search, size_t *count, const struct state *state)
{
    size_t at = *count;
    if (at == CHELA__ASSIGN_WIDTH && search->nexts[at - 1].score >= state->score)
        return;
    if (at < CHELA__ASSIGN_WIDTH)
        ++*count;
    else
        at--;
    while (at > 0 && search->nexts[at - 1].score < state->score) {
        search->nexts[at] = search->nexts[at - 1];
        at--;
    }
    search->nexts[at] = *state;
}

static void
extend(struct search *search, size_t param)
{
    const struct chela__offer_list *offers = &search->offers[param];
    size_t                          count  = 0;
    for (size_t s = 0; s < search->count; s++) {
        for (size_t i = 0; i < offers->count && i < CHELA__ASSIGN_KEPT; i++) {
            const struct chela__offer *offer = &offers->items[i];
            struct state               next  = search->states[s];
            float                      score = offer->score;
            if (offer->kind == CHELA__OFFER_NONE || !goes_with(search, &next, param, offer, &score))
                continue;
            next.score += score;
            next.chosen[param] = (uint8_t)(i + 1);
            keep(search, &count, &next);
        }
        struct state out = search->states[s];
        out.score += search->shape->params[param].required ? MISSING_REQUIRED : 0;
        keep(search, &count, &out);
    }
    struct state *swap = search->states;
    search->states     = search->nexts;
    search->nexts      = swap;
    search->count      = count;
}

static void
take_best(const struct search *search, struct chela__assignment *out)
{
    const struct state *best = &search->states[0];
    out->score               = best->score;
    for (size_t i = 0; i < search->shape->count; i++) {
        if (best->chosen[i])
            out->chosen[i] = &search->offers[i].items[best->chosen[i] - 1];
        if (!search->shape->params[i].required)
            continue;
        if (out->chosen[i])
            out->filled++;
        else
            out->missing++;
    }
}

chela_status
chela__assign(const struct chela__reading *reading, const struct chela__shape *shape,
              const struct chela__extent *extent, struct chela__scratch *arena,
              struct chela__assignment *ret_assignment)
{
    struct state        states[2][CHELA__ASSIGN_WIDTH];
    struct search       room = {0}, *search = &room;
    struct chela__marks marks;
    states[0][0] = (struct state){0};
    if (chela__book_marks(reading, shape, arena, &marks) < 0)
        return CHELA_NO_MEMORY;
    search->shape  = shape;
    search->offers = chela__scratch_get(arena, shape->count + 1, sizeof *search->offers);
    search->states = states[0];
    search->nexts  = states[1];
    if (!search->offers)
        return CHELA_NO_MEMORY;
    search->count = 1;
    for (size_t i = 0; i < shape->count; i++) {
        struct chela__case it = {reading, shape, &marks, i, extent->from, extent->to};
        if (chela__book_offers(&it, !extent->single, arena, &search->offers[i]) < 0)
            return CHELA_NO_MEMORY;
        extend(search, i);
    }
    struct chela__assignment result = {.shape = shape, .offers = search->offers};
    take_best(search, &result);
    *ret_assignment = result;
    return CHELA_OK;
}

chela_status
chela__step_assign(const struct chela__draft *draft, struct chela__step *step)
{
    struct chela__extent extent = {step->from, step->to, step->single};
    return chela__assign(&draft->reading, step->shape, &extent, draft->arena, &step->given);
}
