// clock.c - rules for times of the day: 5pm, half past three, 三点一刻, 8:00 in another zone.
#include "base/value/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/value/number.h"

// "7 o'clock", "at 7".
static bool
hour_of(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__clock_of_number(parse, match->slot[0], ret);
}

// "three twenty": an hour and minutes; arg 1: minutes may be below ten ("nine oh five").
static bool
hour_and_minute(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *hour = match->slot[0], *minute = match->slot[1];

    if (!chela__is_whole(hour, 0, 23) || !chela__is_whole(minute, match->arg ? 0 : 10, 59) ||
        (hour->flags & MEANS_DIGITS && hour->digits > 2))
        return false;
    chela__clock(parse, (int)hour->number * 3600 + (int)minute->number * 60, CHELA__GRAIN_MINUTE,
                 hour->number >= 1 && hour->number <= 12, ret);
    return ret->when != 0;
}

// A single letter ("3:15p") counts only right behind the digits.
static bool
is_half_of_day(const struct match *match)
{
    const struct token *last = match->until - 1;

    return last->len != 1 || last->kind != TOKEN_WORD || last[-1].kind == TOKEN_WORD ||
           last[-1].kind == TOKEN_SIGN || !last->spaced;
}

static bool
with_half(struct parse *parse, const struct meaning *clock, int half, struct meaning *ret)
{
    struct expression when = parse->arena.items[clock->when];

    if (when.op != SERIES_CLOCK || (!when.b && when.a / 3600 > 12 && half == 0))
        return false;
    if (when.b || when.a / 3600 <= 12)
        when.a = when.a % (DAY_SECONDS / 2) + (int64_t)half * 3600;
    when.b      = 0;
    ret->when   = chela__series(&parse->arena, when);
    ret->fields = FIELD_CLOCK;
    return ret->when != 0;
}

static bool
clock_half(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return is_half_of_day(match) && with_half(parse, match->slot[0], match->slot[1]->value, ret);
}

static bool
number_half(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning clock = {0};

    return is_half_of_day(match) && chela__is_whole(match->slot[0], 1, 1259) &&
           chela__clock_of_number(parse, match->slot[0], &clock) &&
           with_half(parse, &clock, match->slot[1]->value, ret);
}

static bool
words_half(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning clock = {0};

    return is_half_of_day(match) && hour_and_minute(parse, match, &clock) &&
           with_half(parse, &clock, match->slot[2]->value, ret);
}

// ---- minutes past and to ----

static bool
shift_minutes(struct parse *parse, const struct meaning *clock, double minutes, struct meaning *ret)
{
    struct expression when   = parse->arena.items[clock->when];
    int64_t           period = when.b ? DAY_SECONDS / 2 : DAY_SECONDS;

    if (when.op != SERIES_CLOCK || minutes != floor(minutes))
        return false;
    when.a      = (when.a + (int64_t)minutes * 60 + DAY_SECONDS) % period;
    when.grain  = CHELA__GRAIN_MINUTE;
    ret->when   = chela__series(&parse->arena, when);
    ret->fields = FIELD_CLOCK;
    ret->flags  = when.b ? MEANS_AMBIGUOUS : 0;
    return ret->when != 0;
}

// Minutes that a slot says: a number, a fraction of an hour or a duration below an hour.
static bool
minutes_of(const struct meaning *slot, double *ret)
{
    if (slot->as.count[CHELA__GRAIN_MINUTE] != 0)
        *ret = slot->as.count[CHELA__GRAIN_MINUTE];
    else
        *ret = slot->number < 1 ? slot->number * 60 : slot->number;
    return *ret > 0 && *ret < 60;
}

// "quarter past 3", "20 minutes to 2pm": slot 0 minutes, slot 1 a clock time or an hour. arg: sign.
static bool
past_clock(struct parse *parse, const struct match *match, struct meaning *ret)
{
    double minutes;

    return minutes_of(match->slot[0], &minutes) &&
           shift_minutes(parse, match->slot[1], match->arg * minutes, ret);
}

static bool
past_hour(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning clock = {0};
    double         minutes;

    return chela__is_whole(match->slot[1], 1, 24) && minutes_of(match->slot[0], &minutes) &&
           chela__clock_of_number(parse, match->slot[1], &clock) &&
           shift_minutes(parse, &clock, match->arg * minutes, ret);
}

// "half three" is half past it.
static bool
half_hour(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning clock = {0};

    return chela__is_whole(match->slot[0], 1, 12) &&
           chela__clock_of_number(parse, match->slot[0], &clock) &&
           shift_minutes(parse, &clock, 30, ret);
}

// ---- Chinese ----

// 三点, 十五时: an hour from 0 to 24.
static bool
chinese_hour(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__is_whole(match->slot[0], 0, 24) &&
           chela__clock_of_number(parse, match->slot[0], ret);
}

// 三点十五(分), 三点零五; arg 5: marks on the dial (三点踏三 is 3:15).
static bool
chinese_minutes(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning clock   = {0};
    double         minutes = match->slot[1]->number * (match->arg ? match->arg : 1);

    return chela__is_whole(match->slot[0], 0, 24) && minutes >= 0 && minutes < 60 &&
           chela__clock_of_number(parse, match->slot[0], &clock) &&
           shift_minutes(parse, &clock, minutes, ret);
}

// 三点三 in speech of the south: a single character is a mark on the dial.
static bool
chinese_mark(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct token *last = match->until - 1;

    return last->kind == TOKEN_HAN && chela__token_is(last - 1, "点") &&
           chela__is_whole(match->slot[1], 1, 9) && chinese_minutes(parse, match, ret);
}

// 三点半, 三点一刻: a fraction of the hour.
static bool
chinese_fraction(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning clock = {0};

    return chela__is_whole(match->slot[0], 0, 24) &&
           chela__clock_of_number(parse, match->slot[0], &clock) &&
           shift_minutes(parse, &clock, match->slot[1]->number * 60, ret);
}

// 三点十五分二十秒.
static bool
chinese_seconds(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *part[3] = {match->slot[0], match->slot[1], match->slot[2]};

    if (!chela__is_whole(part[0], 0, 23) || !chela__is_whole(part[1], 0, 59) ||
        !chela__is_whole(part[2], 0, 59))
        return false;
    chela__clock(parse,
                 (int)part[0]->number * 3600 + (int)part[1]->number * 60 + (int)part[2]->number,
                 CHELA__GRAIN_SECOND, part[0]->number >= 1 && part[0]->number <= 12, ret);
    return ret->when != 0;
}

// 差一刻三点, 三点差五分: minutes before the hour. arg 1: the hour comes first.
static bool
chinese_short_of(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *hour = match->slot[match->arg ? 0 : 1],
                         *less = match->slot[match->arg ? 1 : 0];
    struct meaning clock       = {0};
    double         minutes;

    return chela__is_whole(hour, 0, 24) && minutes_of(less, &minutes) &&
           chela__clock_of_number(parse, hour, &clock) &&
           shift_minutes(parse, &clock, -minutes, ret);
}

// ---- zones ----

// A clock time of another zone, shown by the user's clock.
static bool
in_zone(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *time   = match->slot[0];
    int64_t               theirs = chela__offset_at(parse->context->now_ms, match->slot[1]->unit);
    int64_t               ours   = chela__offset_at(parse->context->now_ms, parse->context->zone);

    if (!(time->fields & FIELD_CLOCK) || time->flags & MEANS_ZONED)
        return false;
    *ret      = *time;
    ret->when = chela__series(
        &parse->arena,
        (struct expression){.op = SERIES_ZONE,
                            .grain =
                                chela__series_grain(&parse->arena, time->when) < CHELA__GRAIN_HOUR
                                    ? chela__series_grain(&parse->arena, time->when)
                                    : CHELA__GRAIN_MINUTE,
                            .left = time->when,
                            .a    = ours - theirs});
    ret->flags |= MEANS_ZONED;
    return ret->when != 0;
}

// "+02:00", "GMT+8": the rest of the zone is digits behind a sign.
static bool
zone_hours(struct parse *parse, const struct match *match, struct meaning *ret)
{
    static const char *const AHEAD[]  = {"+00:00", "+01:00", "+02:00", "+03:00", "+04:00",
                                         "+05:00", "+06:00", "+07:00", "+08:00", "+09:00",
                                         "+10:00", "+11:00", "+12:00"};
    static const char *const BEHIND[] = {"-00:00", "-01:00", "-02:00", "-03:00", "-04:00",
                                         "-05:00", "-06:00", "-07:00", "-08:00", "-09:00",
                                         "-10:00", "-11:00", "-12:00"};
    double hours = match->slot[1] ? match->slot[1]->number : match->slot[0]->number;

    (void)parse;
    if (match->slot[1] && strcmp(match->slot[0]->unit, "UTC") != 0)
        return false;
    if (hours != floor(hours) || fabs(hours) > 12)
        return false;
    ret->unit = match->arg < 0 || hours < 0 ? BEHIND[(int)fabs(hours)] : AHEAD[(int)hours];
    return true;
}

static bool
place_zone(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    ret->unit = match->slot[0]->unit;
    return ret->unit != NULL;
}

static const struct rule RULES[] = {
    {CATEGORY_CLOCK, "at|@|by <num>", hour_of, 0, 2},
    {CATEGORY_CLOCK, "at|@? <num> oclock sharp?", hour_of, 0, 0},
    {CATEGORY_CLOCK, "at|@? <num> o clock", hour_of, 0, 0},
    {CATEGORY_CLOCK, "at|@ <num> <num>", hour_and_minute, 0, 1},
    {CATEGORY_CLOCK, "at|@? <num> oh|o <num>", hour_and_minute, 1, 1},
    {CATEGORY_CLOCK, "at|@ <num> ish|sharp", hour_of, 0, 0},
    {CATEGORY_CLOCK, "<clock> ish|sharp|oclock", chela__same, 0, 0},
    {CATEGORY_CLOCK, "<clock> - ish", chela__same, 0, 0},
    {CATEGORY_CLOCK, "<num> <ampm>", number_half, 0, 0},
    {CATEGORY_CLOCK, "<num> oclock <ampm>", number_half, 0, 0},
    {CATEGORY_CLOCK, "<num> <num> <ampm>", words_half, 0, 0},
    {CATEGORY_CLOCK, "<clock> in? the? <ampm>", clock_half, 0, 0},
    {CATEGORY_CLOCK, "<num> in the <ampm>", number_half, 0, 0},

    {CATEGORY_CLOCK, "<frac> past|after <clock>", past_clock, 1, 0},
    {CATEGORY_CLOCK, "<frac> past|after <num>", past_hour, 1, 1},
    {CATEGORY_CLOCK, "<num> past|after <clock>", past_clock, 1, 1},
    {CATEGORY_CLOCK, "<num> past <num>", past_hour, 1, 1},
    {CATEGORY_CLOCK, "<dur> past|after|from <clock>", past_clock, 1, 0},
    {CATEGORY_CLOCK, "<dur> past|after <num>", past_hour, 1, 0},
    {CATEGORY_CLOCK, "<frac> to|till|before|of <clock>", past_clock, -1, 0},
    {CATEGORY_CLOCK, "<frac> to|till|before|of <num>", past_hour, -1, 1},
    {CATEGORY_CLOCK, "<num> to|till|before|of <clock>", past_clock, -1, 2},
    {CATEGORY_CLOCK, "at <num> to|till|of <num>", past_hour, -1, 3},
    {CATEGORY_CLOCK, "<dur> to|till|before|of <clock>", past_clock, -1, 0},
    {CATEGORY_CLOCK, "<dur> to|till|before|of <num>", past_hour, -1, 1},
    {CATEGORY_CLOCK, "half <num>", half_hour, 0, 3},
    {CATEGORY_CLOCK, "<clock> <frac>", past_clock, 1, 4},

    {CATEGORY_CLOCK, "<num> 点|时|點 整|钟?", chinese_hour, 0, 0},
    {CATEGORY_CLOCK, "<num> 点 正", chinese_hour, 0, 0},
    {CATEGORY_CLOCK, "<num> 点|时 过? <num> 分?", chinese_minutes, 0, 0},
    {CATEGORY_CLOCK, "<num> 点 <num> 分 <num> 秒", chinese_seconds, 0, 0},
    {CATEGORY_CLOCK, "<num> 时 <num> 分 <num> 秒", chinese_seconds, 0, 0},
    {CATEGORY_CLOCK, "<num> 点 <frac>", chinese_fraction, 0, 0},
    {CATEGORY_CLOCK, "<num> 点 过 <frac>", chinese_fraction, 0, 0},
    {CATEGORY_CLOCK, "<num> 点 <num>", chinese_mark, 5, -1},
    {CATEGORY_CLOCK, "<num> 点 踏|搭 <num>", chinese_minutes, 5, 0},
    {CATEGORY_CLOCK, "<num> 点 <num> 个 字", chinese_minutes, 5, 0},
    {CATEGORY_CLOCK, "差 <frac> <num> 点", chinese_short_of, 0, 0},
    {CATEGORY_CLOCK, "差 <num> 分? <num> 点", chinese_short_of, 0, 0},
    {CATEGORY_CLOCK, "差 <dur> <num> 点", chinese_short_of, 0, 0},
    {CATEGORY_CLOCK, "<num> 点 差|欠 <frac>", chinese_short_of, 1, 0},
    {CATEGORY_CLOCK, "<num> 点 差|欠 <num> 分", chinese_short_of, 1, 0},

    {CATEGORY_TIME, "<t> in? <zone>", in_zone, 0, 0},
    {CATEGORY_TIME, "<t> ( <zone> )", in_zone, 0, 0},
    {CATEGORY_ZONE, "<place> time", place_zone, 0, 0},
    {CATEGORY_ZONE, "in <place>", place_zone, 0, 4},
    {CATEGORY_ZONE, "<place> 时 间", place_zone, 0, 0},
    {CATEGORY_ZONE, "<zone> + <num>", zone_hours, 1, 0},
    {CATEGORY_ZONE, "<zone> - <num>", zone_hours, -1, 0},
    {CATEGORY_ZONE, "<zone> time", chela__same, 0, 0},
};

const struct rule_list chela__rules_clock = {RULES, COUNT_OF(RULES)};
