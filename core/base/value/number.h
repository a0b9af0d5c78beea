// number.h - between the readers of digits, English number words and Chinese ones.
#ifndef CHELA_BASE_VALUE_NUMBER_H
#define CHELA_BASE_VALUE_NUMBER_H

#include "base/value/reader.h"

#define NUMBER_TOKENS_MAX 16 // of one number in words

// Digits with separators and a fraction at a token: "1,200.50". Returns the tokens read, 0: none.
size_t
chela__digits_number(const struct parse *parse, size_t at, struct meaning *ret);

// Adds the numbers and ordinals in words that begin at a token.
void
chela__english_number(struct parse *parse, size_t start);
void
chela__chinese_number(struct parse *parse, size_t start);

// A word that multiplies: hundred, thousand, lakh; 0 for any other. `plural_only`: "crores".
double
chela__english_scale(const struct token *token);

// 十 百 千 万 亿; 0 for any other character.
double
chela__chinese_scale(const struct token *token);

// The digit that a Chinese character stands for, or -1.
int
chela__chinese_digit(const struct token *token);

bool
chela__token_is(const struct token *token, const char *key);

// True when nothing separates the token from the one before it.
bool
chela__token_glued(const struct parse *parse, size_t at);

// Adds a number node; `negative` values begin at their sign.
void
chela__number_add(struct parse *parse, enum category category, size_t start, size_t end, int cost,
                  double number, unsigned flags);

#endif
