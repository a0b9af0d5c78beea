// phrases.h - what may be an argument: every stretch of the request that could stand for something.
//
// Proposes generously (words up to a length, quoted texts, values, lists); which stretch is right
// for which parameter is decided by features.c and assign.c.
#ifndef CHELA_BACKEND_EMBEDDED_PHRASES_H
#define CHELA_BACKEND_EMBEDDED_PHRASES_H

#include "backend/embedded/tokens.h"
#include "base/value/value.h"

#define CHELA__PHRASES_MAX 6000
#define CHELA__PHRASE_TOKENS 9      // longest stretch of words that is not the rest of a clause
#define CHELA__PHRASE_HAN_TOKENS 16 // the same in Chinese, where a token is a character
#define CHELA__ASKED_MAX 160        // words of a question
#define CHELA__LIST_MAX 32          // items of a list

struct chela__phrase {
    uint32_t                   first, last; // tokens: [first, last)
    uint32_t                   start, end;  // bytes, without quotes
    const struct chela__value *value;       // what the whole of it names, or NULL
    bool                       quoted;
    bool                       tail;  // runs to the end of its clause
    const uint32_t            *items; // of a list: indices of phrases; NULL otherwise
    uint32_t                   item_count;
    bool                       bracketed; // a list in brackets
    const json_t              *literal;   // "[1, 2]", "{'a': 1}" as what it is; NULL otherwise
};

struct chela__reading { // all that is known of a request's text
    const char           *lang;
    struct chela__tokens  tokens;
    struct chela__values  values;
    struct chela__phrase *phrases; // plain ones first, then lists
    size_t                count, plain_count;
    uint32_t             *heads; // of each token: 1 + the first phrase that starts there, 0: none
    json_t               *literals; // array that owns those of the phrases
    uint32_t             *nexts;    // of each phrase: 1 + the next one with the same first token
    // The words of the question that is open, and the token at which its answer begins.
    const struct chela__term *asked;
    size_t                    asked_count, reply; // reply is the count of tokens when none is open
};

// Everything but the values is borrowed from the arena; chela__reading_done() frees those.
chela_status
chela__reading_make(struct chela_text text, const struct chela__value_context *context,
                    struct chela__scratch *arena, struct chela__reading *ret_reading,
                    struct chela_error *err);

// The turn from byte `start` on answers the question.
chela_status
chela__reading_asked(struct chela__reading *reading, const char *question, size_t start,
                     struct chela__scratch *arena, struct chela_error *err);
void
chela__reading_done(struct chela__reading *reading);

// The plain phrase with exactly these tokens, rather one that names a value, or NULL.
const struct chela__phrase *
chela__reading_find(const struct chela__reading *reading, size_t first, size_t last);

// Adds the JSON that the request itself writes. literals.c
chela_status
chela__literals_find(struct chela__reading *reading, struct chela__scratch *arena);

// Adds the lists: "A, B and C", quoted texts in a row, brackets. lists.c
chela_status
chela__lists_find(struct chela__reading *reading, struct chela__scratch *arena);

#endif
