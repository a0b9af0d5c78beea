// division.c - what speaks for and against dividing a request in a certain way.
#include "backend/embedded/division.h"

#include <string.h>

#include "backend/embedded/chain.h"

static bool
holds(const struct chela__assignment *given, size_t token)
{
    for (size_t k = 0; k < given->shape->count; k++) {
        const struct chela__offer *offer = given->chosen[k];
        if (offer && offer->phrase && offer->phrase->first <= token && token < offer->phrase->last)
            return true;
    }
    return false;
}

static bool
is_value(const struct chela__reading *reading, size_t token)
{
    enum chela__class class = reading->tokens.items[token].class;
    return class == CHELA__CLASS_NUMBER || class == CHELA__CLASS_TYPED;
}

// The first of the words of a name.
static bool
is_name(const struct chela__reading *reading, size_t token)
{
    return reading->tokens.items[token].class == CHELA__CLASS_NAME &&
           chela__tokens_class(&reading->tokens, token - 1) != CHELA__CLASS_NAME;
}

static void
count_series(const struct chela__reading *reading, const struct chela__offer *series,
             struct chela__option *option)
{
    float worst = 3;
    for (size_t i = 0; i < series->item_count; i++)
        worst = series->items[i]->score < worst ? series->items[i]->score : worst;
    const struct chela__phrase *first = series->items[0]->phrase;
    option->calls *= series->item_count;
    option->series_score += worst < -3 ? -3 : worst;
    option->series_values += first->value || first->quoted;
    option->series_names += reading->tokens.items[first->first].class == CHELA__CLASS_NAME;
    option->series_long += series->item_count > 2;
}

void
chela__option_count(const struct chela__draft *draft, struct chela__option *option)
{
    const struct chela__reading    *reading = &draft->reading;
    const struct chela__assignment *given   = &option->given;
    const struct chela__shape      *shape   = given->shape;
    for (size_t i = option->from; i < option->to; i++) {
        if (holds(given, i))
            continue;
        option->open_values += is_value(reading, i);
        option->open_names +=
            is_name(reading, i) && chela__terms_match(shape->terms, shape->term_count,
                                                      reading->tokens.items[i].term) < 0.5f;
    }
    for (size_t i = 0; i < reading->plain_count && reading->phrases[i].quoted; i++) {
        const struct chela__phrase *quote = &reading->phrases[i];
        option->open_quotes += quote->first >= option->from && quote->last <= option->to &&
                               !holds(given, quote->first);
    }
    option->calls  = 1;
    option->points = chela__pronoun_find(draft, option->from, option->to) < option->to;
    for (size_t k = 0; k < shape->count; k++) {
        const struct chela__offer *offer = given->chosen[k];
        if (!offer || !offer->phrase)
            continue;
        option->held++;
        option->arguments += offer->score > 4 ? 4 : offer->score;
        if (offer->kind == CHELA__OFFER_SERIES)
            count_series(reading, offer, option);
    }
}

static const struct chela__option *
last_call(const struct chela__division *before)
{
    while (before && !before->option)
        before = before->before;
    return before ? before->option : NULL;
}

static const struct chela__offer *
same_named(const struct chela__assignment *given, const struct chela__param *param)
{
    for (size_t i = 0; i < given->shape->count; i++)
        if (given->chosen[i] && strcmp(given->shape->params[i].name, param->name) == 0)
            return given->chosen[i];
    return NULL;
}

static bool
any_has(const struct chela__division *before, const struct chela__param *param)
{
    for (; before; before = before->before)
        if (before->option && same_named(&before->option->given, param))
            return true;
    return false;
}

static bool
same_words(const struct chela__offer *a, const struct chela__offer *b)
{
    if (!a->phrase || !b->phrase || a->kind != b->kind)
        return a->kind == b->kind && a->constant == b->constant && a->truth == b->truth;
    return a->phrase->value && b->phrase->value &&
           a->phrase->value->start == b->phrase->value->start;
}

static void
count_again(const struct chela__division *before, const struct chela__option *option,
            const struct chela__assignment *last, float *f)
{
    const struct chela__assignment *given = &option->given;
    bool                            news  = false;
    for (size_t i = 0; i < given->shape->count; i++) {
        const struct chela__offer *own = given->chosen[i], *old = last->chosen[i];
        if (own)
            news |= !old || !same_words(own, old);
        else if (!given->shape->params[i].required)
            continue;
        else if (any_has(before, &given->shape->params[i]))
            f[CHELA__DIVISION_AGAIN_SHARES]++;
        else
            f[CHELA__DIVISION_AGAIN_LACKS] = 1;
    }
    f[CHELA__DIVISION_AGAIN]         = 1;
    f[CHELA__DIVISION_AGAIN_WORDS]   = option->words > 0;
    f[CHELA__DIVISION_AGAIN_NOTHING] = !news;
    f[CHELA__DIVISION_FIT_AGAIN]     = option->fit;
}

static void
count_first(const struct chela__division *before, const struct chela__option *option, float *f)
{
    const struct chela__assignment *given = &option->given;
    f[CHELA__DIVISION_FIT]                = option->fit;
    bool points = option->points; // that may be what "it" or "there" stands for
    if (!before)
        return;
    for (size_t i = 0; i < given->shape->count; i++) {
        const struct chela__param *param = &given->shape->params[i];
        if (!param->required || given->chosen[i] || chela__param_is_reference(param))
            continue;
        if (points) {
            points = false;
            continue;
        }
        f[CHELA__DIVISION_LACKS]++;
        f[CHELA__DIVISION_LACKS_SHARED] += any_has(before, param);
    }
}

void
chela__division_call(const struct chela__candidates *candidates,
                     const struct chela__division *before, const struct chela__option *option,
                     size_t from, size_t to, float f[CHELA__DIVISION_COUNT])
{
    const struct chela__atom   *atoms = candidates->atoms;
    const struct chela__option *last  = last_call(before);
    if (last && last->given.shape == option->given.shape)
        count_again(before, option, &last->given, f);
    else
        count_first(last ? before : NULL, option, f);
    f[CHELA__DIVISION_CALL]         = 1;
    f[CHELA__DIVISION_ARGUMENTS]    = option->arguments;
    f[CHELA__DIVISION_HELD]         = (float)option->held;
    f[CHELA__DIVISION_SERIES]       = option->calls > 1;
    f[CHELA__DIVISION_SERIES_SCORE] = option->series_score;
    f[CHELA__DIVISION_SERIES_VALUE] = (float)option->series_values;
    f[CHELA__DIVISION_SERIES_NAME]  = (float)option->series_names;
    f[CHELA__DIVISION_SERIES_LONG]  = (float)option->series_long;
    f[CHELA__DIVISION_OPEN_VALUE]   = (float)option->open_values;
    f[CHELA__DIVISION_OPEN_QUOTE]   = (float)option->open_quotes;
    f[CHELA__DIVISION_OPEN_NAME]    = (float)option->open_names;
    f[CHELA__DIVISION_FIT_SAID]     = candidates->has_templates ? f[CHELA__DIVISION_FIT] : 0;
    if (candidates->is_large) {
        f[CHELA__DIVISION_FIT_MANY]    = f[CHELA__DIVISION_FIT];
        f[CHELA__DIVISION_CALL_MANY]   = 1;
        f[CHELA__DIVISION_SERIES_MANY] = option->calls > 1;
        f[CHELA__DIVISION_AGAIN_MANY]  = f[CHELA__DIVISION_AGAIN];
        f[CHELA__DIVISION_PART_MANY]   = last && atoms[from].cut == CHELA__CUT_PART;
        f[CHELA__DIVISION_LACKS_MANY]  = f[CHELA__DIVISION_LACKS];
        f[CHELA__DIVISION_BEGIN_MANY]  = last && atoms[from].cut != CHELA__CUT_PART;
    }
    if (last) {
        f[CHELA__DIVISION_BEGIN_SENTENCE + (int)atoms[from].cut] = 1;
        f[CHELA__DIVISION_BEGIN_THEN]                            = atoms[from].then;
    }
    for (size_t i = from + 1; i < to; i++) {
        f[CHELA__DIVISION_INNER_SENTENCE + (int)atoms[i].cut]++;
        f[CHELA__DIVISION_INNER_THEN] += atoms[i].then;
        f[CHELA__DIVISION_INNER_MANY] += candidates->is_large && atoms[i].cut != CHELA__CUT_PART;
    }
}

void
chela__division_skip(const struct chela__draft *draft, const struct chela__candidates *candidates,
                     const struct chela__division *before, size_t atom,
                     float f[CHELA__DIVISION_COUNT])
{
    const struct chela__atom *it                    = &candidates->atoms[atom];
    f[CHELA__DIVISION_SKIP_SENTENCE + (int)it->cut] = 1;
    f[CHELA__DIVISION_SKIP_THEN]                    = it->then;
    f[CHELA__DIVISION_SKIP_FIRST]                   = !last_call(before);
    for (size_t i = it->from; i < it->to; i++) {
        f[CHELA__DIVISION_SKIP_VALUE] +=
            is_value(&draft->reading, i) ||
            (draft->reading.tokens.items[i].class == CHELA__CLASS_QUOTE);
        f[CHELA__DIVISION_SKIP_NAME] += is_name(&draft->reading, i);
    }
}
