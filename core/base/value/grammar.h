// grammar.h - the tables of words and rules, made ready for the chart once per process.
#ifndef CHELA_BASE_VALUE_GRAMMAR_H
#define CHELA_BASE_VALUE_GRAMMAR_H

#include "base/value/chart.h"

#define ELEMENTS_MAX 10    // of one rule
#define ALTERNATIVES_MAX 8 // words in one place of a rule
#define PHRASE_TOKENS_MAX 12

struct word_list {
    const struct word *items;
    size_t             count;
};
struct rule_list {
    const struct rule *items;
    size_t             count;
};

// The tables, one for each language and topic.
extern const struct word_list chela__words_time_en, chela__words_time_zh, chela__words_units,
    chela__words_money, chela__words_zones;
extern const struct rule_list chela__rules_time, chela__rules_time_zh, chela__rules_span,
    chela__rules_duration, chela__rules_amount, chela__rules_recurrence, chela__rules_clock;

struct element {
    uint64_t categories; // bit set; 0: words
    uint16_t word;       // first of its words in the pool
    uint8_t  word_count;
    int8_t   slot; // which <category> of the pattern it is
};

struct compiled_rule {
    const struct rule *rule;
    struct element     elements[ELEMENTS_MAX];
    uint8_t            count;
};

struct entry { // one spelling
    uint64_t           hash;
    const struct word *word;
    int32_t            value;
    uint8_t            category;
};

// Entries of the phrase (one after the other when it has several meanings); NULL: none.
const struct entry *
chela__grammar_word(uint64_t hash, const struct entry *previous);

// Rules that begin with a category (word 0), or with a word: call until NULL, *cursor 0 at first.
const struct compiled_rule *
chela__grammar_rule(uint64_t word, int category, unsigned *cursor);

// True when the element is a word and the token is it.
bool
chela__grammar_is_word(const struct element *element, uint64_t hash);

// Reads the tables; safe to call from any thread, does its work once. False: a table is too large
// or a rule is malformed, which a unit test refuses.
bool
chela__grammar_ready(void);

#endif
