// duration.c - rules for durations, and for times that a duration away from another one.
#include "base/value/build.h"

#include <math.h>
#include <string.h>

static bool
count(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *number = match->slot[0], *grain = match->slot[1];

    (void)parse;
    ret->flags = number->flags & MEANS_APPROXIMATE;
    return number->number > 0 &&
           chela__duration_count(number->number * grain->value, grain->grain, ret);
}

// "a minute", "an hour".
static bool
one(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    return chela__duration_count(match->slot[0]->value, match->slot[0]->grain, ret);
}

// "an hour and a half", 五分半: half a unit more. Slots grain, fraction or number, grain, fraction.
static bool
and_fraction(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *number = match->arg ? match->slot[0] : NULL;
    const struct meaning *grain = match->slot[match->arg], *fraction = match->slot[match->arg + 1];

    (void)parse;
    return chela__duration_count(((number ? number->number : 1) + fraction->number) * grain->value,
                                 grain->grain, ret);
}

// "one and three quarters of an hour": slots number, fraction, grain; 五个半小时.
static bool
mixed(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    return chela__is_whole(match->slot[0], 0, 1e6) &&
           match->slot[2]->grain != CHELA__GRAIN_QUARTER &&
           chela__duration_count((match->slot[0]->number + match->slot[1]->number) *
                                     match->slot[2]->value,
                                 match->slot[2]->grain, ret);
}

// "one and two quarters of an hour": slots number, number of quarters, grain.
static bool
quarters(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *number = match->slot[0], *parts = match->slot[1], *grain = match->slot[3];

    (void)parse;
    return match->slot[2]->number == 0.25 && chela__is_whole(parts, 1, 3) &&
           chela__duration_count((number->number + parts->number / 4) * grain->value, grain->grain,
                                 ret);
}

// "1 hour and 15 seconds": the second part is finer.
static bool
add(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *a = match->slot[0], *b = match->slot[1];
    int                   coarsest = 0;

    (void)parse;
    for (int grain = 0; grain <= CHELA__GRAIN_YEAR; grain++)
        if (b->as.count[grain] != 0)
            coarsest = grain;
    if (coarsest >= (int)chela__duration_grain(a))
        return false;
    *ret = *a;
    for (int grain = 0; grain <= CHELA__GRAIN_YEAR; grain++)
        ret->as.count[grain] += b->as.count[grain];
    ret->grain = chela__duration_grain(ret);
    return true;
}

// "1 hour fifteen": minutes.
static bool
hour_and_number(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    *ret = *match->slot[0];
    if (ret->as.count[CHELA__GRAIN_HOUR] == 0 || ret->as.count[CHELA__GRAIN_MINUTE] != 0 ||
        chela__duration_grain(ret) != CHELA__GRAIN_HOUR || !chela__is_whole(match->slot[1], 5, 59))
        return false;
    return chela__duration_count(match->slot[1]->number, CHELA__GRAIN_MINUTE, ret);
}

// "2 to 3 hours": the longer one, approximately.
static bool
range(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    ret->flags = MEANS_APPROXIMATE;
    return match->slot[0]->number < match->slot[2]->number &&
           chela__duration_count(match->slot[2]->number * match->slot[3]->value,
                                 match->slot[3]->grain, ret);
}

static bool
about(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    *ret = *match->slot[match->arg];
    ret->flags |= MEANS_APPROXIMATE;
    return true;
}

// ---- times a duration away ----

// "In 2 hours" is exact to the minute, "in 3 days" to the hour, "in 2 months" to the day.
static enum chela__value_grain
shifted_grain(enum chela__value_grain unit)
{
    static const enum chela__value_grain finer[] = {
        CHELA__GRAIN_SECOND, CHELA__GRAIN_SECOND, CHELA__GRAIN_MINUTE, CHELA__GRAIN_HOUR,
        CHELA__GRAIN_DAY,    CHELA__GRAIN_DAY,    CHELA__GRAIN_MONTH,  CHELA__GRAIN_MONTH};
    return finer[unit];
}

// A chain of shifts, one for each unit that the duration counts.
static series
shift(struct parse *parse, series when, const struct meaning *duration, int sign,
      enum chela__value_grain grain)
{
    for (int unit = CHELA__GRAIN_YEAR; unit >= 0 && when; unit--) {
        if (duration->as.count[unit] == 0)
            continue;
        bool last = unit == (int)chela__duration_grain(duration);
        when      = chela__series(&parse->arena,
                                  (struct expression){.op    = SERIES_SHIFT,
                                                      .grain = last ? grain : CHELA__GRAIN_SECOND,
                                                      .unit  = (enum chela__value_grain)unit,
                                                      .left  = when,
                                                      .a = sign * (int64_t)duration->as.count[unit]});
    }
    return when;
}

static bool
from_now(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning   *duration = match->slot[0];
    enum chela__value_grain unit     = chela__duration_grain(duration);
    int64_t                 now      = parse->arena.now;

    ret->when = shift(parse, chela__once(parse, now, now + 1, CHELA__GRAIN_SECOND, false), duration,
                      match->arg, shifted_grain(unit));
    ret->fields = (uint16_t)chela__fields_of(unit < CHELA__GRAIN_DAY ? CHELA__GRAIN_SECOND
                                                                     : CHELA__GRAIN_DAY);
    ret->exact  = chela__duration_add(now, duration, match->arg);
    ret->flags  = MEANS_EXACT | (duration->flags & MEANS_APPROXIMATE);
    return ret->when != 0;
}

// "today in one hour": the day says nothing new.
static bool
today_from_now(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct match rest = {.slot = {match->slot[1]}, .arg = 1};

    return chela__duration_grain(match->slot[1]) < CHELA__GRAIN_DAY &&
           parse->arena.items[match->slot[0]->when].a ==
               chela__floor(parse->arena.now, CHELA__GRAIN_DAY) &&
           from_now(parse, &rest, ret);
}

// "a year after Christmas", "two days before tomorrow". arg: sign.
static bool
from_time(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning   *duration = match->slot[0];
    const struct meaning   *time     = match->slot[2] ? match->slot[2] : match->slot[1];
    enum chela__value_grain grain    = chela__series_grain(&parse->arena, time->when);
    enum chela__value_grain unit     = chela__duration_grain(duration);

    if (!time->when || (time->fields == FIELD_CLOCK && unit > CHELA__GRAIN_HOUR))
        return false;
    if (time->flags & MEANS_EXACT || (time->fields & FIELD_YEAR && grain == CHELA__GRAIN_SECOND))
        return false; // "2 hours from now" has its own rule
    ret->when = shift(parse, time->when, duration, match->arg, unit < grain ? unit : grain);
    ret->fields =
        unit < CHELA__GRAIN_DAY ? (uint16_t)chela__fields_of(CHELA__GRAIN_SECOND) : time->fields;
    if (unit >= CHELA__GRAIN_DAY)
        ret->fields |= FIELD_MONTH | FIELD_WEEK | FIELD_DAY | FIELD_DOW;
    return ret->when != 0;
}

// "the day after Christmas", "the week before Easter": one unit. Slots unit, word, time.
static bool
unit_from_time(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning one_unit = {0};
    struct match   rest = {.slot = {&one_unit, match->slot[1], match->slot[2]}, .arg = match->arg};

    return match->slot[0]->grain >= CHELA__GRAIN_DAY &&
           chela__duration_count(match->slot[0]->value, match->slot[0]->grain, &one_unit) &&
           from_time(parse, &rest, ret);
}

// "3 Fridays from now", "two Mondays ago".
static bool
nth_from_now(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning now = {0};

    now.when =
        chela__once(parse, parse->arena.now, parse->arena.now + 1, CHELA__GRAIN_SECOND, false);
    return chela__is_whole(match->slot[0], 1, 1000) && !(match->slot[1]->fields & FIELD_YEAR) &&
           chela__nth(parse, SERIES_AFTER, match->arg * chela__count(match->slot[0]),
                      match->slot[1], &now, ret);
}

// "diwali six years hence": the time in the year that is so far away.
static bool
in_unit(struct parse *parse, const struct match *match, struct meaning *ret)
{
    enum chela__value_grain unit = chela__duration_grain(match->slot[1]);
    struct meaning          then = {0};

    return unit == CHELA__GRAIN_YEAR && !(match->slot[0]->fields & FIELD_YEAR) &&
           match->slot[0]->fields & FIELD_MONTH &&
           chela__unit_from_now(parse, unit, match->arg * (int64_t)match->slot[1]->as.count[unit],
                                &then) &&
           chela__meet(parse, match->slot[0], &then, ret);
}

static const struct rule RULES[] = {
    {CATEGORY_DURATION, "<num|few> -? <grain>", count, 0, 0},
    {CATEGORY_DURATION, "<num|few> more|additional|extra|less|fewer|full|whole|free|spare <grain>",
     count, 0, 0},
    {CATEGORY_DURATION, "<num|few> 个 <grain>", count, 0, 0},
    {CATEGORY_DURATION, "a|an|one free|full|whole|spare|single? <grain>", one, 0, 0},
    {CATEGORY_DURATION, "<frac> of? a|an? <grain>", count, 0, 0},
    {CATEGORY_DURATION, "<frac> 个? <grain>", count, 0, 0},
    {CATEGORY_DURATION, "<num> of? a|an? <grain>", count, 0, 1},
    {CATEGORY_DURATION, "a|an <grain> and <frac>", and_fraction, 0, 0},
    {CATEGORY_DURATION, "<num> <grain> and? <frac>", and_fraction, 1, 0},
    {CATEGORY_DURATION, "<num> 个? <grain> <frac> 钟?", and_fraction, 1, 0},
    {CATEGORY_DURATION, "<num> 个? <frac> <grain>", mixed, 0, 0},
    {CATEGORY_DURATION, "<num> and a? <frac> of? a|an? <grain>", mixed, 0, 0},
    {CATEGORY_DURATION, "<num> and <num> <frac> of? <grain>", quarters, 0, 0},
    {CATEGORY_DURATION, "<dur> ,|and? <dur>", add, 0, 0},
    {CATEGORY_DURATION, "<dur> 零|又 <dur>", add, 0, 0},
    {CATEGORY_DURATION, "<dur> and? <num>", hour_and_number, 0, 3},
    {CATEGORY_DURATION, "<num> <to> <num> <grain>", range, 0, 0},
    {CATEGORY_DURATION, "<about> <dur>", about, 1, 0},
    {CATEGORY_DURATION, "<dur> 左 右", about, 0, 0},
    {CATEGORY_DURATION, "for <dur>", chela__same, 0, 1},

    {CATEGORY_TIME, "in|within <dur>", from_now, 1, 0},
    {CATEGORY_TIME, "in <dur> time", from_now, 1, 0},
    {CATEGORY_TIME, "<dur> <ago>", from_now, -1, 0},
    {CATEGORY_TIME, "<dur> <hence>", from_now, 1, 0},
    {CATEGORY_TIME, "<day> in|within <dur>", today_from_now, 0, 0},
    {CATEGORY_TIME, "<dur> <after> <t>", from_time, 1, 0},
    {CATEGORY_TIME, "<dur> from <t>", from_time, 1, 0},
    {CATEGORY_TIME, "<dur> <before> <t>", from_time, -1, 0},
    {CATEGORY_TIME, "the? <grain> <after> <t>", unit_from_time, 1, 0},
    {CATEGORY_TIME, "the? <grain> <before> <t>", unit_from_time, -1, 0},
    {CATEGORY_DAY, "<num|few> <dow|weekend|holiday|month> <hence>", nth_from_now, 1, 0},
    {CATEGORY_DAY, "<num|few> <dow|weekend|holiday|month> <ago>", nth_from_now, -1, 0},
    {CATEGORY_TIME, "<holiday|month> <dur> <hence>", in_unit, 1, -1},
    {CATEGORY_TIME, "<holiday|month> <dur> <ago>", in_unit, -1, -1},
    {CATEGORY_TIME, "<holiday|month> in <dur>", in_unit, 1, -1},
};

const struct rule_list chela__rules_duration = {RULES, COUNT_OF(RULES)};
