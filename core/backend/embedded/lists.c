// lists.c - finds coordinated phrases: "A, B and C", quoted texts in a row, "[1, 2, 3]".
#include "backend/embedded/phrases.h"

#define ITEM_TOKENS 7  // of one item
#define EDGE_CHOICES 4 // how far the first item's start and the last one's end may vary

struct chain { // items between separators: tokens [first, last) each
    uint32_t first[CHELA__LIST_MAX], last[CHELA__LIST_MAX];
    size_t   count;
};

static bool is_separator(enum chela__class class)
{
    return class == CHELA__CLASS_COMMA || class == CHELA__CLASS_AND || class == CHELA__CLASS_OR;
}

static bool in_item(enum chela__class class)
{
    switch (class) {
    case CHELA__CLASS_WORD:
    case CHELA__CLASS_NAME:
    case CHELA__CLASS_HEAD:
    case CHELA__CLASS_HAN:
    case CHELA__CLASS_NUMBER:
    case CHELA__CLASS_TYPED:
    case CHELA__CLASS_ARTICLE:
    case CHELA__CLASS_OF:
    case CHELA__CLASS_QUOTE:
    case CHELA__CLASS_SIGN:
        return true;
    default:
        return false;
    }
}

// One item from `at`: a quoted text, or the words up to the next separator or other word.
static size_t
item_end(const struct chela__reading *reading, size_t at)
{
    for (uint32_t next = reading->heads[at + 1 < reading->tokens.count ? at + 1 : at]; next;
         next          = reading->nexts[next - 1]) {
        const struct chela__phrase *phrase = &reading->phrases[next - 1];
        if (phrase->quoted && phrase->first == at + 1)
            return phrase->last + 1;
    }
    size_t most =
        reading->tokens.items[at].class == CHELA__CLASS_HAN ? 2 * ITEM_TOKENS : ITEM_TOKENS;
    size_t end = at;
    while (end < reading->tokens.count && end - at < most &&
           in_item(reading->tokens.items[end].class))
        end++;
    return end;
}

// Behind the separator, and behind a preposition that is said again: "in Oslo and in Rome".
static size_t
skip_separators(const struct chela__reading *reading, size_t first, size_t at)
{
    const struct chela__tokens *tokens = &reading->tokens;
    size_t                      start  = at;
    while (at < tokens->count && at < start + 2 && is_separator(tokens->items[at].class))
        at++;
    enum chela__class before = chela__tokens_class(tokens, first - 1);
    bool              again  = before >= CHELA__CLASS_IN && before <= CHELA__CLASS_PREPOSITION;
    return at > start && again && chela__tokens_class(tokens, at) == before ? at + 1 : at;
}

// The items from `at` on; returns where reading stopped.
static size_t
read_chain(const struct chela__reading *reading, size_t at, struct chain *chain)
{
    chain->count = 0;
    while (at < reading->tokens.count && chain->count < CHELA__LIST_MAX) {
        size_t end = item_end(reading, at);
        if (end == at)
            break;
        chain->first[chain->count] = (uint32_t)at;
        chain->last[chain->count]  = (uint32_t)end;
        chain->count++;
        at = skip_separators(reading, chain->first[0], end);
        if (at == end)
            break;
    }
    return at;
}

static const struct chela__phrase *
phrase_of(const struct chela__reading *reading, size_t first, size_t last)
{
    const struct chela__token *items = reading->tokens.items;
    if (last > first + 2 && items[first].class == CHELA__CLASS_QUOTE) {
        first++;
        last--;
    }
    while (first + 1 < last && items[first].class == CHELA__CLASS_ARTICLE)
        first++;
    return first < last ? chela__reading_find(reading, first, last) : NULL;
}

static void
add_list(struct chela__reading *reading, struct chela__scratch *arena, const struct chain *chain,
         size_t from, size_t to, size_t first, size_t last)
{
    size_t    count = to - from;
    uint32_t *items = chela__scratch_get(arena, count, sizeof *items);
    if (!items || reading->count >= CHELA__PHRASES_MAX)
        return;
    for (size_t i = 0; i < count; i++) {
        size_t                      a      = i == 0 ? first : chain->first[from + i];
        size_t                      b      = i + 1 == count ? last : chain->last[from + i];
        const struct chela__phrase *phrase = phrase_of(reading, a, b);
        if (!phrase)
            return;
        items[i] = (uint32_t)(phrase - reading->phrases);
    }
    const struct chela__token *tokens = reading->tokens.items;
    bool bracketed                    = first > 0 && tokens[first - 1].class == CHELA__CLASS_OPEN &&
                     last < reading->tokens.count && tokens[last].class == CHELA__CLASS_CLOSE;
    reading->phrases[reading->count++] =
        (struct chela__phrase){.first      = (uint32_t)first,
                               .last       = (uint32_t)last,
                               .start      = reading->phrases[items[0]].start,
                               .end        = reading->phrases[items[count - 1]].end,
                               .items      = items,
                               .item_count = (uint32_t)count,
                               .bracketed  = bracketed};
}

// The first item may start later than its words do, and the last one end sooner.
static void
add_variants(struct chela__reading *reading, struct chela__scratch *arena,
             const struct chain *chain, size_t from, size_t to)
{
    size_t begin = chain->first[from], begin_end = chain->last[from];
    size_t end = chain->last[to - 1], end_begin = chain->first[to - 1];
    size_t starts = begin_end - begin < EDGE_CHOICES ? begin_end - begin : EDGE_CHOICES;
    size_t ends   = end - end_begin < EDGE_CHOICES ? end - end_begin : EDGE_CHOICES;
    bool   quoted = reading->tokens.items[begin].class == CHELA__CLASS_QUOTE;
    for (size_t i = 0; i < (quoted ? 1 : starts); i++)
        for (size_t k = 0; k < (quoted ? 1 : ends); k++) {
            size_t first = quoted ? begin : begin_end - starts + i;
            add_list(reading, arena, chain, from, to, first, end - k);
            if (i == 0 && !quoted && begin_end - begin > starts)
                add_list(reading, arena, chain, from, to, begin, end - k);
        }
}

chela_status
chela__lists_find(struct chela__reading *reading, struct chela__scratch *arena)
{
    for (size_t at = 0; at < reading->tokens.count;) {
        struct chain chain;
        size_t       next = read_chain(reading, at, &chain);
        if (chain.count > 1) {
            add_variants(reading, arena, &chain, 0, chain.count);
            for (size_t cut = 1; chain.count > 2 && chain.count <= 5 && cut + 1 < chain.count;
                 cut++) {
                add_variants(reading, arena, &chain, 0, cut + 1);
                add_variants(reading, arena, &chain, cut, chain.count);
            }
            if (chain.count > 2 && chain.count <= 5)
                add_variants(reading, arena, &chain, 1, chain.count);
        }
        at = next > at ? next : at + 1;
    }
    return arena->failed ? CHELA_NO_MEMORY : CHELA_OK;
}
