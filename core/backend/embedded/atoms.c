// atoms.c - cuts a request into the smallest parts that may be clauses.
#include "backend/embedded/clauses.h"

#define COURTESY 6 // tokens between "and" and the verb
#define REACH 24   // tokens behind an "and" in which a value of its own stands

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

// A cut before a word that a request begins with; `then` tells that it is said to come later.
static bool
begins_command(const struct chela__draft *draft, const struct chela__candidates *candidates,
               size_t at, bool *then)
{
    const struct chela__tokens *tokens = &draft->reading.tokens;
    size_t                      head   = at;
    while (head < tokens->count && head < at + COURTESY &&
           (is_link(tokens->items[head].class) || is_courtesy(tokens->items[head].class))) {
        *then |= tokens->items[head].class == CHELA__CLASS_THEN;
        head++;
    }
    return head < tokens->count && is_head(candidates, &tokens->items[head]);
}

static bool is_strong(enum chela__class class)
{
    return class == CHELA__CLASS_NUMBER || class == CHELA__CLASS_NAME ||
           class == CHELA__CLASS_TYPED || class == CHELA__CLASS_QUOTE;
}

// Whether tokens [from, to) hold something that may be an argument, in one sentence.
static bool
has_value(const struct chela__tokens *tokens, size_t from, size_t to)
{
    for (size_t i = from; i < to && tokens->items[i].class != CHELA__CLASS_STOP; i++)
        if (is_strong(tokens->items[i].class))
            return true;
    return false;
}

static bool is_preposition(enum chela__class class)
{
    return class >= CHELA__CLASS_IN && class <= CHELA__CLASS_PREPOSITION;
}

// A cut between parts that have values of their own: "... 'A' in Oslo and for 'B' in Rome".
static bool
begins_part(const struct chela__draft *draft, size_t last_cut, size_t at)
{
    const struct chela__tokens *tokens = &draft->reading.tokens;
    enum chela__class           here   = tokens->items[at].class;
    enum chela__class           next   = chela__tokens_class(tokens, at + 1);
    bool as_well = here == CHELA__CLASS_AS && chela__tokens_class(tokens, at + 2) == here;
    bool comma   = here == CHELA__CLASS_COMMA && next != CHELA__CLASS_AND &&
                 (is_preposition(next) || next == CHELA__CLASS_HAN || next == CHELA__CLASS_THEN ||
                  next == CHELA__CLASS_ARTICLE);
    if (here != CHELA__CLASS_AND && here != CHELA__CLASS_THEN && !as_well && !comma)
        return false;
    size_t to = at + REACH < tokens->count ? at + REACH : tokens->count;
    return has_value(tokens, last_cut, at) && has_value(tokens, at + 1, to);
}

// Whether the token is in a turn that answers a question: that belongs to what was asked about.
static bool
is_reply(const struct chela__draft *draft, size_t at)
{
    return draft->request->open && draft->turns > 1 &&
           draft->reading.tokens.items[at].end >= draft->turn_start[1]; // the line's end too
}

static bool
cuts_at(const struct chela__draft *draft, const struct chela__candidates *candidates,
        size_t last_cut, size_t at, struct chela__atom *ret_atom)
{
    const struct chela__tokens *tokens = &draft->reading.tokens;
    enum chela__class           before = chela__tokens_class(tokens, at - 1);
    struct chela__atom          atom   = {.from = at, .to = tokens->count};
    bool then = false, link = is_link(tokens->items[at].class) && !is_link(before);
    bool command = begins_command(draft, candidates, at, &then);
    atom.then    = then;
    if (at > 0 && before == CHELA__CLASS_STOP && is_reply(draft, at))
        return false;
    if (at == 0 || before == CHELA__CLASS_STOP)
        atom.cut = CHELA__CUT_SENTENCE;
    else if (link && command)
        atom.cut = CHELA__CUT_COMMAND;
    else if ((link || tokens->items[at].class == CHELA__CLASS_AS) && !is_link(before) &&
             begins_part(draft, last_cut, at))
        atom.cut = CHELA__CUT_PART;
    else
        return false;
    *ret_atom = atom;
    return true;
}

size_t
chela__atoms_find(const struct chela__draft *draft, const struct chela__candidates *candidates,
                  struct chela__atom ret_atoms[CHELA__ATOMS_MAX])
{
    const struct chela__tokens *tokens = &draft->reading.tokens;
    size_t                      count  = 0;
    for (size_t i = 0; i < tokens->count && count < CHELA__ATOMS_MAX; i++) {
        struct chela__atom atom;
        size_t             last_cut = count ? ret_atoms[count - 1].from : 0;
        if (is_quoted(&draft->reading, i) || !cuts_at(draft, candidates, last_cut, i, &atom))
            continue;
        bool mark = tokens->items[i].class == CHELA__CLASS_STOP && count;
        if (mark) // an end mark alone is no part
            continue;
        if (count)
            ret_atoms[count - 1].to = i;
        ret_atoms[count++] = atom;
    }
    return count;
}
