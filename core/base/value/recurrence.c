// recurrence.c - rules for what repeats: every Monday at 8, daily, on weekdays, 每月五号.
#include "base/value/build.h"

#include <string.h>

#define WEEKDAYS 0x1f
#define WEEKEND 0x60

// A clock time or part of the day, or the bare day, that every instance has.
static bool
make(struct parse *parse, struct recurrence recurrence, series when, struct meaning *ret)
{
    struct expression day = {.op = SERIES_CYCLE, .grain = recurrence.frequency};

    ret->as.recurrence = recurrence;
    ret->when          = when ? when : chela__series(&parse->arena, day);
    ret->fields        = when ? FIELD_DAY : 0;
    return ret->when != 0;
}

static int
interval_of(const struct meaning *every)
{
    return every->value > 1 ? every->value : 1;
}

static struct recurrence
plain(enum chela__value_grain frequency, int interval)
{
    if (frequency == CHELA__GRAIN_QUARTER) {
        frequency = CHELA__GRAIN_MONTH;
        interval *= 3;
    }
    return (struct recurrence){.frequency = frequency, .interval = (int16_t)interval};
}

// "every week", "every 2 weeks", "every other day": slots every, number (arg 1), grain.
static bool
every_unit(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *grain = match->slot[match->arg ? 2 : 1];
    double                count = match->arg ? match->slot[1]->number : interval_of(match->slot[0]);

    return count >= 1 && count * grain->value <= 1000 &&
           make(parse, plain(grain->grain, (int)count * grain->value), 0, ret);
}

static bool
often(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return make(parse, plain(match->slot[0]->grain, match->slot[0]->value), 0, ret);
}

static struct recurrence
weekly(unsigned days, int interval)
{
    return (struct recurrence){
        .frequency = CHELA__GRAIN_WEEK, .interval = (int16_t)interval, .weekdays = (uint8_t)days};
}

static unsigned
bit_of(const struct parse *parse, const struct meaning *weekday)
{
    return 1U << (parse->arena.items[weekday->when].a - 1);
}

// "once a day".
static bool
once_a(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return make(parse, plain(match->slot[0]->grain, match->slot[0]->value), 0, ret);
}

// "every Monday".
static bool
every_weekday(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return make(parse, weekly(bit_of(parse, match->slot[1]), interval_of(match->slot[0])),
                match->slot[1]->when, ret);
}

// "on Mondays": only the plural repeats.
static bool
plural_weekday(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct token *last = match->until - 1;

    return last->len > 4 && memcmp(last->key + last->len - 4, "days", 4) == 0 &&
           make(parse, weekly(bit_of(parse, match->slot[0]), 1), match->slot[0]->when, ret);
}

// "every Monday and Thursday".
static bool
and_weekday(struct parse *parse, const struct match *match, struct meaning *ret)
{
    *ret = *match->slot[0];
    if (ret->as.recurrence.weekdays == 0 || ret->fields != FIELD_DAY || ret->flags & MEANS_EXACT)
        return false;
    ret->as.recurrence.weekdays |= (uint8_t)bit_of(parse, match->slot[1]);
    return true;
}

// "on weekdays", "every weekend": arg is the set of days.
static bool
day_set(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return make(parse, weekly((unsigned)match->arg, 1), 0, ret) &&
           (ret->when =
                chela__series(&parse->arena, (struct expression){.op    = SERIES_CYCLE,
                                                                 .grain = CHELA__GRAIN_DAY})) != 0;
}

// "every morning": each day, at that part of it.
static bool
every_part(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return make(parse, plain(CHELA__GRAIN_DAY, interval_of(match->slot[0])), match->slot[1]->when,
                ret);
}

// "every month on the 5th", 每月五号: the recurrence must be monthly.
static bool
month_day(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *recurrence = match->slot[match->arg], *number = match->slot[!match->arg];
    struct meaning        day  = {0};
    struct recurrence     with = recurrence->as.recurrence;

    if (with.frequency != CHELA__GRAIN_MONTH || recurrence->fields ||
        !chela__month_day(parse, number, &day))
        return false;
    with.month_day = (int8_t)number->number;
    return make(parse, with, day.when, ret);
}

// "the 5th of every month" and "the first Monday of every month".
static bool
nth_weekday(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *of  = match->slot[2];
    struct meaning        nth = {0}, month = {0};
    struct recurrence     with = of->as.recurrence;

    month.when   = of->when;
    month.fields = FIELD_MONTH;
    if (with.frequency != CHELA__GRAIN_MONTH || with.interval != 1 || of->fields ||
        !chela__is_whole(match->slot[0], 1, 5) ||
        !chela__nth(parse, SERIES_NTH, chela__count(match->slot[0]), match->slot[1], &month, &nth))
        return false;
    with.weekdays = (uint8_t)bit_of(parse, match->slot[1]);
    with.nth      = (int8_t)match->slot[0]->number;
    return make(parse, with, nth.when, ret);
}

// "every second Tuesday of the month".
static bool
every_nth_weekday(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning    month = {.fields = FIELD_MONTH}, nth = {0};
    struct recurrence with = {.frequency = CHELA__GRAIN_MONTH,
                              .interval  = 1,
                              .weekdays  = (uint8_t)bit_of(parse, match->slot[2])};

    month.when = chela__series(
        &parse->arena, (struct expression){.op = SERIES_CYCLE, .grain = CHELA__GRAIN_MONTH});
    if (match->slot[3]->grain != CHELA__GRAIN_MONTH || !chela__is_whole(match->slot[1], 1, 5))
        return false;
    with.nth = (int8_t)match->slot[1]->number;
    return chela__nth(parse, SERIES_NTH, with.nth, match->slot[2], &month, &nth) &&
           make(parse, with, nth.when, ret);
}

// "every Christmas", "every March 3rd", "every year on ...": once a year.
static bool
yearly(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *time   = match->slot[1];
    struct recurrence     with   = {.frequency = CHELA__GRAIN_YEAR, .interval = 1};
    struct expression     within = parse->arena.items[time->when];

    if (time->fields & FIELD_YEAR || !(time->fields & FIELD_MONTH) || time->holiday)
        return false;
    if (within.op == SERIES_AND) {
        with.month_day = (int8_t)parse->arena.items[within.left].a;
        within         = parse->arena.items[within.right];
    }
    if (within.op != SERIES_MONTH)
        return false;
    with.month = (int8_t)within.a;
    return make(parse, with, time->when, ret);
}

// "every Monday at 8": the time of day of each instance. arg: which slot is the recurrence.
static bool
at_time(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *recurrence = match->slot[match->arg], *time = match->slot[!match->arg];
    struct meaning        day = {.when = recurrence->when, .fields = FIELD_DAY}, both = {0};
    struct expression     of = parse->arena.items[recurrence->when];

    if (!(time->fields & (FIELD_CLOCK | FIELD_PART)) || time->fields & FIELD_DAY ||
        recurrence->flags & MEANS_EXACT)
        return false;
    if (of.op == SERIES_PART) // "every morning at 8"
        day.fields = FIELD_PART;
    else if (recurrence->as.recurrence.frequency < CHELA__GRAIN_DAY || of.grain > CHELA__GRAIN_DAY)
        return false;
    if (!chela__meet(parse, &day, time, &both))
        return false;
    *ret      = *recurrence;
    ret->when = both.when;
    if (time->fields & FIELD_CLOCK)
        ret->flags |= MEANS_EXACT; // has its time
    return true;
}

static const struct rule RULES[] = {
    {CATEGORY_RECUR, "<every> <grain>", every_unit, 0, 0},
    {CATEGORY_RECUR, "<every> <num|few> 个? <grain>", every_unit, 1, 0},
    {CATEGORY_RECUR, "<every> <ord> <grain>", every_unit, 1, 0},
    {CATEGORY_RECUR, "<often>", often, 0, 0},
    {CATEGORY_RECUR, "once a|an|per <grain>", once_a, 0, 0},
    {CATEGORY_RECUR, "<every> 个? <dow>", every_weekday, 0, 0},
    {CATEGORY_RECUR, "on? <dow>", plural_weekday, 0, 0},
    {CATEGORY_RECUR, "<recur> and|,|&|和|、 <dow>", and_weekday, 0, 0},
    {CATEGORY_RECUR, "<every> weekday|workday", day_set, WEEKDAYS, 0},
    {CATEGORY_RECUR, "on|during? weekdays|workdays", day_set, WEEKDAYS, 0},
    {CATEGORY_RECUR, "<every> work|working|business day", day_set, WEEKDAYS, 0},
    {CATEGORY_RECUR, "<every>? 个? 工 作 日", day_set, WEEKDAYS, 0},
    {CATEGORY_RECUR, "<every> weekend", day_set, WEEKEND, 0},
    {CATEGORY_RECUR, "<every> 个? 周 末", day_set, WEEKEND, 0},
    {CATEGORY_RECUR, "<every> 天? <part>", every_part, 0, 0},
    {CATEGORY_RECUR, "<recur> on? the? <num|ord> 日|号?", month_day, 0, 1},
    {CATEGORY_RECUR, "on? the? <ord> of <recur>", month_day, 1, 0},
    {CATEGORY_RECUR, "on? the? <ord> <dow> of|in <recur>", nth_weekday, 0, 0},
    {CATEGORY_RECUR, "<every> <ord> <dow> of|in the|a|each <grain>", every_nth_weekday, 0, 0},
    {CATEGORY_RECUR, "<every> <day|month|time>", yearly, 0, 0},
    {CATEGORY_RECUR, "<recur> at|in|the? <t>", at_time, 0, 0},
    {CATEGORY_RECUR, "<t> <recur>", at_time, 1, 0},
};

const struct rule_list chela__rules_recurrence = {RULES, COUNT_OF(RULES)};
