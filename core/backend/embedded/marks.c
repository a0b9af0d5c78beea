// marks.c - where the words of a request are words of a capability or of its parameters.
#include "backend/embedded/features.h"

#include <ctype.h>
#include <string.h>

#define PART_LETTERS 3 // of a word that counts as part of another

static void
mark_token(const struct chela__shape *shape, struct chela__term term, size_t at,
           struct chela__marks *marks)
{
    if (!term.stem)
        return;
    marks->tool[at] |= chela__terms_match(shape->terms, shape->summary_count, term) > 0;
    for (size_t i = 0; i < shape->count; i++) {
        const struct chela__param *param = &shape->params[i];
        if (chela__terms_match(param->terms, param->name_count, term) > 0)
            marks->names[at] |= 1ull << i;
        if (chela__terms_match(param->terms, param->term_count, term) > 0)
            marks->texts[at] |= 1ull << i;
    }
}

// Whether one of two words begins or ends with the other: "bed" and "bedrooms".
static bool
is_part_of(struct chela_text a, struct chela_text b)
{
    struct chela_text small = a.len < b.len ? a : b, large = a.len < b.len ? b : a;
    return small.len >= PART_LETTERS && small.len < large.len &&
           (strncasecmp(small.data, large.data, small.len) == 0 ||
            strncasecmp(small.data, large.data + large.len - small.len, small.len) == 0);
}

// The words of a parameter's name one by one; false behind the last.
static bool
next_name_word(const char **at, struct chela_text *word)
{
    while (**at && !isalpha((unsigned char)**at))
        ++*at;
    size_t len = 0;
    while (isalpha((unsigned char)(*at)[len]) &&
           !(len && isupper((unsigned char)(*at)[len]) && islower((unsigned char)(*at)[len - 1])))
        len++;
    *word = (struct chela_text){*at, len};
    *at += len;
    while (word->len > PART_LETTERS && word->data[word->len - 1] == 's')
        word->len--;
    return len > 0;
}

static void
mark_parts(const struct chela__reading *reading, const struct chela__shape *shape, size_t at,
           struct chela__marks *marks)
{
    enum chela__class class = reading->tokens.items[at].class;
    if (class != CHELA__CLASS_WORD && class != CHELA__CLASS_NAME && class != CHELA__CLASS_HEAD)
        return;
    struct chela_text token = chela__token_text(&reading->tokens, at), word;
    for (size_t i = 0; i < shape->count; i++)
        for (const char *name = shape->params[i].name; next_name_word(&name, &word);)
            if (is_part_of(token, word))
                marks->parts[at] |= 1ull << i;
}

// A pair of Han characters that is a word of the capability or of a parameter.
static bool
is_pair(const struct chela__shape *shape, struct chela__term term)
{
    if (chela__terms_match(shape->terms, shape->summary_count, term) == 1)
        return true;
    for (size_t i = 0; i < shape->count; i++)
        if (chela__terms_match(shape->params[i].terms, shape->params[i].term_count, term) == 1)
            return true;
    return false;
}

// The parameters whose names the open question says.
static uint64_t
asked_for(const struct chela__reading *reading, const struct chela__shape *shape)
{
    uint64_t asked = 0;
    for (size_t i = 0; reading->asked_count && i < shape->count; i++) {
        const struct chela__param *param = &shape->params[i];
        size_t                     said  = 0;
        for (size_t k = 0; k < param->name_count; k++)
            said += chela__terms_match(reading->asked, reading->asked_count, param->terms[k]) > 0;
        size_t texts = param->term_count - param->name_count, known = 0;
        for (size_t k = param->name_count; k < param->term_count; k++)
            known += chela__terms_match(reading->asked, reading->asked_count, param->terms[k]) > 0;
        if ((param->name_count && 2 * said >= param->name_count && said) ||
            (texts && 2 * known > texts))
            asked |= 1ull << i;
    }
    return asked;
}

chela_status
chela__marks_make(const struct chela__reading *reading, const struct chela__shape *shape,
                  struct chela__scratch *arena, struct chela__marks *ret_marks)
{
    size_t              count = reading->tokens.count + 1;
    struct chela__marks marks = {.names = chela__scratch_get(arena, count, sizeof *marks.names),
                                 .texts = chela__scratch_get(arena, count, sizeof *marks.texts),
                                 .parts = chela__scratch_get(arena, count, sizeof *marks.parts),
                                 .tool  = chela__scratch_get(arena, count, sizeof *marks.tool),
                                 .pairs = chela__scratch_get(arena, count, sizeof *marks.pairs),
                                 .asked = asked_for(reading, shape)};
    if (!marks.names || !marks.texts || !marks.parts || !marks.tool || !marks.pairs)
        return CHELA_NO_MEMORY;
    for (size_t i = 0; i < reading->tokens.count; i++) {
        const struct chela__token *token = &reading->tokens.items[i];
        mark_token(shape, token->term, i, &marks);
        mark_parts(reading, shape, i, &marks);
        marks.pairs[i] =
            token->class == CHELA__CLASS_HAN && token->term.stem && is_pair(shape, token->term);
        // A pair of Han characters marks both.
        if (token->class == CHELA__CLASS_HAN && i > 0 &&
            reading->tokens.items[i - 1].class == CHELA__CLASS_HAN)
            mark_token(shape, reading->tokens.items[i - 1].term, i, &marks);
    }
    *ret_marks = marks;
    return CHELA_OK;
}
