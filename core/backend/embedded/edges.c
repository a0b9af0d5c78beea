// edges.c - evidence from where a phrase begins and ends: the classes on both sides of each edge,
// the endings of the words there, and Chinese words that an edge would cut.
#include "backend/embedded/features.h"

#include <string.h>

#define SINGLE(name) (CHELA__FEATURE_SINGLE + CHELA__SINGLE_##name)

enum chela__group chela__group_of(enum chela__class class)
{
    switch (class) {
    case CHELA__CLASS_EDGE:
    case CHELA__CLASS_STOP:
        return CHELA__GROUP_EDGE;
    case CHELA__CLASS_WORD:
        return CHELA__GROUP_WORD;
    case CHELA__CLASS_NAME:
    case CHELA__CLASS_HEAD:
        return CHELA__GROUP_NAME;
    case CHELA__CLASS_HAN:
        return CHELA__GROUP_HAN;
    case CHELA__CLASS_NUMBER:
        return CHELA__GROUP_NUMBER;
    case CHELA__CLASS_TYPED:
        return CHELA__GROUP_TYPED;
    case CHELA__CLASS_ARTICLE:
    case CHELA__CLASS_THIS:
        return CHELA__GROUP_ARTICLE;
    case CHELA__CLASS_PRONOUN:
    case CHELA__CLASS_OWNER:
        return CHELA__GROUP_OWNER;
    case CHELA__CLASS_AND:
    case CHELA__CLASS_OR:
    case CHELA__CLASS_COMMA:
        return CHELA__GROUP_AND;
    case CHELA__CLASS_BE:
    case CHELA__CLASS_ASK:
    case CHELA__CLASS_NOT:
        return CHELA__GROUP_BE;
    case CHELA__CLASS_COMMAND:
        return CHELA__GROUP_COMMAND;
    case CHELA__CLASS_IN:
    case CHELA__CLASS_ON:
    case CHELA__CLASS_AT:
    case CHELA__CLASS_FROM:
    case CHELA__CLASS_TO:
    case CHELA__CLASS_BETWEEN:
        return CHELA__GROUP_WHERE;
    case CHELA__CLASS_NAMED:
    case CHELA__CLASS_COLON:
        return CHELA__GROUP_NAMED;
    case CHELA__CLASS_QUOTE:
    case CHELA__CLASS_OPEN:
    case CHELA__CLASS_CLOSE:
        return CHELA__GROUP_QUOTE;
    case CHELA__CLASS_THEN:
    case CHELA__CLASS_FILLER:
        return CHELA__GROUP_FILLER;
    case CHELA__CLASS_SIGN:
        return CHELA__GROUP_SIGN;
    default:
        return CHELA__GROUP_HOW;
    }
}

const char *
chela__group_name(enum chela__group group)
{
    static const char *const names[CHELA__GROUPS] = {
        "edge", "word",    "name",  "han", "number", "typed", "article", "owner", "and",
        "be",   "command", "where", "how", "named",  "quote", "filler",  "sign"};
    return names[group];
}

static void
add_if(struct chela__evidence *evidence, bool holds, int feature)
{
    if (holds)
        chela__evidence_add(evidence, feature, 1);
}

static bool
ends(struct chela_text word, const char *tail)
{
    size_t len = strlen(tail);
    return word.len > len + 2 && memcmp(word.data + word.len - len, tail, len) == 0;
}

// The ending of an English word of no closed class: what stands in for parts of speech.
static void
add_ending(const struct chela__tokens *tokens, size_t at, int side, struct chela__evidence *out)
{
    if (chela__tokens_class(tokens, at) != CHELA__CLASS_WORD)
        return;
    struct chela_text word  = chela__token_text(tokens, at);
    int               first = SINGLE(LEFT_ING) + side * CHELA__ENDINGS;
    add_if(out, ends(word, "ing"), first);
    add_if(out, ends(word, "ed"), first + 1);
    add_if(out, ends(word, "ly"), first + 2);
    add_if(out, ends(word, "s") && !ends(word, "ss"), first + 3);
}

static bool
is_known_pair(const struct chela__case *it, size_t at)
{
    const struct chela__tokens *tokens = &it->reading->tokens;
    if (at + 1 >= tokens->count || !tokens->items[at].term.stem)
        return false;
    return it->marks->pairs[at];
}

// A Chinese edge lies well beside a word of the capability and badly within one.
static void
add_han(const struct chela__case *it, const struct chela__phrase *phrase,
        struct chela__evidence *out)
{
    const struct chela__tokens *tokens = &it->reading->tokens;
    if (phrase->first > 0 && chela__tokens_class(tokens, phrase->first) == CHELA__CLASS_HAN) {
        add_if(out, is_known_pair(it, phrase->first - 1), SINGLE(JOINS_LEFT));
        add_if(out, phrase->first > 1 && is_known_pair(it, phrase->first - 2),
               SINGLE(BEHIND_KNOWN));
    }
    if (chela__tokens_class(tokens, phrase->last - 1) == CHELA__CLASS_HAN) {
        add_if(out, is_known_pair(it, phrase->last - 1), SINGLE(JOINS_RIGHT));
        add_if(out, is_known_pair(it, phrase->last), SINGLE(BEFORE_KNOWN));
    }
}

void
chela__evidence_edges(const struct chela__case *it, const struct chela__phrase *phrase,
                      struct chela__evidence *out)
{
    const struct chela__tokens *tokens = &it->reading->tokens;
    size_t                      last   = phrase->last - 1;
    int left  = chela__group_of(chela__tokens_class(tokens, phrase->first - 1));
    int first = chela__group_of(chela__tokens_class(tokens, phrase->first));
    int final = chela__group_of(chela__tokens_class(tokens, last));
    int right = chela__group_of(chela__tokens_class(tokens, last + 1));
    chela__evidence_add(out, CHELA__FEATURE_ENTER + left * (int)CHELA__GROUPS + first, 1);
    chela__evidence_add(out, CHELA__FEATURE_LEAVE + final * (int)CHELA__GROUPS + right, 1);
    add_ending(tokens, phrase->first - 1, 0, out);
    add_ending(tokens, phrase->first, 1, out);
    add_ending(tokens, last, 2, out);
    add_ending(tokens, last + 1, 3, out);
    add_han(it, phrase, out);
}
