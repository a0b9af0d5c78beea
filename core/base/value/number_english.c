// number_english.c - number words: three million two hundred thousand, one twenty two,
// forty-second.
#include "base/value/number.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *cardinal, *ordinal;
    int         value;
} SMALL[] = {
    {"zero", "zeroth", 0},
    {"one", "first", 1},
    {"two", "second", 2},
    {"three", "third", 3},
    {"four", "fourth", 4},
    {"five", "fifth", 5},
    {"six", "sixth", 6},
    {"seven", "seventh", 7},
    {"eight", "eighth", 8},
    {"nine", "ninth", 9},
    {"ten", "tenth", 10},
    {"eleven", "eleventh", 11},
    {"twelve", "twelfth", 12},
    {"thirteen", "thirteenth", 13},
    {"fourteen", "fourteenth", 14},
    {"fifteen", "fifteenth", 15},
    {"sixteen", "sixteenth", 16},
    {"seventeen", "seventeenth", 17},
    {"eighteen", "eighteenth", 18},
    {"nineteen", "nineteenth", 19},
    {"twenty", "twentieth", 20},
    {"thirty", "thirtieth", 30},
    {"forty", "fortieth", 40},
    {"fourty", "fourtieth", 40},
    {"fifty", "fiftieth", 50},
    {"sixty", "sixtieth", 60},
    {"seventy", "seventieth", 70},
    {"eighty", "eightieth", 80},
    {"ninety", "ninetieth", 90},
    {"naught", "", 0},
    {"nought", "", 0},
    {"nil", "", 0},
};

static const struct {
    const char *word;
    double      scale;
} SCALES[] = {
    {"hundred", 1e2},  {"hundreds", 1e2}, {"thousand", 1e3},  {"thousands", 1e3},
    {"million", 1e6},  {"millions", 1e6}, {"mn", 1e6},        {"billion", 1e9},
    {"billions", 1e9}, {"bn", 1e9},       {"trillion", 1e12}, {"trillions", 1e12},
    {"lakh", 1e5},     {"lakhs", 1e5},    {"lac", 1e5},       {"lacs", 1e5},
    {"lkh", 1e5},      {"crore", 1e7},    {"crores", 1e7},    {"krore", 1e7},
    {"krores", 1e7},   {"cr", 1e7},       {"kr", 1e7},        {"koti", 1e7},
    {"kotis", 1e7},
};

double
chela__english_scale(const struct token *token)
{
    for (size_t i = 0; token->kind == TOKEN_WORD && i < sizeof SCALES / sizeof SCALES[0]; i++)
        if (chela__token_is(token, SCALES[i].word))
            return SCALES[i].scale;
    return 0;
}

// "twentyfifth": a ten and a unit written together.
static int
joined_value(const struct token *token, bool ordinal)
{
    for (size_t i = 20; i < 29; i++) {
        size_t len = strlen(SMALL[i].cardinal);
        if (token->len <= len || memcmp(token->key, SMALL[i].cardinal, len) != 0)
            continue;
        for (size_t unit = 1; unit < 10; unit++) {
            const char *rest = ordinal ? SMALL[unit].ordinal : SMALL[unit].cardinal;
            if (strlen(rest) == token->len - len &&
                memcmp(rest, token->key + len, token->len - len) == 0)
                return SMALL[i].value + SMALL[unit].value;
        }
    }
    return -1;
}

static int
small_value(const struct token *token, bool ordinal)
{
    if (token->kind != TOKEN_WORD || token->len < 3)
        return -1;
    for (size_t i = 0; i < sizeof SMALL / sizeof SMALL[0]; i++)
        if (chela__token_is(token, ordinal ? SMALL[i].ordinal : SMALL[i].cardinal))
            return SMALL[i].value;
    return joined_value(token, ordinal);
}

struct sum {
    double total;   // closed by a scale
    double current; // below the next scale
    double scale;   // the last one
    bool   any;
    bool   fraction; // began with digits that have one
};

// Adds a word below one hundred; false when it cannot follow what is there.
static bool
add_small(struct sum *sum, int value)
{
    int below = (int)fmod(sum->current, 100);

    if (sum->fraction && sum->any && sum->current != 0)
        return false;
    if (sum->any && sum->current != 0 && below != 0) {
        bool ten_unit = below >= 20 && below % 10 == 0 && value > 0 && value < 10;
        bool compact  = sum->current < 10 && sum->total == 0 && value >= 10; // "one twenty two"
        if (!ten_unit && !compact)
            return false;
        if (compact)
            sum->current *= 100;
    } else if (sum->any && value == 0) {
        return false;
    }
    sum->current += value;
    sum->any = true;
    return true;
}

static bool
add_scale(struct sum *sum, double scale)
{
    if (scale == 100) {
        if (sum->current >= 100)
            return false;
        sum->current = (sum->any && sum->current != 0 ? sum->current : 1) * 100;
    } else if (sum->scale == 0 || scale < sum->scale) {
        sum->total += (sum->current != 0 ? sum->current : 1) * scale;
        sum->current = 0;
        sum->scale   = scale;
    } else { // "three thousand millions"
        sum->total   = (sum->total + sum->current) * scale;
        sum->current = 0;
        sum->scale   = scale;
    }
    sum->any = true;
    return true;
}

static void
emit(struct parse *parse, enum category category, size_t start, size_t end, const struct sum *sum,
     double sign)
{
    chela__number_add(parse, category, start, end, 0, sign * (sum->total + sum->current), 0);
}

// "one point four two": digits or units behind the point.
static void
read_point(struct parse *parse, size_t start, size_t at, const struct sum *sum, double sign)
{
    double value = sum->total + sum->current;
    double place = 0.1;

    if (!chela__token_is(&parse->tokens[at], "point") &&
        !chela__token_is(&parse->tokens[at], "dot"))
        return;
    for (at++; at < parse->token_count; at++) {
        const struct token *token = &parse->tokens[at];
        int                 digit = small_value(token, false);
        if (token->kind == TOKEN_DIGITS && token->len < 12) {
            for (size_t i = 0; i < token->len; i++, place /= 10)
                value += place * (token->key[i] - '0');
        } else if (digit >= 0 && digit < 10) {
            value += place * digit;
            place /= 10;
        } else {
            break;
        }
        chela__number_add(parse, CATEGORY_NUM, start, at + 1, 0,
                          sign * (round(value * 1e12) / 1e12), 0);
    }
}

// "and" and hyphens stand between parts of a number, never at its end.
static size_t
skip_joint(const struct parse *parse, size_t at, const struct sum *sum)
{
    const struct token *token = &parse->tokens[at];
    bool                joins = chela__token_is(token, "-") && !token->spaced;
    bool                adds  = chela__token_is(token, "and") && fmod(sum->current, 100) == 0;

    return sum->any && (joins || adds) && at + 1 < parse->token_count ? 1 : 0;
}

static void
read_words(struct parse *parse, size_t start, size_t at, struct sum sum, double sign)
{
    for (size_t used = 0; at < parse->token_count && used < NUMBER_TOKENS_MAX; used++) {
        read_point(parse, start, at, &sum, sign);
        at += skip_joint(parse, at, &sum);
        const struct token *token   = &parse->tokens[at];
        double              scale   = chela__english_scale(token);
        int                 value   = small_value(token, false);
        int                 ordinal = small_value(token, true);
        struct sum          with    = sum;
        if (ordinal >= 0 && sign > 0 && add_small(&with, ordinal))
            emit(parse, CATEGORY_ORD, start, at + 1, &with, sign);
        if (value >= 0 ? !add_small(&sum, value) : scale == 0 || !add_scale(&sum, scale))
            return;
        at++;
        emit(parse, CATEGORY_NUM, start, at, &sum, sign);
    }
}

static bool
is_article(const struct token *token)
{
    return chela__token_is(token, "a") || chela__token_is(token, "an");
}

// Digits before a scale: "3 million 200 thousand" is read as two numbers at most.
static void
read_scaled_digits(struct parse *parse, size_t start)
{
    struct meaning meaning;
    size_t         used = chela__digits_number(parse, start, &meaning);
    struct sum     sum  = {.current = meaning.number, .any = true, .fraction = true};

    if (used > 0 && start + used < parse->token_count)
        read_words(parse, start, start + used, sum, 1);
}

void
chela__english_number(struct parse *parse, size_t start)
{
    const struct token *token = &parse->tokens[start];
    struct sum          none  = {0};

    if (token->kind == TOKEN_DIGITS) {
        read_scaled_digits(parse, start);
        return;
    }
    if (token->kind != TOKEN_WORD)
        return;
    if (start + 1 < parse->token_count) {
        if (chela__token_is(token, "minus") || chela__token_is(token, "negative"))
            read_words(parse, start, start + 1, none, -1);
        else if (is_article(token) && chela__english_scale(&parse->tokens[start + 1]) > 0)
            read_words(parse, start, start + 1, none, 1);
    }
    read_words(parse, start, start, none, 1);
}
