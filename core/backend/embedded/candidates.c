// candidates.c - ranks capabilities by words first, by how well their parameters can be filled
// then.
#include "backend/embedded/candidates.h"

#include <math.h>
#include <string.h>

#include "backend/embedded/book.h"
#include "backend/embedded/clauses.h"
#include "backend/embedded/recall.h"
#include "backend/embedded/trail.h"
#include "base/json.h"

#define FEW 48         // capabilities of a catalogue that are all looked at
#define SHORTLISTED 24 // taken from the shortlist of a larger one
#define FOUND 12       // by the search for a part

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

// The candidate's place; CHELA__CANDIDATES_MAX when it is none.
static chela_status
add(const struct chela__draft *draft, struct chela__candidates *candidates, size_t index,
    size_t *ret_at, struct chela_error *err)
{
    struct chela__capability *capability = NULL;
    chela_status              status =
        chela__catalog_capability(draft->request->catalog, index, &capability, err);
    if (status < 0)
        return status;
    *ret_at = CHELA__CANDIDATES_MAX;
    for (size_t i = 0; i < candidates->count; i++)
        if (candidates->shapes[i].capability == capability)
            *ret_at = i;
    size_t at = candidates->count;
    if (*ret_at < CHELA__CANDIDATES_MAX || at == CHELA__CANDIDATES_MAX || is_reserved(capability))
        return CHELA_OK;
    status = chela__shape_read(capability, draft->request->lang, draft->arena,
                               &candidates->shapes[at], err);
    if (status < 0)
        return status;
    struct chela__offer_book *book = chela__scratch_get(draft->arena, 1, sizeof *book);
    if (!book)
        return chela__error_memory(err);
    candidates->shapes[at].book = book;
    *ret_at                     = candidates->count++;
    return CHELA_OK;
}

static chela_status
add_all(const struct chela__draft *draft, struct chela__candidates *candidates,
        struct chela_error *err)
{
    const struct chela__backend_request *request = draft->request;
    chela_status                         status  = CHELA_OK;
    size_t                               all     = chela__catalog_count(request->catalog), at;
    candidates->is_large                         = all > FEW;
    size_t most = all > FEW ? SHORTLISTED : request->shortlist_count;
    for (size_t i = 0; status >= 0 && i < request->shortlist_count && i < most; i++)
        status = add(draft, candidates, request->shortlist[i].index, &at, err);
    for (size_t i = 0; status >= 0 && all <= FEW && i < all; i++)
        status = add(draft, candidates, i, &at, err); // few enough to look at each
    return status;
}

static chela_status
search_atom(const struct chela__draft *draft, struct chela__candidates *candidates, size_t atom,
            struct chela_error *err)
{
    const struct chela__token *tokens = draft->reading.tokens.items;
    struct chela__hit          hits[FOUND];
    size_t                     count = 0, at;
    size_t                     start = tokens[candidates->atoms[atom].from].start;
    size_t                     end   = tokens[candidates->atoms[atom].to - 1].end;
    chela_status               status =
        chela__catalog_search(draft->request->catalog, draft->reading.tokens.text.data + start,
                              end - start, draft->request->lang, hits, FOUND, &count, err);
    for (size_t i = 0; status >= 0 && i < count; i++) {
        status = add(draft, candidates, hits[i].index, &at, err);
        if (status >= 0 && at < CHELA__CANDIDATES_MAX)
            candidates->search[at][atom] = hits[i].score;
    }
    return status;
}

static chela_status
weigh_words(const struct chela__draft *draft, struct chela__candidates *candidates)
{
    for (size_t i = 0; i < candidates->count; i++) {
        const struct chela__shape *shape = &candidates->shapes[i];
        candidates->has_templates |= shape->template_count > 0;
        candidates->rarities[i] =
            chela__scratch_get(draft->arena, shape->summary_count, sizeof(float));
        if (!candidates->rarities[i])
            return CHELA_NO_MEMORY;
        for (size_t k = 0; k < shape->summary_count; k++)
            candidates->rarities[i][k] = rarity(candidates, shape->terms[k]);
    }
    return CHELA_OK;
}

chela_status
chela__candidates_read(const struct chela__draft *draft, struct chela__candidates *ret_candidates,
                       struct chela_error *err)
{
    chela_status status        = add_all(draft, ret_candidates, err);
    ret_candidates->atom_count = chela__atoms_find(draft, ret_candidates, ret_candidates->atoms);
    for (size_t i = 0; status >= 0 && i < ret_candidates->atom_count; i++)
        status = search_atom(draft, ret_candidates, i, err);
    if (status >= 0 && weigh_words(draft, ret_candidates) < 0)
        status = chela__error_memory(err);
    return status;
}

// Scores of a search add up over the parts of a clause.
static float
search_in(const struct chela__candidates *candidates, size_t index,
          const struct chela__window *window)
{
    float score = 0;
    for (size_t i = 0; i < candidates->atom_count; i++)
        if (candidates->atoms[i].from >= window->from && candidates->atoms[i].to <= window->to)
            score += candidates->search[index][i];
    return score;
}

static float
best_search(const struct chela__candidates *candidates, const struct chela__window *window)
{
    float best = 0;
    for (size_t i = 0; i < candidates->count; i++) {
        float score = search_in(candidates, i, window);
        best        = score > best ? score : best;
    }
    return best;
}

void
chela__candidates_words(const struct chela__draft      *draft,
                        const struct chela__candidates *candidates,
                        const struct chela__window     *window,
                        float fits[CHELA__CANDIDATES_MAX][CHELA__FIT_COUNT])
{
    float search = best_search(candidates, window);
    for (size_t i = 0; i < candidates->count; i++) {
        float found = search_in(candidates, i, window);
        memset(fits[i], 0, sizeof fits[i]);
        fits[i][CHELA__FIT_SEARCH] = search > 0 ? found / search : 0;
        chela__fit_words(draft, candidates, i, window, fits[i]);
    }
}

chela_status
chela__candidates_try(const struct chela__draft *draft, const struct chela__candidates *candidates,
                      size_t index, const struct chela__window *window,
                      float fits[CHELA__FIT_COUNT], struct chela__step *ret_step)
{
    const struct chela__shape *shape = &candidates->shapes[index];
    struct chela__step         step  = {
                 .shape = shape, .from = window->from, .to = window->to, .single = ret_step->single};
    if (chela__step_assign(draft, &step) < 0 || chela__recall(draft, &step) < 0)
        return CHELA_NO_MEMORY;
    chela__fit_arguments(draft, &step, fits);
    step.score = chela__fit_score(fits);
    step.lacks = fits[CHELA__FIT_MISSING] > 0;
    chela__trail_candidate(draft, &step, fits);
    *ret_step = step;
    return CHELA_OK;
}
