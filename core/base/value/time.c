// time.c - rules that compose times in any language: dates, meetings, this/next/last, nth of.
#include "base/value/build.h"

// ---- two times, with a word between them ----

static bool
meet(struct parse *parse, const struct match *match, struct meaning *ret)
{
    // "Thursday 8:00 PST" is Thursday 8:00, seen from there
    return !(match->slot[1]->flags & MEANS_ZONED) &&
           chela__meet(parse, match->slot[0], match->slot[1], ret);
}

// arg 1: only a coarse time may follow ("Monday of next week"), arg 2: only a finer one.
static bool
meet_of(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *fine   = match->slot[match->arg == 2],
                         *coarse = match->slot[match->arg != 2];

    return coarse->fields < fine->fields && chela__meet(parse, fine, coarse, ret);
}

// Slots time, about, time.
static bool
meet_about(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__meet(parse, match->slot[0], match->slot[2], ret);
}

static bool
with_year(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning year = {0};

    return match->slot[0]->fields & FIELD_MONTH && chela__year(parse, match->slot[1], &year) &&
           chela__meet(parse, match->slot[0], &year, ret);
}

static bool
year(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__year(parse, match->slot[0], ret);
}

static bool
month_and_day(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning day = {0};

    return chela__month_day(parse, match->slot[match->arg ? 0 : 1], &day) &&
           match->slot[match->arg]->fields & FIELD_MONTH &&
           !(match->slot[match->arg]->fields & FIELD_DAY) &&
           chela__meet(parse, match->slot[match->arg], &day, ret);
}

// "feb-14-2013", "14-feb-2013" (arg 1).
static bool
month_day_year(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *month = match->slot[match->arg], *number = match->slot[!match->arg];
    struct meaning        day = {0}, year = {0}, date = {0};

    return chela__month_day(parse, number, &day) && chela__year(parse, match->slot[2], &year) &&
           chela__meet(parse, month, &day, &date) && chela__meet(parse, &date, &year, ret);
}

static bool
day_of_month(struct parse *parse, const struct match *match, struct meaning *ret)
{
    ret->flags = match->arg && !(match->slot[0]->flags & MEANS_DIGITS) ? MEANS_LATENT : 0;
    return chela__month_day(parse, match->slot[0], ret);
}

// "8 tonight", "9 tomorrow": an hour before a day that is known.
static bool
hour_of_day(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const unsigned known = FIELD_YEAR | FIELD_DAY;
    struct meaning clock = {0};

    return chela__is_whole(match->slot[0], 1, 12) && (match->slot[1]->fields & known) == known &&
           !(match->slot[1]->fields & (FIELD_CLOCK | FIELD_DOW)) && !match->slot[1]->holiday &&
           chela__clock_of_number(parse, match->slot[0], &clock) &&
           chela__meet(parse, &clock, match->slot[1], ret);
}

// "3 in the morning", "11 at night".
static bool
hour_in_part(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning clock = {0};

    return chela__is_whole(match->slot[0], 1, 12) &&
           chela__clock_of_number(parse, match->slot[0], &clock) &&
           chela__meet(parse, match->slot[1], &clock, ret);
}

// "Friday the 13th".
static bool
weekday_and_day(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning day = {0};

    return chela__month_day(parse, match->slot[1], &day) &&
           chela__meet(parse, match->slot[0], &day, ret);
}

// ---- this, next, last ----

// "next week", "this 个 month". The value of a fortnight or decade counts units of its grain.
static bool
relative_unit(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *grain = match->slot[1];

    if (grain->grain < CHELA__GRAIN_MINUTE || grain->value != 1)
        return false;
    return chela__unit_from_now(parse, grain->grain, match->slot[0]->value, ret);
}

// "next 3 days", "last few weeks": whole units beside the current one.
static bool
relative_units(struct parse *parse, const struct match *match, struct meaning *ret)
{
    enum chela__value_grain grain = match->slot[2]->grain;
    double                  count = match->slot[1]->number * match->slot[2]->value;
    int64_t                 now   = chela__floor(parse->arena.now, grain);

    if (!(count >= 1 && count <= 10000) || match->slot[0]->value == 0)
        return false;
    int64_t first = match->slot[0]->value > 0 ? chela__add(now, grain, 1)
                                              : chela__add(now, grain, -(int64_t)count);
    ret->when   = chela__once(parse, first, chela__add(first, grain, (int64_t)count), grain, true);
    ret->fields = (uint16_t)chela__fields_of(grain);
    return ret->when != 0;
}

// "2 upcoming weeks": the week that is the second from now.
static bool
upcoming_units(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *count = match->slot[0], *grain = match->slot[1];

    return chela__is_whole(count, 1, 1000) &&
           chela__unit_from_now(parse, grain->grain, (int64_t)chela__count(count) * grain->value,
                                ret);
}

static bool
found(struct parse *parse, const struct occurrence *occurrence, const struct meaning *time,
      struct meaning *ret)
{
    ret->when =
        chela__once(parse, occurrence->from, occurrence->to, occurrence->grain, occurrence->span);
    ret->fields  = time->fields | FIELD_YEAR | FIELD_MONTH | FIELD_WEEK;
    ret->holiday = time->holiday;
    ret->flags   = time->flags & MEANS_AMBIGUOUS;
    return ret->when != 0;
}

// A weekday of this, the next or the last week.
bool
chela__weekday_of_week(struct parse *parse, int weekday, int64_t week, struct meaning *ret)
{
    int64_t monday =
        chela__add(chela__floor(parse->arena.now, CHELA__GRAIN_WEEK), CHELA__GRAIN_WEEK, week);
    int64_t from = monday + (int64_t)(weekday - 1) * DAY_SECONDS;

    ret->when   = chela__once(parse, from, from + DAY_SECONDS, CHELA__GRAIN_DAY, false);
    ret->fields = FIELD_YEAR | FIELD_MONTH | FIELD_WEEK | FIELD_DAY | FIELD_DOW;
    return ret->when != 0;
}

// "next Wednesday" is of next week, "this Thursday" the coming one, "last Sunday" the one before
// today.
static bool
relative_weekday(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *weekday = match->slot[1];
    int                   offset  = match->slot[0]->value;
    int64_t               today   = chela__floor(parse->arena.now, CHELA__GRAIN_DAY);
    struct occurrence     occurrence;

    if (offset < -2 || offset > 2)
        return false;
    if (offset > 0)
        return chela__weekday_of_week(parse, (int)parse->arena.items[weekday->when].a, offset, ret);
    return (offset == 0
                ? chela__series_next(&parse->arena, weekday->when, today, &occurrence)
                : chela__series_previous(&parse->arena, weekday->when, today, &occurrence)) &&
           found(parse, &occurrence, weekday, ret);
}

// "next March", "last Christmas", "this weekend".
static bool
relative_time(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *time   = match->slot[1];
    int64_t               now    = parse->arena.now;
    int                   offset = match->slot[0]->value;
    struct occurrence     occurrence;

    if (time->fields & FIELD_YEAR || offset < -1 || offset > 1)
        return false;
    if (offset < 0) {
        if (!chela__series_previous(&parse->arena, time->when, now, &occurrence) ||
            (occurrence.to > now &&
             !chela__series_previous(&parse->arena, time->when, occurrence.from, &occurrence)))
            return false;
        return found(parse, &occurrence, time, ret);
    }
    if (!chela__series_next(&parse->arena, time->when, now, &occurrence))
        return false;
    if (offset > 0 && occurrence.from <= now &&
        !chela__series_next(&parse->arena, time->when, occurrence.to, &occurrence))
        return false;
    return found(parse, &occurrence, time, ret);
}

// "Friday after next": of next week; any other time: the second one from now.
static bool
after_next(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *time = match->slot[0];
    struct occurrence     occurrence;

    if (time->fields == FIELD_DOW)
        return chela__weekday_of_week(parse, (int)parse->arena.items[time->when].a, 1, ret);
    return !(time->fields & FIELD_YEAR) &&
           chela__series_next(&parse->arena, time->when, parse->arena.now, &occurrence) &&
           chela__series_next(&parse->arena, time->when, occurrence.to, &occurrence) &&
           found(parse, &occurrence, time, ret);
}

// "this morning", "last night": a part of today or of yesterday.
static bool
part_of_day(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning day  = {0};
    int            days = match->slot[0]->value;

    return days >= -1 && days <= 1 && chela__unit_from_now(parse, CHELA__GRAIN_DAY, days, &day) &&
           chela__meet(parse, &day, match->slot[1], ret);
}

static bool
tonight(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning day = {0}, evening = {.fields = FIELD_PART};

    (void)match;
    evening.when = chela__series(&parse->arena, (struct expression){.op    = SERIES_PART,
                                                                    .grain = CHELA__GRAIN_HOUR,
                                                                    .a     = 18 * 3600,
                                                                    .b     = DAY_SECONDS});
    return chela__unit_from_now(parse, CHELA__GRAIN_DAY, 0, &day) &&
           chela__meet(parse, &day, &evening, ret);
}

// ---- nth of ----

static series
cycle(struct parse *parse, enum chela__value_grain grain)
{
    return chela__series(&parse->arena, (struct expression){.op = SERIES_CYCLE, .grain = grain});
}

bool
chela__nth(struct parse *parse, enum series_op op, int64_t number, const struct meaning *what,
           const struct meaning *of, struct meaning *ret)
{
    series   left   = what->when ? what->when : cycle(parse, what->grain);
    unsigned fields = what->when ? what->fields : chela__fields_of(what->grain);

    if (number == 0 || number > 366 || (what->when == 0 && what->value != 1) ||
        (of->fields & FIELD_CLOCK))
        return false;
    if (op == SERIES_NTH && of->fields >= (fields & ~(unsigned)(FIELD_YEAR)) && what->when)
        return false;
    struct expression expression = {.op    = op,
                                    .grain = chela__series_grain(&parse->arena, left),
                                    .left  = left,
                                    .right = of->when,
                                    .a     = number};
    ret->when                    = chela__series(&parse->arena, expression);
    ret->fields = (uint16_t)(of->fields | (fields & FIELD_DOW) | FIELD_MONTH | FIELD_WEEK |
                             (fields & (FIELD_DAY | FIELD_PART)));
    if (fields & FIELD_DOW)
        ret->fields |= FIELD_DAY;
    return ret->when != 0;
}

// "third Tuesday of October": slots number, what, of.
static bool
nth_of(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__nth(parse, SERIES_NTH, chela__count(match->slot[0]), match->slot[1],
                      match->slot[2], ret);
}

// "last Friday of October": the rel word must say "last".
static bool
last_of(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return match->slot[0]->value == -1 &&
           chela__nth(parse, SERIES_NTH, -1, match->slot[1], match->slot[2], ret);
}

// "second last week of October".
static bool
nth_last_of(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return match->slot[1]->value == -1 &&
           chela__nth(parse, SERIES_NTH, -chela__count(match->slot[0]), match->slot[2],
                      match->slot[3], ret);
}

// "first week of 2015".
static bool
nth_of_year(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning year = {0};

    return chela__year(parse, match->slot[2], &year) &&
           chela__nth(parse, SERIES_NTH, chela__count(match->slot[0]), match->slot[1], &year, ret);
}

// "first Monday of the month": this one.
static bool
nth_of_unit(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning unit = {0};

    return match->slot[2]->grain > CHELA__GRAIN_DAY &&
           chela__unit_from_now(parse, match->slot[2]->grain, 0, &unit) &&
           chela__nth(parse, SERIES_NTH, chela__count(match->slot[0]), match->slot[1], &unit, ret);
}

static bool
last_of_unit(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning unit = {0};

    return match->slot[0]->value == -1 && match->slot[2]->grain > CHELA__GRAIN_DAY &&
           chela__unit_from_now(parse, match->slot[2]->grain, 0, &unit) &&
           chela__nth(parse, SERIES_NTH, -1, match->slot[1], &unit, ret);
}

// "third Tuesday after Christmas 2014"; arg -1: before.
static bool
nth_after(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__nth(parse, SERIES_AFTER, match->arg * chela__count(match->slot[0]),
                      match->slot[1], match->slot[3], ret);
}

// ---- pieces ----

bool
chela__piece(struct parse *parse, int which, const struct meaning *of, struct meaning *ret)
{
    enum chela__value_grain grain      = chela__series_grain(&parse->arena, of->when);
    struct expression       expression = {.op    = SERIES_PIECE,
                                          .grain = grain > CHELA__GRAIN_DAY ? CHELA__GRAIN_DAY
                                                                            : CHELA__GRAIN_HOUR,
                                          .left  = of->when,
                                          .a     = which};

    if (grain < CHELA__GRAIN_HOUR || of->fields & FIELD_CLOCK)
        return false;
    ret->when   = chela__series(&parse->arena, expression);
    ret->flags  = which == PIECE_LATE ? MEANS_LATE : 0;
    ret->fields = of->fields | (grain > CHELA__GRAIN_DAY ? FIELD_DAY | FIELD_WEEK : FIELD_PART);
    return ret->when != 0;
}

// Slots piece, about (may be absent), time.
static bool
piece_of(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return chela__piece(parse, match->slot[0]->value, match->slot[2], ret);
}

// "late 2013".
static bool
piece_of_year(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning year = {0};

    return chela__year(parse, match->slot[1], &year) &&
           chela__piece(parse, match->slot[0]->value, &year, ret);
}

// "end of the month": this one.
static bool
piece_of_unit(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning unit = {0};

    return match->slot[1]->grain > CHELA__GRAIN_HOUR &&
           chela__unit_from_now(parse, match->slot[1]->grain, 0, &unit) &&
           chela__piece(parse, match->slot[0]->value, &unit, ret);
}

// "around next Tuesday", "exactly at 5"; slots about, time.
static bool
about(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    *ret = *match->slot[1];
    ret->flags |= MEANS_APPROXIMATE;
    return true;
}

// "the closest Monday to October 5th": slots number (arg 1: none, the first), what, to.
static bool
closest(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *what = match->slot[1 - match->arg], *to = match->slot[2 - match->arg];
    int                   left = match->arg ? 1 : chela__count(match->slot[0]);
    struct occurrence     at, ahead, behind, nearest = {0};

    if (left < 1 || left > 100 || !chela__series_resolve(&parse->arena, to->when, false, &at) ||
        !chela__series_next(&parse->arena, what->when, at.from, &ahead) ||
        !chela__series_previous(&parse->arena, what->when, ahead.from, &behind))
        return false;
    for (; left > 0; left--) {
        bool is_ahead = ahead.from - at.from < at.from - behind.from;
        nearest       = is_ahead ? ahead : behind;
        if (is_ahead ? !chela__series_next(&parse->arena, what->when, ahead.to, &ahead)
                     : !chela__series_previous(&parse->arena, what->when, behind.from, &behind))
            return false;
    }
    return found(parse, &nearest, what, ret);
}

// "all week", "rest of the month": from the start (arg 0) or from today (arg 1) to the end.
static bool
whole_unit(struct parse *parse, const struct match *match, struct meaning *ret)
{
    enum chela__value_grain grain = match->slot[0]->grain;
    int64_t                 start = chela__floor(parse->arena.now, grain);
    int64_t from = match->arg ? chela__floor(parse->arena.now, CHELA__GRAIN_DAY) : start;

    if (grain <= CHELA__GRAIN_DAY)
        return false;
    ret->when   = chela__once(parse, from, chela__add(start, grain, 1), CHELA__GRAIN_DAY, true);
    ret->fields = (uint16_t)chela__fields_of(CHELA__GRAIN_DAY);
    return ret->when != 0;
}

// "BOM", "EOY": pieces of the current unit; arg is the grain * 10 and the piece.
static bool
initials(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning unit = {0};

    return chela__unit_from_now(parse, (enum chela__value_grain)(match->arg / 10), 0, &unit) &&
           chela__piece(parse, match->arg % 10, &unit, ret);
}

// 第三季度, "third quarter": within the year.
static bool
quarter(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *number = match->slot[0];

    if (!chela__is_whole(number, 1, 4) ||
        (match->slot[1] && match->slot[1]->grain != CHELA__GRAIN_QUARTER))
        return false;
    ret->when   = chela__series(&parse->arena, (struct expression){.op    = SERIES_QUARTER,
                                                                   .grain = CHELA__GRAIN_QUARTER,
                                                                   .a     = (int)number->number});
    ret->fields = FIELD_MONTH;
    return ret->when != 0;
}

static const struct rule RULES[] = {
    {CATEGORY_TIME, "<t> <t>", meet, 0, 0},
    {CATEGORY_TIME, "<t> , <t>", meet, 0, 0},
    {CATEGORY_TIME, "<t> of|in|from|during the? <t>", meet_of, 1, 0},
    {CATEGORY_TIME, "<t> at|in|on|for|@|around|about|by the? <t>", meet, 0, 0},
    {CATEGORY_TIME, "<t> of <t>", meet_of, 1, 0},
    {CATEGORY_TIME, "<t> the <t>", meet, 0, 1},
    {CATEGORY_TIME, "<t> <about> <t>", meet_about, 0, 0},
    {CATEGORY_TIME, "on|in|during|for|at|of the? <t>", chela__same, 1, 0},
    {CATEGORY_TIME, "the <part|season|weekend|holiday|dow>", chela__same, 0, 0},
    {CATEGORY_TIME, "<about> at? <t>", about, 0, 0},

    {CATEGORY_TIME, "<t> ,? <num>", with_year, 0, 0},
    {CATEGORY_TIME, "<t> of|in <num>", with_year, 0, 0},
    {CATEGORY_YEAR, "in|year <num>", year, 0, 1},
    {CATEGORY_YEAR, "in? <num> ad|bce|ce", year, 0, 0},
    {CATEGORY_YEAR, "in? <num> a . d .?", year, 0, 0},
    {CATEGORY_YEAR, "the? year <num>", year, 0, 0},

    {CATEGORY_DAY, "<month|cycle> the? <num|ord>", month_and_day, 0, 0},
    {CATEGORY_DAY, "the? <num|ord> of? the? <month|cycle|time>", month_and_day, 1, 0},
    {CATEGORY_DAY, "on the <ord>", day_of_month, 0, 1},
    {CATEGORY_DAY, "the <ord>", day_of_month, 1, 2},
    {CATEGORY_DAY, "<dow> the? <ord>", weekday_and_day, 0, 0},
    {CATEGORY_DAY, "on|by|until|for <ord>", day_of_month, 0, 2},

    {CATEGORY_TIME, "<num> <day|time>", hour_of_day, 0, 4},
    {CATEGORY_TIME, "at? <num> in the <part>", hour_in_part, 0, 0},
    {CATEGORY_TIME, "at? <num> at <part>", hour_in_part, 0, 0},
    {CATEGORY_TIME, "<day> t <clock>", meet, 0, 0},
    {CATEGORY_DAY, "<month> - <num> - <num>", month_day_year, 0, 0},
    {CATEGORY_DAY, "<num> - <month> - <num>", month_day_year, 1, 0},

    {CATEGORY_CYCLE, "<rel> <grain>", relative_unit, 0, 0},
    {CATEGORY_SPAN, "<rel> <num|few> <grain>", relative_units, 0, 0},
    {CATEGORY_CYCLE, "upcoming <num> <grain>", upcoming_units, 0, -1},
    {CATEGORY_CYCLE, "<num> upcoming|coming <grain>", upcoming_units, 0, 0},
    {CATEGORY_DAY, "<rel> <dow>", relative_weekday, 0, 0},
    {CATEGORY_DAY, "<dow> after next", after_next, 0, 0},
    {CATEGORY_TIME, "the? <month|holiday|season|weekend> after next", after_next, 0, 0},
    {CATEGORY_TIME, "<rel> <month|holiday|season|weekend|time>", relative_time, 0, 0},
    {CATEGORY_TIME, "<rel> <part>", part_of_day, 0, 0},
    {CATEGORY_TIME, "tonight|tonite", tonight, 0, 0},

    {CATEGORY_DAY, "the? <ord> <dow|grain> of|in <t>", nth_of, 0, 0},
    {CATEGORY_DAY, "the? <ord> <dow|grain> <t>", nth_of, 0, 1},
    {CATEGORY_DAY, "the? <ord> <dow|grain> of|in <num>", nth_of_year, 0, 0},
    {CATEGORY_DAY, "the? <ord> <dow|grain> of|in this|the|each <grain>", nth_of_unit, 0, 0},
    {CATEGORY_DAY, "the? <rel> <dow|grain|weekend|season> of|in <t>", last_of, 0, 0},
    {CATEGORY_DAY, "the? <rel> <dow|grain|weekend> of|in the <grain>", last_of_unit, 0, 0},
    {CATEGORY_DAY, "the? <ord> <rel> <dow|grain> of|in <t>", nth_last_of, 0, 0},
    {CATEGORY_DAY, "the? <ord> <dow|grain> <after> <t>", nth_after, 1, 0},
    {CATEGORY_DAY, "the? <ord> <dow|grain> <before> <t>", nth_after, -1, 0},
    {CATEGORY_TIME, "the? <ord> closest|nearest <t> to <t>", closest, 0, 0},
    {CATEGORY_TIME, "the? closest|nearest <t> to <t>", closest, 1, 0},
    {CATEGORY_CYCLE, "the? <ord> <grain>", quarter, 0, 1},
    {CATEGORY_CYCLE, "q <num>", quarter, 0, 1},

    {CATEGORY_SPAN, "<piece> <about>? -? <t>", piece_of, 0, 0},
    {CATEGORY_SPAN, "<piece> the? <grain>", piece_of_unit, 0, 1},
    {CATEGORY_SPAN, "<piece> <num>", piece_of_year, 0, 1},
    {CATEGORY_SPAN, "at? the? bom", initials, CHELA__GRAIN_MONTH * 10 + PIECE_EARLY, 0},
    {CATEGORY_SPAN, "at? the? eom", initials, CHELA__GRAIN_MONTH * 10 + PIECE_LATE, 0},
    {CATEGORY_SPAN, "at? the? boy", initials, CHELA__GRAIN_YEAR * 10 + PIECE_EARLY, 0},
    {CATEGORY_SPAN, "at? the? eoy", initials, CHELA__GRAIN_YEAR * 10 + PIECE_LATE, 0},
    {CATEGORY_SPAN, "all|whole <grain>", whole_unit, 0, 0},
    {CATEGORY_SPAN, "the? rest of the? this? <grain>", whole_unit, 1, 0},
};

const struct rule_list chela__rules_time = {RULES, COUNT_OF(RULES)};
