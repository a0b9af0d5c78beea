// chain.c - completes the steps from each other and from capabilities that find what is missing.
#include "backend/embedded/chain.h"

#include <string.h>

#include "base/json.h"

#define LEAST_FIT 1.0f      // of an output as an argument
#define LEAST_TEXT_FIT 0.5f // of an output as a text that a pronoun stands for

static bool
is_one_of(struct chela_text word, const char *const *words)
{
    for (; *words; words++)
        if (word.len == strlen(*words) && strncasecmp(word.data, *words, word.len) == 0)
            return true;
    return false;
}

static bool is_content(enum chela__class class)
{
    return class == CHELA__CLASS_WORD || class == CHELA__CLASS_NAME || class == CHELA__CLASS_HEAD ||
           class == CHELA__CLASS_HAN;
}

// The token of a clause that points at something said before; `to` when there is none.
size_t
chela__pronoun_find(const struct chela__draft *draft, size_t from, size_t to)
{
    static const char *const words[]   = {"it", "them", "there", "它", "它们", NULL};
    static const char *const shorter[] = {"this", "that", "those", "these", "这个", "那个", NULL};
    for (size_t i = from; i < to; i++) {
        struct chela_text word = chela__token_text(&draft->reading.tokens, i);
        if (is_one_of(word, words))
            return i;
        if (is_one_of(word, shorter) &&
            !is_content(chela__tokens_class(&draft->reading.tokens, i + 1)))
            return i;
    }
    return to;
}

static bool
is_text(const struct chela__param *param)
{
    return param->type && (strncmp(param->type, "chela:Text/", 11) == 0 ||
                           strncmp(param->type, "chela:Query/", 12) == 0);
}

// "a free hour": any will do; "the invoice": it must be the one.
static bool
is_indefinite(const struct chela__draft *draft, const struct chela__step *step)
{
    static const char *const any[] = {"a", "an", "any", "some", "一个", NULL};
    for (size_t i = step->from; i < step->to; i++)
        if (is_one_of(chela__token_text(&draft->reading.tokens, i), any))
            return true;
    return false;
}

static void
link_to(const struct chela__draft *draft, struct chela__step *step, size_t param, size_t source,
        const struct chela__output *output)
{
    step->given.chosen[param] = NULL;
    step->links[param]        = (struct chela__link){
               .step  = source,
               .path  = output->path,
               .one   = output->many && step->shape->params[param].want != CHELA__WANT_LIST,
               .first = output->many && is_indefinite(draft, &draft->steps[source]),
               .many  = output->many,
               .set   = true,
    };
}

// The nearest earlier step whose output fits.
static bool
link_earlier(struct chela__draft *draft, size_t at, size_t param, float least)
{
    struct chela__step  *step      = &draft->steps[at];
    struct chela__output best      = {.fit = 0};
    size_t               best_step = 0;
    for (size_t i = at; i-- > 0;) {
        const struct chela__step *other = &draft->steps[i];
        size_t               from = is_text(&step->shape->params[param]) ? other->from : step->from;
        size_t               to   = is_text(&step->shape->params[param]) ? other->to : step->to;
        struct chela__output output =
            chela__output_find(draft, other->shape->capability, step->shape->capability,
                               &step->shape->params[param], from, to);
        if (output.fit >= least && output.fit > best.fit + 0.3f) {
            best      = output;
            best_step = i;
        }
    }
    if (best.fit > 0)
        link_to(draft, step, param, best_step, &best);
    return best.fit > 0;
}

static chela_status
complete(struct chela__draft *draft, const struct chela__candidates *candidates, size_t *at,
         int depth, struct chela_error *err);

struct provider {
    struct chela__step   step;
    struct chela__output output;
    float                score;
};

// How well a capability could find the argument from the words of the step's own clause.
static chela_status
try_provider(struct chela__draft *draft, const struct chela__candidates *candidates, size_t index,
             const struct chela__step *step, size_t param, struct provider *best)
{
    const struct chela__shape *shape      = &candidates->shapes[index];
    struct chela__capability  *capability = shape->capability;
    if (capability->effect > CHELA__READ || shape == step->shape)
        return CHELA_OK;
    struct provider provider = {.step = {.shape = shape, .from = step->from, .to = step->to}};
    provider.output          = chela__output_find(draft, capability, step->shape->capability,
                                                  &step->shape->params[param], step->from, step->to);
    if (provider.output.fit < LEAST_FIT)
        return CHELA_OK;
    provider.step.single  = true;
    chela_status status   = chela__step_assign(draft, &provider.step);
    bool         converts = (capability->flags & CHELA__CONVERTS) != 0;
    provider.score        = provider.output.fit + 0.2f * provider.step.given.score -
                     (converts ? 0.0f : 1.5f * (float)provider.step.given.missing) +
                     (capability->plugin == step->shape->capability->plugin ? 0.5f : 0);
    if (status >= 0 && (!best->step.shape || provider.score > best->score))
        *best = provider;
    return status;
}

static void
insert(struct chela__draft *draft, size_t at, const struct chela__step *step)
{
    memmove(&draft->steps[at + 1], &draft->steps[at], (draft->count - at) * sizeof *draft->steps);
    draft->steps[at] = *step;
    draft->count++;
    for (size_t i = at + 1; i < draft->count; i++) {
        struct chela__step *later = &draft->steps[i];
        for (size_t k = 0; k < later->shape->count; k++)
            later->links[k].step += later->links[k].set && later->links[k].step >= at;
        later->after += later->follows && later->after >= at;
    }
}

// Words that say where to look are no arguments of their own besides.
static void
drop_used(struct chela__step *step, const struct chela__step *provider)
{
    for (size_t i = 0; i < step->shape->count; i++) {
        const struct chela__offer *offer = step->given.chosen[i];
        if (step->shape->params[i].required || !offer || !offer->phrase)
            continue;
        for (size_t k = 0; k < provider->shape->count; k++) {
            const struct chela__offer *other = provider->given.chosen[k];
            if (other && other->phrase && other->phrase->first < offer->phrase->last &&
                offer->phrase->first < other->phrase->last)
                step->given.chosen[i] = NULL;
        }
    }
}

static chela_status
insert_provider(struct chela__draft *draft, const struct chela__candidates *candidates, size_t *at,
                size_t param, int depth, struct chela_error *err)
{
    struct provider best = {.score = 0};
    for (size_t i = 0; i < candidates->count; i++)
        if (try_provider(draft, candidates, i, &draft->steps[*at], param, &best) < 0)
            return chela__error_memory(err);
    if (!best.step.shape || draft->count == CHELA__DRAFT_MAX_STEPS)
        return CHELA_OK;
    insert(draft, *at, &best.step);
    size_t source = *at;
    ++*at;
    link_to(draft, &draft->steps[*at], param, source, &best.output);
    drop_used(&draft->steps[*at], &draft->steps[source]);
    size_t       before = draft->count;
    chela_status status = complete(draft, candidates, &source, depth + 1, err);
    *at += draft->count - before;
    return status;
}

// Whether the argument is but the pronoun: it begins there, or one word before as the clause itself
// does ("and write it down").
static bool says_something(enum chela__class class)
{
    return is_content(class) || class == CHELA__CLASS_COMMAND;
}

// The pronoun is all that is said: "put it into a note", where "put" is the clause's verb and
// "note" a word of the capability.
static bool
is_pronoun(const struct chela__draft *draft, const struct chela__step *step,
           const struct chela__offer *offer, size_t pronoun)
{
    const struct chela__token *tokens = draft->reading.tokens.items;
    size_t                     verb   = step->from;
    if (!offer || !offer->phrase || offer->phrase->quoted || offer->phrase->first > pronoun ||
        offer->phrase->last <= pronoun)
        return false;
    while (verb < pronoun && !says_something(tokens[verb].class))
        verb++;
    for (size_t i = offer->phrase->first; i < offer->phrase->last; i++)
        if (i != verb && i != pronoun && says_something(tokens[i].class) &&
            chela__terms_match(step->shape->terms, step->shape->summary_count, tokens[i].term) == 0)
            return false;
    return true;
}

// An argument whose words name what an earlier step gives is that: "encrypt the result".
static void
resolve_named(struct chela__draft *draft, size_t at)
{
    struct chela__step *step = &draft->steps[at];
    for (size_t i = 0; i < step->shape->count; i++) {
        const struct chela__offer *own    = step->given.chosen[i];
        struct chela__output       best   = {.fit = 0};
        size_t                     source = 0;
        if (!own || own->kind != CHELA__OFFER_PHRASE || own->phrase->quoted || own->phrase->items ||
            step->links[i].set)
            continue;
        for (size_t k = at; k-- > 0;) {
            struct chela__output output =
                chela__output_named(draft, &draft->steps[k], &step->shape->params[i],
                                    own->phrase->first, own->phrase->last);
            if (output.fit > best.fit) {
                best   = output;
                source = k;
            }
        }
        if (best.fit > 0)
            link_to(draft, step, i, source, &best);
    }
}

// What a pronoun stands for: the earlier output that fits the parameter in whose place it stands.
static void
resolve_pronoun(struct chela__draft *draft, size_t at)
{
    struct chela__step *step    = &draft->steps[at];
    size_t              pronoun = chela__pronoun_find(draft, step->from, step->to);
    if (pronoun == step->to || at == 0)
        return;
    for (size_t i = 0; i < step->shape->count; i++) {
        const struct chela__param *param = &step->shape->params[i];
        bool                       place = is_pronoun(draft, step, step->given.chosen[i], pronoun);
        if (!param->required || !is_text(param) || step->links[i].set)
            continue;
        if (step->given.chosen[i] && !place)
            continue; // "remind me to send it": the text is said
        if (link_earlier(draft, at, i, LEAST_TEXT_FIT))
            return;
    }
}

static chela_status
complete(struct chela__draft *draft, const struct chela__candidates *candidates, size_t *at,
         int depth, struct chela_error *err)
{
    resolve_pronoun(draft, *at);
    resolve_named(draft, *at);
    for (size_t i = 0; i < draft->steps[*at].shape->count; i++) {
        const struct chela__step  *step  = &draft->steps[*at];
        const struct chela__param *param = &step->shape->params[i];
        if (!param->required || step->given.chosen[i] || step->links[i].set)
            continue;
        if (link_earlier(draft, *at, i, LEAST_FIT) || depth == CHELA__CHAIN_DEPTH)
            continue;
        if (!chela__param_is_reference(param))
            continue;
        chela_status status = insert_provider(draft, candidates, at, i, depth, err);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

chela_status
chela__chain(struct chela__draft *draft, const struct chela__candidates *candidates,
             struct chela_error *err)
{
    for (size_t at = 0; at < draft->count; at++) {
        chela_status status = complete(draft, candidates, &at, 0, err);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}
