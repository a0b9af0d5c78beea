// number.c - numbers in digits, English and Chinese words into exact values, and back into digits.
#include "calc.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_DIGITS 64
#define MAX_PLACES 30
#define SIGNIFICANT 12

// ---- digits ----

// "1,234.56"; a comma counts only before three digits.
static bool
read_digits(const char **at, mpq_t ret_value)
{
    char        digits[2 * MAX_DIGITS + 2];
    size_t      used = 0, places = 0;
    const char *p = *at;
    while (isdigit((unsigned char)*p) && used < MAX_DIGITS) {
        digits[used++] = *p++;
        if (*p == ',' && isdigit((unsigned char)p[1]) && isdigit((unsigned char)p[2]) &&
            isdigit((unsigned char)p[3]) && !isdigit((unsigned char)p[4]))
            p++;
    }
    bool whole = used > 0;
    if (*p == '.' && isdigit((unsigned char)p[1]))
        for (p++; isdigit((unsigned char)*p) && places < MAX_DIGITS; places++)
            digits[used++] = *p++;
    if ((!whole && !places) || isdigit((unsigned char)*p))
        return false;
    digits[used] = '\0';
    mpz_set_str(mpq_numref(ret_value), digits, 10);
    mpz_ui_pow_ui(mpq_denref(ret_value), 10, places);
    mpq_canonicalize(ret_value);
    *at = p;
    return true;
}

// ---- English ----

struct word {
    const char *text;
    long        value;
};

static const struct word small_words[] = {
    {"zero", 0},     {"one", 1},      {"two", 2},        {"three", 3},      {"four", 4},
    {"five", 5},     {"six", 6},      {"seven", 7},      {"eight", 8},      {"nine", 9},
    {"ten", 10},     {"eleven", 11},  {"twelve", 12},    {"thirteen", 13},  {"fourteen", 14},
    {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18},  {"nineteen", 19},
    {"twenty", 20},  {"thirty", 30},  {"forty", 40},     {"fifty", 50},     {"sixty", 60},
    {"seventy", 70}, {"eighty", 80},  {"ninety", 90},    {"a hundred", 100}};
static const struct word large_words[] = {
    {"hundred", 100}, {"thousand", 1000}, {"million", 1000000}, {"billion", 1000000000}};

static const struct word *
word_at(const struct word *words, size_t count, const char *at)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(words[i].text);
        if (!strncasecmp(at, words[i].text, len) && !isalpha((unsigned char)at[len]))
            return &words[i];
    }
    return NULL;
}
#define WORD_AT(table, at) word_at(table, sizeof(table) / sizeof((table)[0]), at)

static const char *
skip_joint(const char *at)
{
    at += strspn(at, " -");
    return at;
}

// "one thousand two hundred and five": "and" only after a hundred.
static bool
read_english(const char **at, mpq_t ret_value)
{
    long        total = 0, group = 0;
    bool        any = false;
    const char *p   = *at;
    for (;;) {
        const char        *next = any ? skip_joint(p) : p;
        const struct word *word = WORD_AT(small_words, next);
        if (!word && any && group >= 100 && !strncasecmp(next, "and ", 4) &&
            WORD_AT(small_words, skip_joint(next + 4))) {
            next = skip_joint(next + 4);
            word = WORD_AT(small_words, next);
        }
        const struct word *large = word ? NULL : any ? WORD_AT(large_words, next) : NULL;
        if (word && any && group % 100 && (group % 10 || word->value > 9))
            break; // "two three" is not a number
        if (word) {
            group += word->value;
        } else if (large && large->value == 100) {
            group *= 100;
        } else if (large) {
            total += group * large->value;
            group = 0;
        } else {
            break;
        }
        any = true;
        p   = next + strlen(word ? word->text : large->text);
    }
    if (any) {
        mpq_set_si(ret_value, total + group, 1);
        *at = p;
    }
    return any;
}

// ---- Chinese ----

static const struct word han_digits[] = {{"零", 0}, {"〇", 0}, {"一", 1}, {"二", 2},
                                         {"两", 2}, {"三", 3}, {"四", 4}, {"五", 5},
                                         {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}};
static const struct word han_units[]  = {
     {"十", 10}, {"百", 100}, {"千", 1000}, {"万", 10000}, {"亿", 100000000}};

static const struct word *
han_at(const struct word *words, size_t count, const char *at)
{
    for (size_t i = 0; i < count; i++)
        if (!strncmp(at, words[i].text, strlen(words[i].text)))
            return &words[i];
    return NULL;
}
#define HAN_AT(table, at) han_at(table, sizeof(table) / sizeof((table)[0]), at)

// Digits after 点.
static void
read_han_places(const char **at, mpq_t value)
{
    mpq_t              place, digit;
    const struct word *word;
    const char        *p = *at + strlen("点");
    mpq_init(place);
    mpq_init(digit);
    mpq_set_ui(place, 1, 10);
    for (int i = 0; i < MAX_PLACES && (word = HAN_AT(han_digits, p)); i++) {
        mpq_set_si(digit, word->value, 1);
        mpq_mul(digit, digit, place);
        mpq_add(value, value, digit);
        mpz_mul_ui(mpq_denref(place), mpq_denref(place), 10);
        p += strlen(word->text);
        *at = p;
    }
    mpq_clear(digit);
    mpq_clear(place);
}

// "一千零五", "十二", "三万", and after digits "3万".
static bool
read_chinese(const char **at, mpq_t ret_value)
{
    int64_t     total = 0, group = 0, digit = 0;
    const char *p = *at;
    while (p - *at < 60) {
        const struct word *word = HAN_AT(han_digits, p);
        const struct word *unit = word ? NULL : HAN_AT(han_units, p);
        if (word) {
            digit = word->value;
        } else if (unit && unit->value < 10000) {
            group += (digit ? digit : 1) * unit->value;
            digit = 0;
        } else if (unit && total < 1000000000) {
            total = (total + group + digit) * unit->value;
            group = digit = 0;
        } else {
            break;
        }
        p += strlen(word ? word->text : unit->text);
    }
    if (p == *at)
        return false;
    *at = p;
    mpq_set_si(ret_value, total + group + digit, 1);
    if (!strncmp(p, "点", strlen("点")))
        read_han_places(at, ret_value);
    return true;
}

bool
number_read(const char **at, mpq_t ret_value)
{
    if (!read_digits(at, ret_value))
        return read_english(at, ret_value) || read_chinese(at, ret_value);
    const struct word *unit  = HAN_AT(han_units, *at);
    const struct word *large = WORD_AT(large_words, skip_joint(*at));
    if (unit || large) {
        mpq_t factor;
        mpq_init(factor);
        mpq_set_si(factor, unit ? unit->value : large->value, 1);
        mpq_mul(ret_value, ret_value, factor);
        mpq_clear(factor);
        *at = unit ? *at + strlen(unit->text) : skip_joint(*at) + strlen(large->text);
    }
    return true;
}

// ---- and back ----

// Places after the point of a value whose denominator divides a power of ten; -1: of none.
static int
decimal_places(const mpq_t value)
{
    mpz_t rest;
    int   twos = 0, fives = 0;
    mpz_init_set(rest, mpq_denref(value));
    while (mpz_divisible_ui_p(rest, 2) && twos <= MAX_PLACES) {
        mpz_divexact_ui(rest, rest, 2);
        twos++;
    }
    while (mpz_divisible_ui_p(rest, 5) && fives <= MAX_PLACES) {
        mpz_divexact_ui(rest, rest, 5);
        fives++;
    }
    bool ends = mpz_cmp_ui(rest, 1) == 0 && twos <= MAX_PLACES && fives <= MAX_PLACES;
    mpz_clear(rest);
    return !ends ? -1 : twos > fives ? twos : fives;
}

// The digits of value times ten to the places, with the point put in.
static bool
write_exact(const mpq_t value, int places, char ret_text[NUMBER_TEXT])
{
    mpz_t scaled;
    mpz_init(scaled);
    mpz_ui_pow_ui(scaled, 10, (unsigned long)places);
    mpz_mul(scaled, scaled, mpq_numref(value));
    mpz_divexact(scaled, scaled, mpq_denref(value));
    bool fits = mpz_sizeinbase(scaled, 10) < NUMBER_TEXT - MAX_PLACES - 4;
    if (fits) {
        char digits[NUMBER_TEXT];
        bool negative = mpz_sgn(scaled) < 0;
        mpz_abs(scaled, scaled);
        gmp_snprintf(digits, sizeof digits, "%0*Zd", places + 1, scaled);
        size_t whole = strlen(digits) - (size_t)places;
        snprintf(ret_text, NUMBER_TEXT, "%s%.*s%s%s", negative ? "-" : "", (int)whole, digits,
                 places ? "." : "", digits + whole);
    }
    mpz_clear(scaled);
    return fits;
}

bool
number_text(const mpq_t value, char ret_text[NUMBER_TEXT])
{
    int places = decimal_places(value);
    if (places >= 0 && write_exact(value, places, ret_text))
        return true;
    mpf_t rounded;
    mpf_init2(rounded, 256);
    mpf_set_q(rounded, value);
    gmp_snprintf(ret_text, NUMBER_TEXT, "%.*Fg", SIGNIFICANT, rounded);
    mpf_clear(rounded);
    return false;
}
