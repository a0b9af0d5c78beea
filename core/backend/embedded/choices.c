// choices.c - finds out whether and where a request names a value of an enum.
#include <ctype.h>
#include <string.h>

#include "backend/embedded/offers.h"

#define MAX_WORDS 8

struct words {
    struct chela__term terms[MAX_WORDS];
    size_t             count;
};

static bool
same_letter(char a, char b)
{
    bool gap_a = a == '_' || a == '-' || a == ' ', gap_b = b == '_' || b == '-' || b == ' ';
    return (gap_a && gap_b) || tolower((unsigned char)a) == tolower((unsigned char)b);
}

static bool
same_text(struct chela_text a, struct chela_text b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (!same_letter(a.data[i], b.data[i]))
            return false;
    return true;
}

// The very text of the choice, from a token's start to a token's end.
static bool
find_exact(const struct chela__reading *reading, struct chela_text choice, size_t from, size_t to,
           size_t *ret_first, size_t *ret_last)
{
    const struct chela__tokens *tokens = &reading->tokens;
    for (size_t i = from; i < to; i++) {
        size_t start = tokens->items[i].start;
        if (start + choice.len > tokens->text.len)
            break;
        if (!same_text(choice, (struct chela_text){tokens->text.data + start, choice.len}))
            continue;
        size_t last = chela__tokens_at(tokens, start + choice.len - 1);
        if (last < to && tokens->items[last].end == start + choice.len) {
            *ret_first = i;
            *ret_last  = last + 1;
            return true;
        }
    }
    return false;
}

static float
best_match(const struct chela__reading *reading, struct chela__term term, size_t from, size_t to,
           size_t *ret_at)
{
    float best = 0;
    for (size_t i = from; i < to; i++) {
        float match = chela__terms_match(&reading->tokens.items[i].term, 1, term);
        if (match > best && reading->tokens.items[i].term.stem) {
            best    = match;
            *ret_at = i;
        }
    }
    return best;
}

bool
chela__choice_is_word(struct chela_text choice)
{
    for (size_t i = 0; i < choice.len; i++)
        if (!islower((unsigned char)choice.data[i]))
            return false;
    return choice.len > 2;
}

enum chela__choice_match
chela__choice_find(const struct chela__reading *reading, struct chela_text choice, size_t from,
                   size_t to, size_t *ret_first, size_t *ret_last)
{
    if (!choice.len)
        return CHELA__CHOICE_UNNAMED;
    if (find_exact(reading, choice, from, to, ret_first, ret_last))
        return CHELA__CHOICE_EXACT;
    struct words words = {.count = 0};
    words.count        = chela__terms_of(choice, words.terms, MAX_WORDS);
    size_t found = 0, stems = 0, low = to, high = from;
    for (size_t i = 0; i < words.count; i++) {
        size_t at    = from;
        float  match = best_match(reading, words.terms[i], from, to, &at);
        if (match == 0)
            continue;
        found++;
        stems += match == 1;
        low  = at < low ? at : low;
        high = at + 1 > high ? at + 1 : high;
    }
    if (!found)
        return CHELA__CHOICE_UNNAMED;
    *ret_first = low;
    *ret_last  = high;
    if (found < words.count || high - low > words.count + 3)
        return CHELA__CHOICE_PART;
    return stems == words.count ? CHELA__CHOICE_STEM : CHELA__CHOICE_SAME;
}
