// repeat.c - makes calls of the series that a step was given.
#include "backend/embedded/repeat.h"

#include <string.h>

#define BETTER 2.5f // score of another call's argument above the own one

struct counter {                           // goes through the combinations of the series
    size_t param[CHELA__SHAPE_MAX_PARAMS]; // that have a series
    size_t count;
    bool   together; // the k-th of each belong together
};

static bool
says_respectively(const struct chela__draft *draft, const struct chela__step *step)
{
    static const char *const words[] = {"respectively", "分别"};
    size_t                   start   = draft->reading.tokens.items[step->from].start;
    size_t                   end     = draft->reading.tokens.items[step->to - 1].end;
    const char              *text    = draft->reading.tokens.text.data + start;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(text, end - start, words[i], strlen(words[i])))
            return true;
    return false;
}

static size_t
length(const struct chela__step *step, size_t param)
{
    const struct chela__offer *offer = step->given.chosen[param];
    return offer && offer->kind == CHELA__OFFER_SERIES ? offer->item_count : 0;
}

// How many calls the series of a step make.
static size_t
read_counter(const struct chela__draft *draft, const struct chela__step *step,
             struct counter *counter)
{
    bool   even = true;
    size_t all  = 1;
    *counter    = (struct counter){.count = 0};
    for (size_t i = 0; i < step->shape->count; i++) {
        size_t count = length(step, i);
        if (!count)
            continue;
        counter->param[counter->count++] = i;
        all *= count;
        even &= count == length(step, counter->param[0]);
    }
    counter->together = counter->count > 1 && even && says_respectively(draft, step);
    return counter->together ? length(step, counter->param[0]) : all;
}

// Gives call number `call` its item of each series.
static void
choose(struct chela__step *step, const struct counter *counter, size_t call)
{
    for (size_t i = counter->count; i-- > 0;) {
        size_t                     param  = counter->param[i];
        const struct chela__offer *series = step->given.chosen[param];
        step->given.chosen[param]         = series->items[call % series->item_count];
        if (!counter->together)
            call /= series->item_count;
    }
}

static void
expand(struct chela__draft *draft, size_t at, size_t calls, const struct counter *counter)
{
    size_t room = CHELA__DRAFT_MAX_STEPS - draft->count + 1;
    calls       = calls < room ? calls : room;
    memmove(&draft->steps[at + calls], &draft->steps[at + 1],
            (draft->count - at - 1) * sizeof *draft->steps);
    draft->count += calls - 1;
    for (size_t call = 1; call < calls; call++)
        draft->steps[at + call] = draft->steps[at];
    for (size_t call = 0; call < calls; call++)
        choose(&draft->steps[at + call], counter, call);
}

// An argument that another call of the same request has under the same name: "... also compute the
// distance". Rather one of the same capability, rather an earlier one.
static const struct chela__offer *
shared(const struct chela__draft *draft, size_t at, const struct chela__param *param)
{
    const struct chela__offer *found = NULL;
    for (size_t n = 0; n < 2 * draft->count; n++) {
        size_t                    i     = (at + 2 * draft->count - 1 - n) % draft->count;
        const struct chela__step *other = &draft->steps[i];
        if (i == at || (n < draft->count) != (other->shape == draft->steps[at].shape))
            continue;
        for (size_t k = 0; k < other->shape->count; k++)
            if (other->given.chosen[k] && other->given.chosen[k]->kind == CHELA__OFFER_PHRASE &&
                strcmp(other->shape->params[k].name, param->name) == 0 &&
                strcmp(other->shape->params[k].kind, param->kind) == 0 &&
                (!found || other->given.chosen[k]->score > found->score))
                found = other->given.chosen[k];
    }
    return found;
}

// "the same city", "this route".
static bool
points_back(const struct chela__draft *draft, const struct chela__offer *offer)
{
    if (offer->kind != CHELA__OFFER_PHRASE || offer->phrase->quoted || offer->phrase->value)
        return false;
    for (size_t i = offer->phrase->first; i < offer->phrase->last; i++) {
        enum chela__class class = draft->reading.tokens.items[i].class;
        if (class == CHELA__CLASS_THIS || class == CHELA__CLASS_PRONOUN)
            return true;
    }
    return false;
}

static void
share(struct chela__draft *draft)
{
    for (size_t at = 0; at < draft->count; at++) {
        struct chela__step *step = &draft->steps[at];
        for (size_t i = 0; i < step->shape->count; i++) {
            const struct chela__offer *own = step->given.chosen[i];
            if (!step->shape->params[i].required ||
                chela__param_is_reference(&step->shape->params[i]))
                continue;
            const struct chela__offer *other = shared(draft, at, &step->shape->params[i]);
            if (other && (!own || points_back(draft, own) || other->score > own->score + BETTER))
                step->given.chosen[i] = other;
        }
    }
}

void
chela__repeat(struct chela__draft *draft)
{
    share(draft);
    for (size_t at = 0; at < draft->count; at++) {
        struct counter counter;
        size_t         calls = read_counter(draft, &draft->steps[at], &counter);
        if (!counter.count)
            continue;
        size_t before = draft->count;
        expand(draft, at, calls < CHELA__REPEAT_MAX ? calls : CHELA__REPEAT_MAX, &counter);
        at += draft->count - before;
    }
}
