// clauses.c - a search over all ways to divide a request into calls.
#include "backend/embedded/clauses.h"

#include <string.h>

#include "backend/embedded/division.h"
#include "backend/embedded/recall.h"

#define TRIED 6 // best by words whose parameters are tried for a stretch

struct beam {
    const struct chela__division *items[CHELA__DIVISION_WIDE]; // best first
    size_t                        count;
};

struct search {
    struct chela__lattice      *lattice;
    const float                *weights;
    const struct chela__wanted *wanted;
    struct beam                 beams[CHELA__ATOMS_MAX + 1]; // of the first n atoms
};

static struct chela__window
window_of(const struct chela__lattice *lattice, size_t from, size_t to)
{
    const struct chela__atom *atoms = lattice->candidates->atoms;
    return (struct chela__window){atoms[from].from, atoms[to - 1].to};
}

static chela_status
push_option(struct chela__lattice *lattice, size_t from, size_t to, size_t index, bool single,
            float *fits)
{
    const struct chela__draft *draft  = lattice->draft;
    struct chela__window       window = window_of(lattice, from, to);
    struct chela__step         step   = {.single = single};
    struct chela__option      *option = chela__scratch_get(draft->arena, 1, sizeof *option);
    if (!option ||
        chela__candidates_try(draft, lattice->candidates, index, &window, fits, &step) < 0)
        return CHELA_NO_MEMORY;
    *option = (struct chela__option){.given  = step.given,
                                     .from   = step.from,
                                     .to     = step.to,
                                     .single = single,
                                     .lacks  = step.lacks,
                                     .fit    = step.score,
                                     .words  = fits[CHELA__FIT_NAME] + fits[CHELA__FIT_SUMMARY],
                                     .next   = lattice->options[from][to]};
    chela__option_count(draft, option);
    lattice->options[from][to] = option;
    return CHELA_OK;
}

// A capability for a stretch; where it was given a series, also without one.
static chela_status
add_option(struct chela__lattice *lattice, size_t from, size_t to, size_t index, float *fits)
{
    chela_status status = push_option(lattice, from, to, index, false, fits);
    if (status < 0 || lattice->options[from][to]->calls == 1)
        return status;
    return push_option(lattice, from, to, index, true, fits);
}

// The capabilities that fit a stretch best by words.
static chela_status
try_best(struct chela__lattice *lattice, size_t from, size_t to)
{
    const struct chela__candidates *candidates = lattice->candidates;
    struct chela__window            window     = window_of(lattice, from, to);
    float                           fits[CHELA__CANDIDATES_MAX][CHELA__FIT_COUNT];
    float                           words[CHELA__CANDIDATES_MAX];
    lattice->tried[from][to] = true;
    chela__candidates_words(lattice->draft, candidates, &window, fits);
    for (size_t i = 0; i < candidates->count; i++)
        words[i] = chela__fit_score(fits[i]);
    for (size_t tried = 0; tried < TRIED && tried < candidates->count; tried++) {
        size_t top = 0;
        for (size_t i = 1; i < candidates->count; i++)
            if (words[i] > words[top])
                top = i;
        if (add_option(lattice, from, to, top, fits[top]) < 0)
            return CHELA_NO_MEMORY;
        words[top] = -1e9f;
    }
    return CHELA_OK;
}

// The capability of the last call, though the stretch may not name it.
static chela_status
try_again(struct chela__lattice *lattice, size_t from, size_t to, const struct chela__shape *shape)
{
    for (const struct chela__option *o = lattice->options[from][to]; o; o = o->next)
        if (o->given.shape == shape)
            return CHELA_OK;
    float                fits[CHELA__FIT_COUNT] = {0};
    struct chela__window window                 = window_of(lattice, from, to);
    size_t               index                  = (size_t)(shape - lattice->candidates->shapes);
    chela__fit_words(lattice->draft, lattice->candidates, index, &window, fits);
    return add_option(lattice, from, to, index, fits);
}

// Whether the calls so far and these are among the wanted ones.
static bool
is_wanted(const struct search *search, const struct chela__division *before,
          const struct chela__option *option)
{
    const char *name  = option->given.shape->capability->name;
    size_t      calls = option->calls, wanted = 0;
    if (!search->wanted)
        return true;
    for (; before; before = before->before)
        if (before->option && before->option->given.shape == option->given.shape)
            calls += before->option->calls;
    for (size_t i = 0; i < search->wanted->count; i++)
        wanted += strcmp(search->wanted->names[i], name) == 0;
    return calls <= wanted;
}

static chela_status
keep(struct search *search, size_t end, struct chela__division *division)
{
    struct beam *beam = &search->beams[end];
    for (int i = 0; i < (int)CHELA__DIVISION_COUNT; i++) {
        division->score += search->weights[i] * division->features[i];
        if (division->before)
            division->features[i] += division->before->features[i];
    }
    size_t at = beam->count, most = search->wanted ? CHELA__DIVISION_WIDE : CHELA__DIVISION_BEAM;
    if (at == most && beam->items[at - 1]->score >= division->score)
        return CHELA_OK;
    struct chela__division *kept =
        chela__scratch_get(search->lattice->draft->arena, 1, sizeof *kept);
    if (!kept)
        return CHELA_NO_MEMORY;
    *kept = *division;
    if (at < most)
        beam->count++;
    else
        at--;
    for (; at > 0 && beam->items[at - 1]->score < kept->score; at--)
        beam->items[at] = beam->items[at - 1];
    beam->items[at] = kept;
    return CHELA_OK;
}

static chela_status
add_calls(struct search *search, const struct chela__division *before, size_t from, size_t to)
{
    struct chela__lattice        *lattice = search->lattice;
    const struct chela__division *last    = before;
    chela_status                  status  = CHELA_OK;
    while (last && !last->option)
        last = last->before;
    if (last)
        status = try_again(lattice, from, to, last->option->given.shape);
    for (const struct chela__option *o = lattice->options[from][to]; o && status >= 0;
         o                             = o->next) {
        struct chela__division next = {.before = before,
                                       .option = o,
                                       .from   = from,
                                       .score  = before ? before->score : 0,
                                       .calls  = (before ? before->calls : 0) + o->calls};
        if (!is_wanted(search, before, o))
            continue;
        chela__division_call(lattice->candidates, before, o, from, to, next.features);
        status = keep(search, to, &next);
    }
    return status;
}

static chela_status
add_skip(struct search *search, const struct chela__division *before, size_t atom)
{
    struct chela__division next = {.before = before,
                                   .from   = atom,
                                   .score  = before ? before->score : 0,
                                   .calls  = before ? before->calls : 0};
    chela__division_skip(search->lattice->draft, search->lattice->candidates, before, atom,
                         next.features);
    return keep(search, atom + 1, &next);
}

static chela_status
extend(struct search *search, const struct chela__division *before, size_t from)
{
    size_t       count  = search->lattice->candidates->atom_count;
    chela_status status = add_skip(search, before, from);
    for (size_t to = from + 1; status >= 0 && to <= count; to++) {
        if (to - from > CHELA__CLAUSE_ATOMS && to < count)
            continue;
        if (!search->lattice->tried[from][to])
            status = try_best(search->lattice, from, to);
        if (status >= 0)
            status = add_calls(search, before, from, to);
    }
    return status;
}

chela_status
chela__lattice_search(struct chela__lattice *lattice, const float weights[CHELA__DIVISION_COUNT],
                      const struct chela__wanted *wanted, const struct chela__division **ret_best)
{
    size_t         count  = lattice->candidates->atom_count;
    struct search *search = chela__scratch_get(lattice->draft->arena, 1, sizeof *search);
    if (!search)
        return CHELA_NO_MEMORY;
    *search             = (struct search){lattice, weights, wanted, {{.count = 0}}};
    chela_status status = count ? extend(search, NULL, 0) : CHELA_OK;
    for (size_t from = 1; from < count; from++)
        for (size_t i = 0; status >= 0 && i < search->beams[from].count; i++)
            status = extend(search, search->beams[from].items[i], from);
    const struct beam *last = &search->beams[count];
    *ret_best               = NULL;
    for (size_t i = 0; i < last->count && !*ret_best; i++)
        if (wanted ? last->items[i]->calls == wanted->count : last->items[i]->calls > 0)
            *ret_best = last->items[i];
    return status;
}

static bool
lacks(const struct chela__step *step)
{
    for (size_t i = 0; i < step->shape->count; i++)
        if (step->shape->params[i].required && !step->given.chosen[i] &&
            !chela__param_is_reference(&step->shape->params[i]))
            return true;
    return false;
}

// Parts that ask for nothing belong to a clause that lacks something: those before the first one to
// it, others to the clause before.
static chela_status
spread(struct chela__draft *draft)
{
    for (size_t i = 0; i < draft->count; i++) {
        struct chela__step *step = &draft->steps[i];
        if (!lacks(step))
            continue;
        step->from = i ? step->from : 0;
        step->to   = i + 1 < draft->count ? draft->steps[i + 1].from : draft->reading.tokens.count;
        if (chela__step_assign(draft, step) < 0 || chela__recall(draft, step) < 0)
            return CHELA_NO_MEMORY;
    }
    return CHELA_OK;
}

static void
take_steps(struct chela__draft *draft, const struct chela__candidates *candidates,
           const struct chela__division *best)
{
    size_t clauses = 0;
    float  fit     = 0;
    for (const struct chela__division *d = best; d; d = d->before) {
        clauses += d->option != NULL;
        fit = d->option && d->option->fit > fit ? d->option->fit : fit;
    }
    if (fit <= 0) // nothing that is asked for is surely among the capabilities
        clauses = 0;
    draft->count = clauses < CHELA__DRAFT_MAX_STEPS ? clauses : CHELA__DRAFT_MAX_STEPS;
    for (const struct chela__division *d = best; d && clauses; d = d->before) {
        if (!d->option || clauses-- > CHELA__DRAFT_MAX_STEPS)
            continue;
        const struct chela__option *option = d->option;
        draft->steps[clauses]              = (struct chela__step){
                         .shape   = option->given.shape,
                         .given   = option->given,
                         .from    = option->from,
                         .to      = option->to,
                         .score   = option->fit,
                         .lacks   = option->lacks,
                         .single  = option->single,
                         .follows = candidates->atoms[d->from].then && clauses > 0,
        };
    }
}

chela_status
chela__clauses_choose(struct chela__draft *draft, const struct chela__candidates *candidates,
                      struct chela_error *err)
{
    const struct chela__division *best    = NULL;
    struct chela__lattice        *lattice = chela__scratch_get(draft->arena, 1, sizeof *lattice);
    if (!lattice)
        return chela__error_memory(err);
    lattice->draft      = draft;
    lattice->candidates = candidates;
    if (chela__lattice_search(lattice, chela__division_weights, NULL, &best) < 0)
        return chela__error_memory(err);
    take_steps(draft, candidates, best);
    return spread(draft) < 0 ? chela__error_memory(err) : CHELA_OK;
}
