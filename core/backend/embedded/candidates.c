// candidates.c - ranks capabilities by words first, by how well their parameters can be filled
// then.
#include "backend/embedded/candidates.h"

#include <math.h>
#include <string.h>

#include "base/json.h"

#define TRIED 6 // best by words whose parameters are tried

// Tuned on the development half; a fit above 0 asks for the capability.
struct window { // tokens of a clause
    size_t from, to;
};

static const struct chela__candidate_features weights = {.bias     = -2.2f,
                                                         .search   = 1.0f,
                                                         .name     = 2.2f,
                                                         .summary  = 0.8f,
                                                         .covered  = 1.2f,
                                                         .template = 2.5f,
                                                         .unsaid   = -1.2f,
                                                         .filled   = 1.0f,
                                                         .score    = 0.12f};

static float
rarity(const struct chela__candidates *candidates, struct chela__term term)
{
    size_t have = 0;
    for (size_t i = 0; i < candidates->count; i++)
        have += chela__terms_match(candidates->shapes[i].terms, candidates->shapes[i].summary_count,
                                   term) == 1;
    return logf(1.5f + (float)candidates->count / (float)(have + 1));
}

// A reserved set is not for plans.
static bool
is_reserved(const struct chela__capability *capability)
{
    const json_t *provides = json_object_get(capability->plugin->json, "provides");
    const char   *set, *role;
    json_t       *roles, *member;
    json_object_foreach((json_t *)provides, set, roles) json_object_foreach(roles, role, member)
    {
        const char *use = chela__json_str(member, "take");
        (void)set, (void)role;
        if (!use)
            use = json_string_value(member);
        if (use && strcmp(use, capability->name) == 0)
            return true;
    }
    return false;
}

static chela_status
add(const struct chela__draft *draft, struct chela__candidates *candidates, size_t index,
    float search, struct chela_error *err)
{
    struct chela__capability *capability = NULL;
    size_t                    at         = candidates->count;
    chela_status              status =
        chela__catalog_capability(draft->request->catalog, index, &capability, err);
    if (status < 0)
        return status;
    for (size_t i = 0; i < at; i++)
        if (candidates->shapes[i].capability == capability)
            return CHELA_OK;
    if (at == CHELA__CANDIDATES_MAX || is_reserved(capability))
        return CHELA_OK;
    candidates->search[at] = search;
    status                 = chela__shape_read(capability, draft->request->lang, draft->arena,
                                               &candidates->shapes[at], err);
    candidates->count += status >= 0;
    return status;
}

chela_status
chela__candidates_read(const struct chela__draft *draft, struct chela__candidates *ret_candidates,
                       struct chela_error *err)
{
    const struct chela__backend_request *request = draft->request;
    ret_candidates->count                        = 0;
    chela_status status                          = CHELA_OK;
    float        best = request->shortlist_count ? request->shortlist[0].score : 0;
    for (size_t i = 0; status >= 0 && i < request->shortlist_count; i++)
        status = add(draft, ret_candidates, request->shortlist[i].index,
                     best > 0 ? request->shortlist[i].score / best : 0, err);
    size_t all = chela__catalog_count(request->catalog);
    for (size_t i = 0; status >= 0 && all <= CHELA__CANDIDATES_MAX && i < all; i++)
        status = add(draft, ret_candidates, i, 0, err); // few enough to look at each
    if (status < 0)
        return status;
    for (size_t i = 0; i < ret_candidates->count; i++) {
        const struct chela__shape *shape = &ret_candidates->shapes[i];
        ret_candidates->has_templates |= shape->template_count > 0;
        ret_candidates->rarities[i] =
            chela__scratch_get(draft->arena, shape->summary_count, sizeof(float));
        if (!ret_candidates->rarities[i])
            return chela__error_memory(err);
        for (size_t k = 0; k < shape->summary_count; k++)
            ret_candidates->rarities[i][k] = rarity(ret_candidates, shape->terms[k]);
    }
    return CHELA_OK;
}

// The share of a capability's words that the clause says, rare ones counting more.
static float
share(const struct chela__draft *draft, const struct window *window,
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
covered(const struct chela__draft *draft, const struct window *window,
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
likeness(const struct chela__draft *draft, const struct window *window,
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

static float
by_words(const struct chela__draft *draft, const struct chela__candidates *candidates, size_t index,
         const struct window *window)
{
    const struct chela__shape *shape    = &candidates->shapes[index];
    const float               *rarities = candidates->rarities[index];
    size_t                     names    = shape->name_count;
    return weights.bias + weights.search * candidates->search[index] +
           weights.name * share(draft, window, shape->terms, rarities, names) +
           weights.summary * share(draft, window, shape->terms + names, rarities + names,
                                   shape->summary_count - names) +
           weights.covered * covered(draft, window, shape) +
           weights.template * likeness(draft, window, shape) +
           (shape->template_count || !candidates->has_templates ? 0 : weights.unsaid);
}

static chela_status
try_one(const struct chela__draft *draft, const struct chela__shape *shape, float words,
        size_t from, size_t to, struct chela__step *best)
{
    struct chela__step step = {.shape = shape, .from = from, .to = to};
    chela_status       status =
        chela__assign(&draft->reading, shape, from, to, draft->arena, &step.given);
    if (status < 0)
        return status;
    size_t required = step.given.filled + step.given.missing;
    float  filled   = required ? (float)step.given.filled / (float)required : 1;
    float  each     = step.given.score / (float)(shape->count + 1);
    step.score      = words + weights.filled * filled + weights.score * each;
    if (!best->shape || step.score > best->score)
        *best = step;
    return CHELA_OK;
}

chela_status
chela__candidates_best(const struct chela__draft *draft, const struct chela__candidates *candidates,
                       size_t from, size_t to, struct chela__step *ret_step,
                       struct chela_error *err)
{
    float              words[CHELA__CANDIDATES_MAX];
    struct chela__step best = {.shape = NULL};
    for (size_t i = 0; i < candidates->count; i++)
        words[i] = by_words(draft, candidates, i, &(struct window){from, to});
    for (size_t tried = 0; tried < TRIED && tried < candidates->count; tried++) {
        size_t top = 0;
        for (size_t i = 1; i < candidates->count; i++)
            if (words[i] > words[top])
                top = i;
        if (try_one(draft, &candidates->shapes[top], words[top], from, to, &best) < 0)
            return chela__error_memory(err);
        words[top] = -1e9f;
    }
    *ret_step = best;
    return CHELA_OK;
}
