// clauses.c - finds the clauses of a request and the capability of each.
#include "backend/embedded/clauses.h"

#include <string.h>

#include "backend/embedded/recall.h"

#define LACKING (-2.0f) // for a clause beside others that does not say all it must
#define SURE 1.5f       // score of an argument that makes a second call for the same capability

static bool
is_quoted(const struct chela__reading *reading, size_t at)
{
    for (size_t i = 0; i < reading->plain_count && reading->phrases[i].quoted; i++)
        if (at >= reading->phrases[i].first && at < reading->phrases[i].last)
            return true;
    return false;
}

static bool
is_head(const struct chela__candidates *candidates, const struct chela__token *token)
{
    if (token->class == CHELA__CLASS_COMMAND || token->class == CHELA__CLASS_ASK)
        return true;
    if (token->class != CHELA__CLASS_WORD && token->class != CHELA__CLASS_HEAD &&
        token->class != CHELA__CLASS_HAN)
        return false;
    for (size_t i = 0; i < candidates->count; i++)
        for (size_t k = 0; k < candidates->shapes[i].head_count; k++)
            if (candidates->shapes[i].heads[k].stem == token->term.stem)
                return true;
    return false;
}

static bool is_link(enum chela__class class)
{
    return class == CHELA__CLASS_COMMA || class == CHELA__CLASS_AND || class == CHELA__CLASS_THEN;
}

// Words that may stand between "and" and the verb: "and then could you please also find".
static bool is_courtesy(enum chela__class class)
{
    return class == CHELA__CLASS_FILLER || class == CHELA__CLASS_PRONOUN ||
           class == CHELA__CLASS_BE || class == CHELA__CLASS_THEN || class == CHELA__CLASS_COMMA ||
           class == CHELA__CLASS_PREPOSITION;
}

// Whether the token is in a turn that answers a question: that belongs to what was asked about.
static bool
is_reply(const struct chela__draft *draft, size_t at)
{
    return draft->request->open && draft->turns > 1 &&
           draft->reading.tokens.items[at].end >= draft->turn_start[1]; // the line's end too
}

// Whether a part begins at `at`; `then` tells that it is said to come later.
static bool
begins(const struct chela__draft *draft, const struct chela__candidates *candidates, size_t at,
       bool *then)
{
    const struct chela__tokens *tokens = &draft->reading.tokens;
    enum chela__class           before = chela__tokens_class(tokens, at - 1);
    *then                              = false;
    if (before == CHELA__CLASS_STOP)
        return !is_reply(draft, at);
    bool link = is_link(tokens->items[at].class) && !is_link(before);
    if (!link)
        return false;
    size_t head = at;
    while (head < tokens->count && head < at + 6 &&
           (is_link(tokens->items[head].class) || is_courtesy(tokens->items[head].class))) {
        *then |= tokens->items[head].class == CHELA__CLASS_THEN;
        head++;
    }
    return head < tokens->count && is_head(candidates, &tokens->items[head]);
}

size_t
chela__atoms_find(const struct chela__draft *draft, const struct chela__candidates *candidates,
                  struct chela__atom ret_atoms[CHELA__ATOMS_MAX])
{
    const struct chela__tokens *tokens = &draft->reading.tokens;
    size_t                      count  = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        bool then = false;
        if (i == 0 || (count < CHELA__ATOMS_MAX && !is_quoted(&draft->reading, i) &&
                       begins(draft, candidates, i, &then))) {
            if (count)
                ret_atoms[count - 1].to = i;
            ret_atoms[count++] = (struct chela__atom){i, tokens->count, then};
        }
    }
    // An end mark alone is no part.
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && ret_atoms[i].to - ret_atoms[i].from == 1 &&
            tokens->items[ret_atoms[i].from].class == CHELA__CLASS_STOP)
            ret_atoms[kept - 1].to = ret_atoms[i].to;
        else
            ret_atoms[kept++] = ret_atoms[i];
    }
    return kept;
}

struct grouping { // the best way to group the first n parts
    float              score;
    size_t             from;  // part at which its last clause begins
    bool               skips; // the last part asks for nothing
    struct chela__step step;
};

static chela_status
best_groupings(const struct chela__draft *draft, const struct chela__candidates *candidates,
               const struct chela__atom *atoms, size_t count, struct grouping *groupings)
{
    for (size_t end = 1; end <= count; end++) {
        struct grouping *best = &groupings[end];
        *best        = (struct grouping){groupings[end - 1].score, end - 1, true, {.shape = NULL}};
        size_t least = end > CHELA__CLAUSE_ATOMS ? end - CHELA__CLAUSE_ATOMS : 0;
        if (count <= CHELA__CLAUSE_ATOMS)
            least = 0;
        for (size_t from = end; from-- > least;) {
            struct chela__step step;
            chela_status       status = chela__candidates_best(draft, candidates, atoms[from].from,
                                                               atoms[end - 1].to, &step, NULL);
            if (status < 0)
                return status;
            float score = groupings[from].score + step.score;
            if (step.lacks && end - from < count)
                score += LACKING;
            if (step.shape && score > best->score)
                *best = (struct grouping){score, from, false, step};
        }
    }
    return CHELA_OK;
}

// Parts before the first clause belong to it, others that ask for nothing to the clause before.
static void
spread(struct chela__draft *draft)
{
    for (size_t i = 0; i < draft->count; i++) {
        draft->steps[i].from = i ? draft->steps[i].from : 0;
        draft->steps[i].to =
            i + 1 < draft->count ? draft->steps[i + 1].from : draft->reading.tokens.count;
    }
}

// How well a clause alone fills what its capability requires.
static float
worst_required(const struct chela__step *step)
{
    float worst = 1e9f;
    for (size_t i = 0; i < step->shape->count; i++) {
        const struct chela__offer *offer = step->given.chosen[i];
        if (step->shape->params[i].required)
            worst = offer && offer->score < worst ? offer->score : offer ? worst : -1e9f;
    }
    return worst;
}

// Two clauses for one capability are one call unless each says well all that a call needs.
static bool
are_one(const struct chela__step *first, const struct chela__step *second)
{
    if (first->shape != second->shape)
        return false;
    bool any = false;
    for (size_t i = 0; i < first->shape->count; i++)
        any |= first->shape->params[i].required;
    return !any || worst_required(first) < SURE || worst_required(second) < SURE;
}

static void
merge(struct chela__draft *draft)
{
    for (size_t i = 0; i + 1 < draft->count;) {
        if (!are_one(&draft->steps[i], &draft->steps[i + 1])) {
            i++;
            continue;
        }
        draft->steps[i].to = draft->steps[i + 1].to;
        memmove(&draft->steps[i + 1], &draft->steps[i + 2],
                (draft->count - i - 2) * sizeof *draft->steps);
        draft->count--;
    }
}

chela_status
chela__clauses_choose(struct chela__draft *draft, const struct chela__candidates *candidates,
                      struct chela_error *err)
{
    const struct chela__atom *atoms = candidates->atoms;
    size_t                    count = candidates->atom_count;
    struct grouping *groupings = chela__scratch_get(draft->arena, count + 1, sizeof *groupings);
    if (!groupings || best_groupings(draft, candidates, atoms, count, groupings) < 0)
        return chela__error_memory(err);
    size_t clauses = 0;
    for (size_t end = count; end > 0; end = groupings[end].from)
        clauses += !groupings[end].skips;
    draft->count = clauses < CHELA__DRAFT_MAX_STEPS ? clauses : CHELA__DRAFT_MAX_STEPS;
    for (size_t end = count; end > 0; end = groupings[end].from) {
        if (groupings[end].skips || clauses-- > CHELA__DRAFT_MAX_STEPS)
            continue;
        draft->steps[clauses]         = groupings[end].step;
        draft->steps[clauses].follows = atoms[groupings[end].from].then && clauses > 0;
    }
    merge(draft);
    spread(draft);
    for (size_t i = 0; i < draft->count; i++) {
        struct chela__step *step = &draft->steps[i];
        if (chela__assign(&draft->reading, step->shape, step->from, step->to, draft->arena,
                          &step->given) < 0 ||
            chela__recall(draft, step) < 0)
            return chela__error_memory(err);
    }
    return CHELA_OK;
}
