// number_chinese.c - 三万四千五百零七, 二零一八, 千一, 1.2万, 零点七七, 第九十一.
#include "base/value/number.h"

#include <math.h>
#include <string.h>

static const char *const DIGITS[] = {"零〇○洞", "一壹幺弌", "二贰两俩貳", "三叁仨参", "四肆",
                                     "五伍",    "六陆",     "七柒",       "八捌",     "九玖"};

static const struct {
    const char *character;
    double      scale;
} SCALES[] = {{"十", 1e1}, {"拾", 1e1}, {"百", 1e2}, {"佰", 1e2},
              {"千", 1e3}, {"仟", 1e3}, {"万", 1e4}, {"亿", 1e8}};

static const struct {
    const char *character;
    int         value;
} TENS[] = {{"廿", 20}, {"卅", 30}, {"卌", 40}};

int
chela__chinese_digit(const struct token *token)
{
    if (token->kind != TOKEN_HAN || token->len != 3)
        return token->len == 3 && memcmp(token->key, "○", 3) == 0 ? 0 : -1;
    for (int digit = 0; digit < 10; digit++)
        for (const char *at = DIGITS[digit]; *at; at += 3)
            if (memcmp(at, token->key, 3) == 0)
                return digit;
    return -1;
}

double
chela__chinese_scale(const struct token *token)
{
    for (size_t i = 0; token->kind == TOKEN_HAN && i < sizeof SCALES / sizeof SCALES[0]; i++)
        if (chela__token_is(token, SCALES[i].character))
            return SCALES[i].scale;
    return 0;
}

static int
tens_value(const struct token *token)
{
    for (size_t i = 0; i < sizeof TENS / sizeof TENS[0]; i++)
        if (chela__token_is(token, TENS[i].character))
            return TENS[i].value;
    return 0;
}

struct sum {
    double total, section; // closed by 亿 or 万; below them
    double digit;          // waiting for its scale; -1: none
    double scale;          // the last one, 0 at the start
    bool   zero;           // 零 stood before the digit
};

// A digit right behind a scale counts tenths of it: 三百五 is 350, 一万三 is 13,000.
static double
value_of(const struct sum *sum)
{
    double digit = sum->digit < 0 ? 0 : sum->digit;

    if (sum->digit > 0 && sum->scale >= 100 && !sum->zero)
        digit *= sum->scale / 10;
    return sum->total + sum->section + digit;
}

static bool
add_scale(struct sum *sum, double scale)
{
    if (scale >= 1e4) {
        double below = sum->section + (sum->digit < 0 ? 0 : sum->digit);
        if (below == 0 && sum->total == 0)
            return false;
        sum->total   = scale > 1e4 ? (sum->total + below) * scale : sum->total + below * scale;
        sum->section = 0;
    } else {
        if (sum->digit == 0 || (sum->scale != 0 && sum->scale < 1e4 && scale >= sum->scale))
            return false;
        sum->section += (sum->digit < 0 ? 1 : sum->digit) * scale;
    }
    sum->digit = -1;
    sum->scale = scale;
    sum->zero  = false;
    return true;
}

static bool
add_digit(struct sum *sum, int digit)
{
    if (digit == 0 && sum->scale != 0 && sum->digit < 0) {
        sum->zero = true;
        return true;
    }
    if (sum->digit > 0 || (sum->digit == 0 && (sum->scale != 0 || digit == 0)))
        return false;
    sum->digit = digit; // 零五 is five
    return true;
}

static bool
add_tens(struct sum *sum, int value)
{
    if (sum->digit >= 0 || (sum->scale != 0 && sum->scale <= 10))
        return false;
    sum->section += value;
    sum->scale = 10;
    return true;
}

struct span {
    size_t        start, first; // of the node; of its digits
    enum category category;
    double        sign;
};

// 点 and digits, in characters or figures.
static void
read_point(struct parse *parse, const struct span *span, size_t at, double value)
{
    double place = 0.1;

    for (at++; at < parse->token_count; at++) {
        const struct token *token = &parse->tokens[at];
        int                 digit = chela__chinese_digit(token);
        if (token->kind == TOKEN_DIGITS && token->len < 12) {
            for (size_t i = 0; i < token->len; i++, place /= 10)
                value += place * (token->key[i] - '0');
        } else if (digit >= 0) {
            value += place * digit;
            place /= 10;
        } else {
            return;
        }
        chela__number_add(parse, CATEGORY_NUM, span->start, at + 1, 1,
                          span->sign * (round(value * 1e12) / 1e12), 0);
    }
}

static void
read_scaled(struct parse *parse, const struct span *span, size_t at, struct sum sum)
{
    for (size_t used = 0; at < parse->token_count && used < NUMBER_TOKENS_MAX; used++, at++) {
        const struct token *token = &parse->tokens[at];
        double              scale = chela__chinese_scale(token);
        int                 digit = chela__chinese_digit(token);
        int                 tens  = tens_value(token);
        if ((used > 0 || at > span->first) && chela__token_is(token, "点") &&
            span->category == CATEGORY_NUM)
            read_point(parse, span, at, value_of(&sum));
        if (scale > 0    ? !add_scale(&sum, scale)
            : digit >= 0 ? !add_digit(&sum, digit)
            : tens > 0   ? !add_tens(&sum, tens)
                         : true)
            return;
        if (!(digit == 0 && sum.zero))
            chela__number_add(parse, span->category, span->start, at + 1, 0,
                              span->sign * value_of(&sum), 0);
    }
}

// 二零一八: digits one after the other, as in years and numbers of rooms.
static void
read_positional(struct parse *parse, const struct span *span)
{
    double value = 0;
    bool   zero  = false;
    size_t count = 0;

    for (size_t at = span->first; at < parse->token_count && count < 15; at++) {
        int digit = chela__chinese_digit(&parse->tokens[at]);
        if (digit < 0)
            return;
        value = value * 10 + digit;
        zero  = zero || (digit == 0 && count > 0);
        count++;
        if (count >= 3 || (count == 2 && zero)) {
            struct meaning meaning = {.number = span->sign * value, .flags = MEANS_INTEGER};
            meaning.low = meaning.high = meaning.number;
            meaning.digits             = (uint8_t)count;
            chela__chart_add(parse, span->category, span->start, at + 1, 0, &meaning);
        }
    }
}

static void
read_from(struct parse *parse, const struct span *span)
{
    struct sum     none = {.digit = -1};
    struct meaning figures;
    size_t         used;

    if (span->first >= parse->token_count)
        return;
    used = chela__digits_number(parse, span->first, &figures);
    if (used > 0) { // 3万5千, 第3
        struct sum sum = {.digit = figures.number};
        if (span->category == CATEGORY_ORD)
            chela__number_add(parse, CATEGORY_ORD, span->start, span->first + used, 0,
                              figures.number, 0);
        if (span->first + used < parse->token_count &&
            chela__chinese_scale(&parse->tokens[span->first + used]) > 0)
            read_scaled(parse, span, span->first + used, sum);
        return;
    }
    read_scaled(parse, span, span->first, none);
    read_positional(parse, span);
}

void
chela__chinese_number(struct parse *parse, size_t start)
{
    const struct token *token = &parse->tokens[start];
    struct span         span  = {start, start, CATEGORY_NUM, 1};

    if (chela__token_is(token, "负"))
        span = (struct span){start, start + 1, CATEGORY_NUM, -1};
    else if (chela__token_is(token, "第"))
        span = (struct span){start, start + 1, CATEGORY_ORD, 1};
    else if (token->kind != TOKEN_HAN && token->kind != TOKEN_DIGITS && token->len != 3)
        return;
    read_from(parse, &span);
}
