// calc.h - the parts of the calculator: words to tokens, tokens to an exact value, values as text.
#ifndef CALC_CALC_H
#define CALC_CALC_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

#include <chela/status.h>

#define MAX_TOKENS 512
#define MAX_DEPTH 64
#define MAX_BITS 65536 // of a numerator or denominator: 20,000 digits
#define NUMBER_TEXT 96 // bytes of a number as text

enum token_kind {
    TOKEN_NUMBER,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_TIMES,
    TOKEN_OVER,
    TOKEN_POWER,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_PERCENT,   // after a number
    TOKEN_ROOT,      // before its argument
    TOKEN_ROOT_OF,   // after it: "144的平方根"
    TOKEN_SQUARED,   // after
    TOKEN_CUBED,     // after
    TOKEN_HUNDREDTH, // before: "百分之十八"
    TOKEN_AND        // plus, minus or times as the first word says
};

struct token {
    enum token_kind kind;
    mpq_t           value; // of a number; always initialised
};

struct tokens {
    struct token    items[MAX_TOKENS];
    size_t          count;
    enum token_kind and_means;
};

// Reads "18% of 46.20", "(3 + 4) * 2", "十八乘以三". CHELA_INVALID: `ret_at` is where it stops
// being a calculation. Empty it with tokens_done() in any case.
chela_status
tokens_read(const char *text, struct tokens *tokens, const char **ret_at);
void
tokens_done(struct tokens *tokens);

// A number at *at, in digits or in English or Chinese words; moves *at on.
bool
number_read(const char **at, mpq_t ret_value);

// CHELA_INVALID: the tokens do not make a calculation; CHELA_LIMIT: the result is too large;
// CHELA_UNSUPPORTED: it has none (division by zero, root of a negative number). `ret_exact` is
// false once a root was rounded.
chela_status
calculate(struct tokens *tokens, mpq_t ret_value, bool *ret_exact);

// Decimal digits: all of them when they end within 30 places, else 12 that count. False when
// rounded.
bool
number_text(const mpq_t value, char ret_text[NUMBER_TEXT]);

#endif
