// words.c - what an entry of a word table means; called by the chart for every phrase it finds.
#include "base/value/build.h"
#include "base/value/holiday.h"
#include "base/value/reader.h"

static bool
simple(struct parse *parse, struct expression expression, unsigned fields, struct meaning *ret)
{
    ret->when   = chela__series(&parse->arena, expression);
    ret->fields = (uint16_t)fields;
    return ret->when != 0;
}

// Astronomical seasons of the northern half: month * 100 + day of the first and the last day.
static struct expression
season(int number)
{
    static const int first[] = {320, 621, 923, 1221}, last[] = {621, 923, 1221, 320};
    return (struct expression){.op    = SERIES_DATES,
                               .grain = CHELA__GRAIN_DAY,
                               .a     = first[number & 3],
                               .b     = last[number & 3]};
}

// The value of a part of the day is from * 100 + to, in hours; 10000 is added when it stands for
// itself.
static bool
part_of_day(struct parse *parse, const struct entry *entry, struct meaning *ret)
{
    int hours = entry->value % 10000;

    ret->flags |= entry->value < 10000 ? MEANS_LATENT : 0U;
    return simple(parse,
                  (struct expression){.op    = SERIES_PART,
                                      .grain = CHELA__GRAIN_HOUR,
                                      .a     = (int64_t)(hours / 100) * 3600,
                                      .b     = (int64_t)(hours % 100) * 3600},
                  FIELD_PART, ret);
}

static bool
day_word(struct parse *parse, const struct entry *entry, struct meaning *ret)
{
    if (entry->value != 1000)
        return chela__unit_from_now(parse, CHELA__GRAIN_DAY, entry->value, ret);
    ret->when =
        chela__once(parse, parse->arena.now, parse->arena.now + 1, CHELA__GRAIN_SECOND, false);
    ret->fields = (uint16_t)chela__fields_of(CHELA__GRAIN_SECOND);
    return ret->when != 0;
}

static bool
holiday_word(struct parse *parse, const struct entry *entry, struct meaning *ret)
{
    ret->holiday = chela__holiday_name((size_t)entry->value, parse->chinese);
    return simple(
        parse,
        (struct expression){.op = SERIES_HOLIDAY, .grain = CHELA__GRAIN_DAY, .a = entry->value},
        FIELD_MONTH | FIELD_WEEK | FIELD_DAY, ret);
}

// Words of units of time: the grain, and how many of it in the hundreds ("fortnight": 14 days).
static bool
grain_word(const struct entry *entry, struct meaning *ret)
{
    ret->grain = (enum chela__value_grain)(entry->value % 100);
    ret->value = entry->value >= 100 ? entry->value / 100 : 1;
    return true;
}

static bool
time_word(struct parse *parse, const struct entry *entry, struct meaning *ret)
{
    switch ((enum category)entry->category) {
    case CATEGORY_DOW:
        ret->flags = MEANS_NOT_NOW;
        return simple(
            parse,
            (struct expression){.op = SERIES_DOW, .grain = CHELA__GRAIN_DAY, .a = entry->value},
            FIELD_DOW, ret);
    case CATEGORY_MONTH:
        return chela__month(parse, &(struct meaning){.number = entry->value}, ret);
    case CATEGORY_DAY:
        return day_word(parse, entry, ret);
    case CATEGORY_CLOCK: // minutes of the day
        chela__clock(parse, entry->value * 60, CHELA__GRAIN_HOUR, false, ret);
        return ret->when != 0;
    case CATEGORY_PART:
        return part_of_day(parse, entry, ret);
    case CATEGORY_HOLIDAY:
        return holiday_word(parse, entry, ret);
    case CATEGORY_SEASON:
        return simple(parse, season(entry->value), FIELD_MONTH | FIELD_DAY, ret);
    case CATEGORY_WEEKEND:
        return simple(parse, (struct expression){.op = SERIES_WEEKEND, .grain = CHELA__GRAIN_HOUR},
                      FIELD_DOW | FIELD_PART, ret);
    case CATEGORY_CYCLE: // the grain, and in the hundreds how far from now, 5 being now
        return chela__unit_from_now(parse, (enum chela__value_grain)(entry->value % 100),
                                    entry->value / 100 - 5, ret);
    default:
        return false;
    }
}

bool
chela__word_meaning(struct parse *parse, const struct entry *entry, struct meaning *ret)
{
    switch ((enum category)entry->category) {
    case CATEGORY_GRAIN:
    case CATEGORY_OFTEN:
        return grain_word(entry, ret);
    case CATEGORY_FRACTION: // hundredths
        ret->number = entry->value / 100.0;
        return true;
    case CATEGORY_FEW:
        ret->number = entry->value;
        ret->flags  = MEANS_INTEGER;
        return true;
    default:
        return entry->category < CATEGORY_T || time_word(parse, entry, ret);
    }
}
