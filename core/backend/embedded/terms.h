// terms.h - words as numbers: hashes of stems (English) and of character pairs (Chinese).
//
// Everything that compares texts compares these. A term is never 0.
#ifndef CHELA_BACKEND_EMBEDDED_TERMS_H
#define CHELA_BACKEND_EMBEDDED_TERMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct chela__term {
    uint32_t stem; // of the word, or the pair of characters
    uint32_t same; // shared by all words that say the same thing
};

// The stem of one word: lower case, without plural, -ing, -ed, -ion and final e.
struct chela__term
chela__term_of(struct chela_text word);

// Two neighbouring characters.
struct chela__term
chela__term_pair(uint32_t first, uint32_t second);

// Han and kana: characters that need no space between words.
bool
chela__is_han(uint32_t character);

// The terms of a text, in order, each once, at most `max`: of its words (names in camelCase and
// snake_case are taken apart) and of the pairs of its Han characters. Words that carry no meaning
// are left out. Returns how many.
size_t
chela__terms_of(struct chela_text text, struct chela__term *ret_terms, size_t max);

// 1 when the stem is among them, 0.6 when a word of the same meaning is, else 0.
float
chela__terms_match(const struct chela__term *terms, size_t count, struct chela__term term);

// A word in lower case, cut at the end of `out`. Returns its length.
#define CHELA__WORD_MAX 48
size_t
chela__word_lower(struct chela_text word, char out[CHELA__WORD_MAX]);

#endif
