// build.c - clock times, dates and their meeting; called by the actions of all rule tables.
#include "base/value/build.h"

#include <math.h>

bool
chela__is_whole(const struct meaning *number, double low, double high)
{
    return number->number >= low && number->number <= high &&
           number->number == floor(number->number);
}

int
chela__count(const struct meaning *number)
{
    return chela__is_whole(number, 1, 1e6) ? (int)number->number : 0;
}

bool
chela__same(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    *ret = *match->slot[0];
    ret->flags &= ~(unsigned)(match->arg == 1 ? MEANS_LATENT : 0);
    return true;
}

series
chela__once(struct parse *parse, int64_t from, int64_t to, enum chela__value_grain grain, bool span)
{
    struct expression once = {.op = SERIES_ONCE, .grain = grain, .a = from, .b = to};

    once.unit = span ? CHELA__GRAIN_YEAR : CHELA__GRAIN_SECOND;
    return chela__series(&parse->arena, once);
}

unsigned
chela__fields_of(enum chela__value_grain grain)
{
    switch (grain) {
    case CHELA__GRAIN_YEAR:
        return FIELD_YEAR;
    case CHELA__GRAIN_QUARTER:
    case CHELA__GRAIN_MONTH:
        return FIELD_YEAR | FIELD_MONTH;
    case CHELA__GRAIN_WEEK:
        return FIELD_YEAR | FIELD_MONTH | FIELD_WEEK;
    case CHELA__GRAIN_DAY:
        return FIELD_YEAR | FIELD_MONTH | FIELD_WEEK | FIELD_DAY;
    default:
        return FIELD_YEAR | FIELD_MONTH | FIELD_WEEK | FIELD_DAY | FIELD_DOW | FIELD_PART |
               FIELD_CLOCK;
    }
}

bool
chela__unit_from_now(struct parse *parse, enum chela__value_grain grain, int64_t offset,
                     struct meaning *ret)
{
    int64_t from = chela__add(chela__floor(parse->arena.now, grain), grain, offset);

    ret->when   = chela__once(parse, from, chela__add(from, grain, 1), grain, false);
    ret->fields = (uint16_t)chela__fields_of(grain);
    return ret->when != 0;
}

// ---- clock times ----

void
chela__clock(struct parse *parse, int second, enum chela__value_grain grain, bool ambiguous,
             struct meaning *ret)
{
    struct expression clock = {
        .op = SERIES_CLOCK, .grain = grain, .a = second % DAY_SECONDS, .b = ambiguous};

    ret->when   = chela__series(&parse->arena, clock);
    ret->fields = FIELD_CLOCK;
    ret->flags |= ambiguous ? MEANS_AMBIGUOUS : 0U;
}

bool
chela__clock_of_number(struct parse *parse, const struct meaning *number, struct meaning *ret)
{
    bool in_digits = number->flags & MEANS_DIGITS;

    if (chela__is_whole(number, 0, 24) && !(in_digits && number->digits > 2)) {
        int hour = (int)number->number;
        chela__clock(parse, hour * 3600, CHELA__GRAIN_HOUR,
                     hour >= 1 && hour <= 12 && !(in_digits && number->digits == 2 && hour < 10),
                     ret);
        return ret->when != 0;
    }
    if (!in_digits || number->digits < 3 || number->digits > 4 ||
        !chela__is_whole(number, 100, 2359))
        return false;
    int hour = (int)number->number / 100, minute = (int)number->number % 100;
    if (minute > 59)
        return false;
    chela__clock(parse, hour * 3600 + minute * 60, CHELA__GRAIN_MINUTE,
                 hour <= 12 && number->digits == 3, ret);
    return ret->when != 0;
}

// An ambiguous time inside a part of the day is the one that the part contains, else the p.m. one
// for parts after noon.
static bool
clock_in_part(struct parse *parse, const struct meaning *part, const struct meaning *clock,
              struct meaning *ret)
{
    struct expression when = parse->arena.items[clock->when];
    struct expression of   = parse->arena.items[part->when];
    int64_t           half = DAY_SECONDS / 2;

    if (when.op != SERIES_CLOCK || of.op != SERIES_PART)
        return false;
    if (when.b) {
        int64_t base = when.a % half;
        bool    late = of.a >= half || (of.b > half && base < of.a);
        bool    in   = base + half >= of.a && base + half <= of.b;
        when.a       = late || (in && !(base >= of.a && base <= of.b)) ? base + half : base;
        if (base == 0 && (of.a >= 15 * 3600 || of.b <= half)) // "twelve at night"
            when.a = 0;
        if (of.b > DAY_SECONDS && base < 6 * 3600 &&
            base + half < of.a) // 凌晨 of a night that goes on
            when.a = base;
        when.b = 0;
    }
    ret->when   = chela__series(&parse->arena, when);
    ret->fields = FIELD_CLOCK | FIELD_PART;
    return ret->when != 0;
}

// ---- dates ----

bool
chela__year(struct parse *parse, const struct meaning *number, struct meaning *ret)
{
    if (!chela__is_whole(number, 1000, 2999) || (number->digits && number->digits != 4))
        return false;
    ret->when   = chela__series(&parse->arena, (struct expression){.op    = SERIES_YEAR,
                                                                   .grain = CHELA__GRAIN_YEAR,
                                                                   .a     = (int)number->number});
    ret->fields = FIELD_YEAR;
    return ret->when != 0;
}

bool
chela__month(struct parse *parse, const struct meaning *number, struct meaning *ret)
{
    if (!chela__is_whole(number, 1, 12))
        return false;
    ret->when   = chela__series(&parse->arena, (struct expression){.op    = SERIES_MONTH,
                                                                   .grain = CHELA__GRAIN_MONTH,
                                                                   .a     = (int)number->number});
    ret->fields = FIELD_MONTH;
    return ret->when != 0;
}

bool
chela__month_day(struct parse *parse, const struct meaning *number, struct meaning *ret)
{
    if (!chela__is_whole(number, 1, 31) || (number->flags & MEANS_DIGITS && number->digits > 2))
        return false;
    ret->when = chela__series(
        &parse->arena,
        (struct expression){.op = SERIES_DOM, .grain = CHELA__GRAIN_DAY, .a = (int)number->number});
    ret->fields = FIELD_DAY;
    return ret->when != 0;
}

// ---- two times at once ----

static unsigned
finest(unsigned fields)
{
    unsigned bit = FIELD_CLOCK;

    while (bit && !(fields & bit))
        bit >>= 1;
    return bit;
}

// "in 7 days" names an hour; together with a time of day it is that day.
static series
day_of(struct parse *parse, const struct meaning *time, const struct meaning *other)
{
    struct expression when = parse->arena.items[time->when];

    if (when.op != SERIES_SHIFT || when.grain != CHELA__GRAIN_HOUR || !(time->fields & FIELD_DAY) ||
        !(other->fields & (FIELD_CLOCK | FIELD_PART)))
        return time->when;
    when.grain = CHELA__GRAIN_DAY;
    return chela__series(&parse->arena, when);
}

// Midnight of an evening belongs to the day that follows.
static series
day_after(struct parse *parse, const struct meaning *part, const struct meaning *clock, series day)
{
    if (parse->arena.items[clock->when].a >= 6 * 3600 ||
        parse->arena.items[part->when].a < DAY_SECONDS / 2)
        return day;
    return chela__series(&parse->arena, (struct expression){.op    = SERIES_SHIFT,
                                                            .grain = CHELA__GRAIN_DAY,
                                                            .unit  = CHELA__GRAIN_DAY,
                                                            .left  = day,
                                                            .a     = 1});
}

bool
chela__meet(struct parse *parse, const struct meaning *a, const struct meaning *b,
            struct meaning *ret)
{
    const struct meaning *fine   = finest(a->fields) >= finest(b->fields) ? a : b;
    const struct meaning *coarse = fine == a ? b : a;
    struct meaning        clock  = *fine;

    if (a->fields & b->fields || finest(a->fields) == 0 || finest(b->fields) == 0)
        return false;
    if (coarse->fields == FIELD_PART && fine->fields == FIELD_CLOCK)
        return clock_in_part(parse, coarse, fine, ret);
    if (coarse->fields & FIELD_PART && !(fine->fields & FIELD_PART)) {
        // "tomorrow evening" and "at 5": the part is asked for which half of the day is meant
        struct expression both = parse->arena.items[coarse->when];
        struct meaning    part = {.when = both.left, .fields = FIELD_PART};
        if (both.op != SERIES_AND || !clock_in_part(parse, &part, fine, &clock))
            return false;
        struct expression within = {.op    = SERIES_AND,
                                    .grain = parse->arena.items[clock.when].grain,
                                    .left  = clock.when,
                                    .right = day_after(parse, &part, &clock, both.right)};
        *ret                     = *coarse;
        ret->when                = chela__series(&parse->arena, within);
    } else {
        struct expression within = {.op    = SERIES_AND,
                                    .grain = parse->arena.items[fine->when].grain,
                                    .left  = fine->when,
                                    .right = day_of(parse, coarse, fine)};
        ret->when                = chela__series(&parse->arena, within);
        ret->flags = (a->flags | b->flags) & (MEANS_AMBIGUOUS | MEANS_APPROXIMATE | MEANS_ZONED);
    }
    ret->fields = a->fields | b->fields;
    if ((a->fields == FIELD_DOW || b->fields == FIELD_DOW) && ret->fields & FIELD_DAY &&
        !(ret->fields & FIELD_YEAR))
        ret->flags |= MEANS_NEAREST;
    ret->flags |= (a->flags | b->flags) & MEANS_NEAREST;
    ret->holiday = fine->holiday                  ? fine->holiday
                   : coarse->fields == FIELD_YEAR ? NULL
                                                  : coarse->holiday;
    if (fine->fields & FIELD_CLOCK || fine->fields & FIELD_PART)
        ret->holiday = NULL;
    return ret->when != 0;
}

// ---- durations ----

enum chela__value_grain
chela__duration_grain(const struct meaning *duration)
{
    for (int grain = 0; grain <= CHELA__GRAIN_YEAR; grain++)
        if (duration->as.count[grain] != 0)
            return (enum chela__value_grain)grain;
    return duration->grain;
}

int64_t
chela__duration_add(int64_t local, const struct meaning *duration, int sign)
{
    for (int grain = CHELA__GRAIN_YEAR; grain >= 0; grain--)
        local = chela__add(local, (enum chela__value_grain)grain,
                           sign * (int64_t)duration->as.count[grain]);
    return local;
}

bool
chela__duration_count(double number, enum chela__value_grain grain, struct meaning *ret)
{
    static const struct {
        enum chela__value_grain finer;
        int                     count;
    } FINER[] = {{CHELA__GRAIN_SECOND, 1}, {CHELA__GRAIN_SECOND, 60}, {CHELA__GRAIN_MINUTE, 60},
                 {CHELA__GRAIN_HOUR, 24},  {CHELA__GRAIN_DAY, 7},     {CHELA__GRAIN_DAY, 30},
                 {CHELA__GRAIN_MONTH, 3},  {CHELA__GRAIN_MONTH, 12}};

    if (!(number >= 0 && number <= 1e6))
        return false;
    while (number != floor(number) && grain > CHELA__GRAIN_SECOND) {
        number = round(number * FINER[grain].count * 1e6) / 1e6;
        grain  = FINER[grain].finer;
    }
    ret->as.count[grain] += (int32_t)round(number);
    ret->grain = grain;
    return true;
}
