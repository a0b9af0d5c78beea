// time_chinese.c - rules whose order of words is Chinese: 2015年4月14号, 下周二, 三小时后, 月底.
#include "base/value/build.h"

static bool
year(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning number = *match->slot[0];

    if (number.digits == 2 && number.number < 100) { // 98年
        number.number += number.number <= 50 ? 2000 : 1900;
        number.digits = 4;
    }
    return chela__year(parse, &number, ret);
}

static bool
month(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__month(parse, match->slot[0], ret);
}

// 二月十五号: slots month, day.
static bool
month_day(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning day = {0};

    return match->slot[0]->fields & FIELD_MONTH &&
           !(match->slot[0]->fields & (FIELD_DAY | FIELD_CLOCK)) &&
           chela__month_day(parse, match->slot[1], &day) &&
           chela__meet(parse, match->slot[0], &day, ret);
}

static bool
day(struct parse *parse, const struct match *match, struct meaning *ret)
{
    ret->flags = match->arg ? MEANS_LATENT : 0;
    return chela__month_day(parse, match->slot[0], ret);
}

// 上周二, 下星期三, 这周一: the weekday of that week.
static bool
weekday(struct parse *parse, const struct match *match, struct meaning *ret)
{
    int week = match->slot[0]->value;

    return week >= -2 && week <= 2 &&
           chela__weekday_of_week(parse, (int)parse->arena.items[match->slot[1]->when].a, week,
                                  ret);
}

// 下个月, 这周.
static bool
unit(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *grain  = match->slot[1];
    int                   offset = match->slot[0]->value;

    if (offset < -2 || offset > 2 || grain->grain < CHELA__GRAIN_DAY || grain->value != 1)
        return false;
    return chela__unit_from_now(parse, grain->grain, offset, ret);
}

static bool
weekend(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning week = {0};

    return match->slot[0]->value >= -2 && match->slot[0]->value <= 2 &&
           chela__unit_from_now(parse, CHELA__GRAIN_WEEK, match->slot[0]->value, &week) &&
           chela__meet(parse, match->slot[1], &week, ret);
}

// Units before or after the current one: 前两年, 未来三天, 三个月后. `exact` is what a point in
// time would be, for a normal form that wants one.
static bool
units(struct parse *parse, double number, const struct meaning *grain, int sign,
      struct meaning *ret)
{
    int64_t now = chela__floor(parse->arena.now, grain->grain);

    if (!(number >= 1 && number <= 10000) || number != (double)(int64_t)number)
        return false;
    int64_t count = (int64_t)number * grain->value;
    int64_t first = chela__add(now, grain->grain, sign > 0 ? 1 : -count);
    ret->when =
        chela__once(parse, first, chela__add(first, grain->grain, count), grain->grain, true);
    ret->fields = (uint16_t)chela__fields_of(grain->grain);
    return ret->when != 0;
}

static bool
relative_units(struct parse *parse, const struct match *match, struct meaning *ret)
{
    int where = match->slot[0]->value; // 98..102: before or after the middle, 100

    if (where == 0 || where == 2 || where == -2)
        return false;
    return units(parse, match->slot[1]->number, match->slot[2], where > 2 ? where - 100 : where,
                 ret);
}

// 两小时前, 三个月之后: the units between then and now; a single point when it is wanted.
static bool
units_from_now(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning   *duration = match->slot[0];
    enum chela__value_grain grain    = chela__duration_grain(duration);
    struct meaning          whole    = {.grain = grain, .value = 1};

    if (!units(parse, duration->as.count[grain], &whole, match->arg, ret))
        return false;
    for (int i = 0; i <= CHELA__GRAIN_YEAR; i++)
        if (i != (int)grain && duration->as.count[i] != 0)
            return false;
    ret->exact = chela__duration_add(parse->arena.now, duration, match->arg);
    ret->flags |= MEANS_EXACT;
    return true;
}

// 十月第一个星期一; slots of, number, what.
static bool
of_nth(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__nth(parse, SERIES_NTH, chela__count(match->slot[1]), match->slot[2],
                      match->slot[0], ret);
}

// 十月最后一个星期一; slots of, what.
static bool
of_last(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__nth(parse, SERIES_NTH, -1, match->slot[1], match->slot[0], ret);
}

// 下个月初, 年底: arg is the piece, slot 0 the time.
static bool
piece_after(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__piece(parse, match->arg, match->slot[0], ret);
}

static bool
piece_of_unit(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning current = {0};

    return match->slot[0]->grain > CHELA__GRAIN_WEEK &&
           chela__unit_from_now(parse, match->slot[0]->grain, 0, &current) &&
           chela__piece(parse, match->arg, &current, ret);
}

// 今晚, 明早: arg days from today, slot 0 a part of the day.
static bool
part_of(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning of = {0};

    return chela__unit_from_now(parse, CHELA__GRAIN_DAY, match->arg, &of) &&
           chela__meet(parse, &of, match->slot[0], ret);
}

static bool
meet(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__meet(parse, match->slot[0], match->slot[1], ret);
}

// 七点早上 is not said; 早上七点 is, and a year behind stays with its date.
static const struct rule RULES[] = {
    {CATEGORY_YEAR, "公? 元? <num> 年", year, 0, 0},
    {CATEGORY_MONTH, "<num> 月 份?", month, 0, 0},
    {CATEGORY_DAY, "<month|cycle|time> 的? <num> 日|号", month_day, 0, 0},
    {CATEGORY_DAY, "<month> <num>", month_day, 0, 1},
    {CATEGORY_DAY, "<num> 号", day, 0, 1},
    {CATEGORY_DAY, "<num> 日", day, 1, 1},

    {CATEGORY_TIME, "<t> 的 <t>", meet, 0, 0},
    {CATEGORY_TIME, "<t> 、 <t>", meet, 0, 1},
    {CATEGORY_TIME, "在|于 <t>", chela__same, 1, 0},
    {CATEGORY_TIME, "<t> 左 右", chela__same, 1, 0},
    {CATEGORY_TIME, "<t> 期 间", chela__same, 1, 0},
    {CATEGORY_TIME, "<t> 前 后", chela__same, 1, 0},

    {CATEGORY_DAY, "<rel2> 个? <dow>", weekday, 0, 0},
    {CATEGORY_CYCLE, "<rel2> 个? <grain>", unit, 0, 0},
    {CATEGORY_TIME, "<rel2> 个? <weekend>", weekend, 0, 0},
    {CATEGORY_SPAN, "<rel2> <num|few> 个? <grain>", relative_units, 0, 0},
    {CATEGORY_SPAN, "<dur> 之|以|已? 前", units_from_now, -1, 0},
    {CATEGORY_SPAN, "<dur> 之|以|过|已? 后", units_from_now, 1, 0},
    {CATEGORY_SPAN, "再? 过 <dur>", units_from_now, 1, 0},

    {CATEGORY_DAY, "<t> 的? <ord> 个? <dow|grain>", of_nth, 0, 0},
    {CATEGORY_DAY, "<t> 的? 最 后 一? 个? <dow|grain>", of_last, 0, 0},

    {CATEGORY_SPAN, "<month|cycle> 初", piece_after, PIECE_EARLY, 0},
    {CATEGORY_SPAN, "<month|cycle> 中 旬?", piece_after, PIECE_MIDDLE, 0},
    {CATEGORY_SPAN, "<month|cycle> 底|末", piece_after, PIECE_LATE, 0},
    {CATEGORY_SPAN, "<month|cycle> 上 旬", piece_after, PIECE_EARLY, 0},
    {CATEGORY_SPAN, "<month|cycle> 下 旬", piece_after, PIECE_LATE, 0},
    {CATEGORY_SPAN, "<grain> 初", piece_of_unit, PIECE_EARLY, 0},
    {CATEGORY_SPAN, "<grain> 中", piece_of_unit, PIECE_MIDDLE, 1},
    {CATEGORY_SPAN, "<grain> 底|末", piece_of_unit, PIECE_LATE, 0},

    {CATEGORY_TIME, "今 <part>", part_of, 0, 0},
    {CATEGORY_TIME, "明|听 <part>", part_of, 1, 0},
    {CATEGORY_TIME, "昨|寻|琴 <part>", part_of, -1, 0},
};

const struct rule_list chela__rules_time_zh = {RULES, COUNT_OF(RULES)};
