// amount.c - rules for numbers beyond digits and number words, money, quantities, percentages.
#include "base/value/build.h"

#include <math.h>
#include <string.h>

#include "base/value/unit.h"

static void
set(struct meaning *ret, double number)
{
    ret->number = ret->low = ret->high = number;
    ret->flags |= number == floor(number) ? MEANS_INTEGER : 0U;
}

// ---- numbers ----

// "forty-five (45)".
static bool
repeated(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    *ret = *match->slot[0];
    return match->slot[0]->number == match->slot[1]->number;
}

// "two dozen": arg is how many one is; without a number it is one.
static bool
times(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    set(ret, (match->slot[0] ? match->slot[0]->number : 1) * match->arg);
    return true;
}

static bool
few(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    set(ret, match->slot[0]->number);
    ret->flags |= MEANS_APPROXIMATE;
    return true;
}

// 四分之一: the part above comes last. arg 1: 四分一, which no other number follows so. 百分之 is a
// percentage.
static bool
chinese_fraction(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    if (match->slot[0]->number == 0 || match->slot[0]->number == 100 ||
        (match->arg && match->slot[1]->number != 1))
        return false;
    set(ret, match->slot[1]->number / match->slot[0]->number);
    return true;
}

static bool
percent(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    *ret = *match->slot[0];
    return true;
}

// ---- money ----

static bool
make_money(const struct meaning *number, const struct meaning *currency, struct meaning *ret)
{
    set(ret, number->number);
    ret->unit  = currency->unit;
    ret->value = currency->value;
    return true;
}

// arg: which slot is the number.
static bool
money(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    return make_money(match->slot[match->arg], match->slot[!match->arg], ret);
}

static bool
one_currency(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    return make_money(&(struct meaning){.number = 1}, match->slot[0], ret);
}

// "20 dollars 43 cents", "$20 and 43", 三块五毛. arg 1: no word for cents.
static bool
with_cents(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *whole = match->slot[0], *part = match->slot[1];
    double of = match->slot[2] && match->slot[2]->value ? match->slot[2]->value : 100;

    (void)parse;
    if (!whole->unit || !chela__is_whole(part, match->arg ? 10 : 1, of - 1) ||
        !chela__is_whole(whole, 0, 1e12))
        return false;
    *ret = *whole;
    set(ret, round((whole->number + part->number / of) * 100) / 100);
    ret->flags &= ~(unsigned)MEANS_INTEGER;
    return true;
}

// 三十块五: tenths behind the yuan.
static bool
yuan_and_tenths(struct parse *parse, const struct match *match, struct meaning *ret)
{
    static const struct meaning YUAN = {.unit = "CNY"};

    (void)parse;
    if (!chela__is_whole(match->slot[0], 0, 1e12) || !chela__is_whole(match->slot[1], 1, 9))
        return false;
    return make_money(
        &(struct meaning){.number = match->slot[0]->number + match->slot[1]->number / 10}, &YUAN,
        ret);
}

static bool
cents(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    set(ret, match->slot[0]->number);
    ret->value = match->slot[1]->value ? match->slot[1]->value : 3;
    return true;
}

// "10 to 20 euros": slots number, to, money; arg 1: money on both sides.
static bool
range(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *low = match->slot[0], *high = match->slot[match->slot[2] ? 2 : 1];

    (void)parse;
    if (low->number >= high->number || (match->arg && low->unit != high->unit))
        return false;
    *ret        = *high;
    ret->low    = low->number;
    ret->number = high->number;
    return true;
}

static bool
about(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    *ret = *match->slot[match->arg];
    ret->flags |= MEANS_APPROXIMATE;
    return true;
}

// ---- quantities ----

static bool
make_quantity(double number, const struct meaning *unit, struct meaning *ret)
{
    set(ret, number);
    ret->unit  = unit->unit;
    ret->value = unit->value;
    return true;
}

static bool
quantity(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    return make_quantity(match->slot[0]->number, match->slot[1], ret);
}

static bool
one_unit(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    return make_quantity(1, match->slot[0], ret);
}

// "two and a half litres", 两升半: slots number, fraction, unit; arg 1: number, unit, fraction.
static bool
mixed(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *fraction = match->slot[match->arg ? 2 : 1];

    (void)parse;
    return chela__is_whole(match->slot[0], 0, 1e9) &&
           make_quantity(match->slot[0]->number + fraction->number, match->slot[match->arg ? 1 : 2],
                         ret);
}

// 摄氏37度: the scale before, the degree behind.
static bool
scale_and_degree(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    return strncmp(match->slot[0]->unit, "deg", 3) == 0 &&
           strcmp(match->slot[2]->unit, "deg") == 0 &&
           make_quantity(match->slot[1]->number, match->slot[0], ret);
}

// A bare m beside feet or inches means miles.
static const struct unit *
unit_beside(const struct meaning *quantity, const struct meaning *other)
{
    bool imperial = strcmp(other->unit, "ft") == 0 || strcmp(other->unit, "in") == 0 ||
                    strcmp(other->unit, "yd") == 0;
    return chela__unit_of(quantity->value == 1 && imperial ? "mi" : quantity->unit);
}

// "2 yards and 7 feet": one quantity in the smaller unit.
static bool
add(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct unit *a = unit_beside(match->slot[0], match->slot[1]);
    const struct unit *b = unit_beside(match->slot[1], match->slot[0]);

    (void)parse;
    if (!a || !b || a == b || a->dimension != b->dimension || a->size == 0)
        return false;
    const struct unit *small = a->size < b->size ? a : b;
    double             value = match->slot[0]->number * (a->size / small->size) +
                   match->slot[1]->number * (b->size / small->size);
    set(ret, round(value * 1e9) / 1e9);
    ret->unit = small->code;
    return true;
}

static const struct rule RULES[] = {
    {CATEGORY_NUM, "<num> ( <num> )", repeated, 0, 0},
    {CATEGORY_NUM, "a dozen of?", times, 12, 0},
    {CATEGORY_NUM, "<num> dozen|dozens of?", times, 12, 0},
    {CATEGORY_NUM, "<frac> dozen of?", times, 12, 0},
    {CATEGORY_NUM, "<num> 打", times, 12, 0},
    {CATEGORY_NUM, "<num> 对|双", times, 2, 2},
    {CATEGORY_NUM, "<few>", few, 0, 3},
    {CATEGORY_NUM, "<num> 分 之 <num>", chinese_fraction, 0, 0},
    {CATEGORY_NUM, "<num> 分 <num>", chinese_fraction, 1, 0},
    {CATEGORY_PERCENT, "<num> %|percent|pct|percents", percent, 0, 0},
    {CATEGORY_PERCENT, "<num> per cent", percent, 0, 0},
    {CATEGORY_PERCENT, "百 分 之 <num>", percent, 0, 0},

    {CATEGORY_MONEY, "<currency> <num>", money, 1, 0},
    {CATEGORY_MONEY, "<num> -? <currency>", money, 0, 0},
    {CATEGORY_MONEY, "a|an|one <currency>", one_currency, 0, 0},
    {CATEGORY_MONEY, "<money> and? <num> <cent>", with_cents, 0, 0},
    {CATEGORY_MONEY, "<money> and? <num>", with_cents, 1, 2},
    {CATEGORY_MONEY, "<num> <cent>", cents, 0, 0},
    {CATEGORY_MONEY, "<num> 块 <num>", yuan_and_tenths, 0, 0},
    {CATEGORY_MONEY, "<about> <money>", about, 1, 0},
    {CATEGORY_MONEY, "<money> 左 右", about, 0, 0},
    {CATEGORY_MONEY, "from|between? <num> <to> <money>", range, 0, 0},
    {CATEGORY_MONEY, "from|between? <money> <to> <money>", range, 1, 0},
    {CATEGORY_MONEY, "between <num> and <money>", range, 0, 0},
    {CATEGORY_MONEY, "between <money> and <money>", range, 1, 0},

    {CATEGORY_QUANTITY, "<num|few> -? <unit>", quantity, 0, 0},
    {CATEGORY_QUANTITY, "<num|few> of? <unit>", quantity, 0, 0},
    {CATEGORY_QUANTITY, "a|an|one <unit>", one_unit, 0, 0},
    {CATEGORY_QUANTITY, "<frac> of? -? a|an? <unit>", quantity, 0, 0},
    {CATEGORY_QUANTITY, "<num> and <frac> <unit>", mixed, 0, 0},
    {CATEGORY_QUANTITY, "<num> 个? <frac> <unit>", mixed, 0, 0},
    {CATEGORY_QUANTITY, "<num> <unit> <frac>", mixed, 1, 0},
    {CATEGORY_QUANTITY, "<unit> <num> <unit>", scale_and_degree, 0, 0},
    {CATEGORY_QUANTITY, "<qty> ,? and? <qty>", add, 0, 0},
    {CATEGORY_QUANTITY, "<about> <qty>", about, 1, 0},
    {CATEGORY_QUANTITY, "<qty> 左 右", about, 0, 0},
    {CATEGORY_QUANTITY, "from|between? <num> <to> <qty>", range, 0, 0},
    {CATEGORY_QUANTITY, "from|between? <qty> <to> <qty>", range, 1, 0},
    {CATEGORY_QUANTITY, "between <num> and <qty>", range, 0, 0},
    {CATEGORY_QUANTITY, "between <qty> and <qty>", range, 1, 0},
};

const struct rule_list chela__rules_amount = {RULES, COUNT_OF(RULES)};
