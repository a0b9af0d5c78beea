// fit.c - how well a capability fits a clause.
#include <math.h>

#include "backend/embedded/chain.h"
#include "backend/embedded/recall.h"

#define CHANCE 0.35f     // likeness that any two sentences have
#define SAID_WELL 1.0f   // score of an optional argument that speaks for the capability
#define FOUND_LATER 2.0f // score of an argument that something will look up

// Learned by tests/eval/learn_fit.py from the development half: a softmax over the capabilities
// that are tried for a single request and over refusing, which scores 0. Template and unsaid are
// set by hand: the cases bring no examples.
static const float weights[CHELA__FIT_COUNT] = {
    [CHELA__FIT_SEARCH] = 2.28f,  [CHELA__FIT_NAME] = 1.41f,         [CHELA__FIT_SUMMARY] = 2.25f,
    [CHELA__FIT_COVERED] = 0.93f, [CHELA__FIT_TEMPLATE] = 5.00f,     [CHELA__FIT_UNSAID] = -3.50f,
    [CHELA__FIT_FILLED] = -1.37f, [CHELA__FIT_MISSING] = -1.56f,     [CHELA__FIT_EMPTY] = 0.60f,
    [CHELA__FIT_SCORE] = 0.31f,   [CHELA__FIT_WORST] = 0.29f,        [CHELA__FIT_OPTIONAL] = 2.17f,
    [CHELA__FIT_AGAIN] = 2.26f,   [CHELA__FIT_UNEXPLAINED] = -1.53f,
};
static const float bias = -1.73f;

// The share of a capability's words that the clause says, rare ones counting more.
static float
share(const struct chela__draft *draft, const struct chela__window *window,
      const struct chela__term *terms, const float *rarities, size_t count)
{
    float found = 0, all = 0;
    for (size_t k = 0; k < count; k++) {
        float best = 0;
        for (size_t i = window->from; i < window->to && best < 1; i++) {
            const struct chela__token *token = &draft->reading.tokens.items[i];
            float match = token->term.stem ? chela__terms_match(&token->term, 1, terms[k]) : 0;
            best        = match > best ? match : best;
        }
        found += rarities[k] * best;
        all += rarities[k];
    }
    return all > 0 ? found / all : 0;
}

// The share of the clause's own words that the capability knows.
static float
covered(const struct chela__draft *draft, const struct chela__window *window,
        const struct chela__shape *shape)
{
    float said = 0, known = 0;
    for (size_t i = window->from; i < window->to; i++) {
        const struct chela__token *token = &draft->reading.tokens.items[i];
        if (!token->term.stem ||
            (token->class != CHELA__CLASS_WORD && token->class != CHELA__CLASS_COMMAND &&
             token->class != CHELA__CLASS_HEAD && token->class != CHELA__CLASS_HAN))
            continue;
        said++;
        known += chela__terms_match(shape->terms, shape->term_count, token->term);
    }
    return said > 0 ? known / said : 0;
}

static float
likeness(const struct chela__draft *draft, const struct chela__window *window,
         const struct chela__shape *shape)
{
    float best = 0;
    for (size_t i = 0; i < shape->template_count; i++) {
        float like = chela__template_likeness(&shape->templates[i], &draft->reading.tokens,
                                              window->from, window->to);
        best       = like > best ? like : best;
    }
    return best;
}

static bool
is_own_word(const struct chela__token *token)
{
    return token->term.stem &&
           (token->class == CHELA__CLASS_WORD || token->class == CHELA__CLASS_COMMAND ||
            token->class == CHELA__CLASS_HEAD || token->class == CHELA__CLASS_HAN);
}

void
chela__fit_words(const struct chela__draft *draft, const struct chela__candidates *candidates,
                 size_t index, const struct chela__window *window, float fits[CHELA__FIT_COUNT])
{
    const struct chela__shape *shape    = &candidates->shapes[index];
    const float               *rarities = candidates->rarities[index];
    size_t                     names    = shape->name_count;
    fits[CHELA__FIT_NAME]               = share(draft, window, shape->terms, rarities, names);
    fits[CHELA__FIT_SUMMARY] =
        share(draft, window, shape->terms + names, rarities + names, shape->summary_count - names);
    fits[CHELA__FIT_COVERED] = covered(draft, window, shape);
    fits[CHELA__FIT_TEMPLATE] =
        candidates->has_templates ? likeness(draft, window, shape) - CHANCE : 0;
    fits[CHELA__FIT_UNSAID] = !shape->template_count && candidates->has_templates;
}

// Words that neither the capability knows nor an argument holds.
static float
unexplained(const struct chela__draft *draft, const struct chela__step *step)
{
    float all = 0, open = 0;
    for (size_t i = step->from; i < step->to; i++) {
        const struct chela__token *token = &draft->reading.tokens.items[i];
        bool                       held  = false;
        if (!token->term.stem || token->class == CHELA__CLASS_COMMAND ||
            (!is_own_word(token) && token->class != CHELA__CLASS_NAME))
            continue;
        for (size_t k = 0; k < step->shape->count && !held; k++) {
            const struct chela__offer *offer = step->given.chosen[k];
            held = offer && offer->phrase && offer->phrase->first <= i && i < offer->phrase->last;
        }
        all++;
        if (!held)
            open +=
                1 - chela__terms_match(step->shape->terms, step->shape->term_count, token->term);
    }
    return all > 0 ? open / all : 0;
}

static float
between(float value, float low, float high)
{
    return value < low ? low : value > high ? high : value;
}

static float
optional_share(const struct chela__step *step)
{
    size_t said = 0;
    for (size_t i = 0; i < step->shape->count; i++)
        said += !step->shape->params[i].required && step->given.chosen[i] &&
                step->given.chosen[i]->score > SAID_WELL;
    return said > 3 ? 1 : (float)said / 3;
}

void
chela__fit_arguments(const struct chela__draft *draft, const struct chela__step *step,
                     float fits[CHELA__FIT_COUNT])
{
    size_t required = 0, filled = 0;
    float  sum = 0, worst = 4;
    // A capability that is asked for as its examples do may lack something: that is asked for.
    bool known = step->shape->template_count > 0;
    // One argument may be what "it" or "there" points at.
    bool points = step->from > 0 && chela__pronoun_find(draft, step->from, step->to) < step->to;
    for (size_t i = 0; i < step->shape->count; i++) {
        if (!step->shape->params[i].required)
            continue;
        const struct chela__offer *offer = step->given.chosen[i];
        bool  found = !offer && chela__param_is_reference(&step->shape->params[i]);
        float score = found ? FOUND_LATER : between(offer ? offer->score : known ? 0 : -2, -2, 4);
        if (!offer && !found && points)
            points = false, found = true, score = FOUND_LATER;
        required++;
        filled += found || offer;
        sum += score;
        worst = score < worst ? score : worst;
    }
    fits[CHELA__FIT_FILLED]      = required ? (float)filled / (float)required : 1;
    fits[CHELA__FIT_MISSING]     = filled < required ? (known ? 0.5f : 1.0f) : 0;
    fits[CHELA__FIT_EMPTY]       = required == 0;
    fits[CHELA__FIT_SCORE]       = required ? sum / (float)required : 0;
    fits[CHELA__FIT_WORST]       = required ? worst : 0;
    fits[CHELA__FIT_OPTIONAL]    = optional_share(step);
    fits[CHELA__FIT_AGAIN]       = chela__recall_is_again(draft, step->shape);
    fits[CHELA__FIT_UNEXPLAINED] = unexplained(draft, step);
}

float
chela__fit_score(const float fits[CHELA__FIT_COUNT])
{
    float score = bias;
    for (int i = 0; i < (int)CHELA__FIT_COUNT; i++)
        score += weights[i] * fits[i];
    return score;
}
