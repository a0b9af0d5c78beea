// number.c - numbers in digits: 42, -1,200.5, .77, 1/5, 100K, 3rd; then hands over to the words.
#include "base/value/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_TEXT 48 // characters of a number in digits

bool
chela__token_is(const struct token *token, const char *key)
{
    return token->len == strlen(key) && memcmp(token->key, key, token->len) == 0;
}

bool
chela__token_glued(const struct parse *parse, size_t at)
{
    return at > 0 && at < parse->token_count &&
           parse->tokens[at].start == parse->tokens[at - 1].end;
}

void
chela__number_add(struct parse *parse, enum category category, size_t start, size_t end, int cost,
                  double number, unsigned flags)
{
    struct meaning meaning = {.number = number, .low = number, .high = number, .flags = flags};

    if (number == floor(number))
        meaning.flags |= MEANS_INTEGER;
    if (flags & MEANS_DIGITS)
        meaning.digits = parse->tokens[start].len;
    chela__chart_add(parse, category, start, end, cost, &meaning);
}

static const struct token *
glued_token(const struct parse *parse, size_t at)
{
    return chela__token_glued(parse, at) ? &parse->tokens[at] : NULL;
}

static bool
is_digits(const struct token *token)
{
    return token && token->kind == TOKEN_DIGITS;
}

static void
append(char text[NUMBER_TEXT], const struct token *token)
{
    size_t len = strlen(text);
    if (token->len < TOKEN_KEY && len + token->len < NUMBER_TEXT) {
        memcpy(text + len, token->key, token->len);
        text[len + token->len] = '\0';
    }
}

// "100,000": groups of three (or, as in India, of two before the last).
static size_t
read_groups(const struct parse *parse, size_t at, char text[NUMBER_TEXT])
{
    size_t used = 1;

    append(text, &parse->tokens[at]);
    if (parse->tokens[at].len > 3)
        return used;
    while (glued_token(parse, at + used) && chela__token_is(&parse->tokens[at + used], ",")) {
        const struct token *group = glued_token(parse, at + used + 1);
        if (!is_digits(group) || (group->len != 3 && group->len != 2))
            break;
        append(text, group);
        used += 2;
    }
    return parse->tokens[at + used - 1].len == 3 || used == 1 ? used : 1;
}

size_t
chela__digits_number(const struct parse *parse, size_t at, struct meaning *ret)
{
    char                text[NUMBER_TEXT] = "";
    size_t              used              = 0;
    bool                fraction          = false;
    const struct token *token             = &parse->tokens[at];

    if (token->kind == TOKEN_DIGITS)
        used = read_groups(parse, at, text);
    else if (!chela__token_is(token, ".") ||
             (chela__token_glued(parse, at) && !chela__token_is(&parse->tokens[at - 1], "-")))
        return 0;
    const struct token *dot = used ? glued_token(parse, at + used) : token;
    if (dot && chela__token_is(dot, ".") && is_digits(glued_token(parse, at + used + 1))) {
        append(text, &(struct token){.len = 1, .key = "."});
        append(text, &parse->tokens[at + used + 1]);
        used += 2;
        fraction = true;
    }
    if (used == 0 || token->len == TOKEN_KEY)
        return 0;
    *ret =
        (struct meaning){.number = strtod(text, NULL), .flags = MEANS_DIGITS, .digits = token->len};
    ret->flags |= fraction ? 0 : MEANS_INTEGER;
    ret->low = ret->high = ret->number;
    return used;
}

static const struct {
    const char *suffix;
    double      scale;
    bool        any_case;
} SUFFIXES[] = {{"k", 1e3, true},  {"m", 1e6, false}, {"g", 1e9, false},
                {"b", 1e9, false}, {"bn", 1e9, true}, {"t", 1e12, false}};

// 100K; M, G, B and T only as capitals, which no unit of everyday speech is.
static double
suffix_scale(const struct parse *parse, size_t at)
{
    const struct token *token = glued_token(parse, at);

    if (!token || token->kind != TOKEN_WORD)
        return 0;
    for (size_t i = 0; i < sizeof SUFFIXES / sizeof SUFFIXES[0]; i++)
        if (chela__token_is(token, SUFFIXES[i].suffix) &&
            (SUFFIXES[i].any_case || parse->text[token->start] <= 'Z'))
            return SUFFIXES[i].scale;
    return 0;
}

// 3/15, and 1 1/2 before it.
static void
read_fraction(struct parse *parse, size_t start, size_t at, const struct meaning *whole,
              double sign)
{
    struct meaning above, below;
    size_t         used = chela__digits_number(parse, at, &above);

    if (used != 1 || !glued_token(parse, at + 1) || !chela__token_is(&parse->tokens[at + 1], "/") ||
        !is_digits(glued_token(parse, at + 2)))
        return;
    used = chela__digits_number(parse, at + 2, &below);
    if (used == 1 && below.number != 0 && !(whole && above.number >= below.number))
        chela__number_add(parse, CATEGORY_NUM, start, at + 3, 1,
                          sign * ((whole ? whole->number : 0) + above.number / below.number), 0);
}

static bool
is_ordinal_suffix(const struct parse *parse, size_t at)
{
    const struct token *token = glued_token(parse, at);
    return token && (chela__token_is(token, "st") || chela__token_is(token, "nd") ||
                     chela__token_is(token, "rd") || chela__token_is(token, "th"));
}

// Digits at `at`, of a node that starts at `start` (the sign or the digits themselves).
static void
read_digits_from(struct parse *parse, size_t start, size_t at, double sign)
{
    struct meaning meaning;
    size_t         used = at < parse->token_count ? chela__digits_number(parse, at, &meaning) : 0;
    double         scale;

    if (used == 0)
        return;
    meaning.number *= sign;
    meaning.low = meaning.high = meaning.number;
    chela__chart_add(parse, CATEGORY_NUM, start, at + used, 0, &meaning);
    scale = suffix_scale(parse, at + used);
    if (scale > 0)
        chela__number_add(parse, CATEGORY_NUM, start, at + used + 1, 1, meaning.number * scale, 0);
    if (is_ordinal_suffix(parse, at + used) && sign > 0 && meaning.flags & MEANS_INTEGER)
        chela__chart_add(parse, CATEGORY_ORD, start, at + used + 1, 0, &meaning);
    read_fraction(parse, start, at, NULL, sign);
    if (at + used < parse->token_count && meaning.flags & MEANS_INTEGER)
        read_fraction(parse, start, at + used, &meaning, sign);
}

// A hyphen is a sign only where it cannot join what stands before it.
static bool
is_minus(const struct parse *parse, size_t at)
{
    const struct token *token = &parse->tokens[at];

    if (chela__token_is(token, "负"))
        return true;
    if (!chela__token_is(token, "-") || at + 1 >= parse->token_count)
        return false;
    return at == 0 ||
           (token->spaced && !parse->tokens[at + 1].spaced && !is_digits(&parse->tokens[at - 1]));
}

void
chela__number_read(struct parse *parse, size_t start)
{
    if (is_minus(parse, start))
        read_digits_from(parse, start, start + 1, -1);
    else
        read_digits_from(parse, start, start, 1);
    chela__english_number(parse, start);
    chela__chinese_number(parse, start);
}
