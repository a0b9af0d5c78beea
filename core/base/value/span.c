// span.c - rules for intervals: from 3 to 5pm, July 13-15, between, until Friday, after 5, by noon.
#include "base/value/build.h"

// "3:30 to 6 PM", "from 9 to 5": an ambiguous start is in the half of the day that comes before the
// end; an ambiguous end comes after its start by itself.
static series
start_before(struct parse *parse, const struct meaning *start, const struct meaning *end)
{
    struct expression from = parse->arena.items[start->when];
    struct expression to   = parse->arena.items[end->when];

    if (from.op != SERIES_CLOCK || to.op != SERIES_CLOCK || !from.b || to.b)
        return start->when;
    int64_t half = DAY_SECONDS / 2;
    from.a %= half;
    if (from.a + half < to.a)
        from.a += half;
    from.b = 0;
    return chela__series(&parse->arena, from);
}

// An unambiguous morning start gives an ambiguous end its next one; nothing has to be done.
static bool
span(struct parse *parse, const struct meaning *start, const struct meaning *end, bool closed,
     struct meaning *ret)
{
    series                  from       = start_before(parse, start, end);
    enum chela__value_grain a          = chela__series_grain(&parse->arena, from);
    enum chela__value_grain b          = chela__series_grain(&parse->arena, end->when);
    struct expression       expression = {.op     = SERIES_SPAN,
                                          .grain  = a < b ? a : b,
                                          .closed = closed,
                                          .left   = from,
                                          .right  = end->when};

    if (end->flags & MEANS_ZONED && !(start->flags & MEANS_ZONED))
        return false; // the zone is of both
    if ((start->fields == FIELD_CLOCK) != (end->fields == FIELD_CLOCK) &&
        start->fields == FIELD_CLOCK)
        return false;
    ret->when   = chela__series(&parse->arena, expression);
    ret->fields = start->fields;
    ret->flags  = start->flags & end->flags & MEANS_AMBIGUOUS;
    return ret->when != 0;
}

static bool
from_to(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *end = match->slot[match->slot[2] ? 2 : 1];

    return span(parse, match->slot[0], end, true, ret);
}

// "3-4pm", "from 9 to 11": hours in numbers. arg: which slots are numbers (1 start, 2 end).
static bool
hours(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *end   = match->slot[match->slot[2] ? 2 : 1];
    struct meaning        first = *match->slot[0], last = *end;

    if (match->arg & 1 &&
        (first = (struct meaning){0}, !chela__clock_of_number(parse, match->slot[0], &first)))
        return false;
    if (match->arg & 2 && (last = (struct meaning){0}, !chela__clock_of_number(parse, end, &last)))
        return false;
    // "20 to 2pm" is no range
    if (match->arg == 1 && match->slot[0]->number > 12 &&
        parse->arena.items[last.when].a <= parse->arena.items[first.when].a)
        return false;
    return first.fields & FIELD_CLOCK && last.fields & FIELD_CLOCK &&
           span(parse, &first, &last, true, ret);
}

// "July 13 to 15": slots month, first, (to,) last; arg 1: month at the end.
static bool
days_of_month(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning *month = match->slot[match->arg ? 3 : 0];
    const struct meaning *first = match->slot[match->arg ? 0 : 1],
                         *last  = match->slot[match->arg ? 2 : 3];
    struct meaning a = {0}, b = {0}, from = {0}, to = {0};

    return first->number < last->number && month->fields & FIELD_MONTH &&
           !(month->fields & FIELD_DAY) && chela__month_day(parse, first, &a) &&
           chela__month_day(parse, last, &b) && chela__meet(parse, month, &a, &from) &&
           chela__meet(parse, month, &b, &to) && span(parse, &from, &to, true, ret);
}

// "2014-2016" is left to arithmetic; "from 2014 to 2016" is years.
static bool
years(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning a = {0}, b = {0};

    return chela__year(parse, match->slot[0], &a) && chela__year(parse, match->slot[2], &b) &&
           match->slot[0]->number < match->slot[2]->number && span(parse, &a, &b, true, ret);
}

// ---- open intervals ----

// Slots word, time; arg: MEANS_BEFORE or 0.
static bool
open_time(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    *ret = *match->slot[1];
    ret->flags &= ~(unsigned)(MEANS_LATENT);
    ret->flags |= (unsigned)match->arg;
    return true;
}

static bool
open_year(struct parse *parse, const struct match *match, struct meaning *ret)
{
    ret->flags = (unsigned)match->arg;
    return chela__year(parse, match->slot[1], ret);
}

static bool
open_hour(struct parse *parse, const struct match *match, struct meaning *ret)
{
    ret->flags = (unsigned)match->arg;
    return chela__clock_of_number(parse, match->slot[1], ret);
}

// 五点以前, 明天之后: slot 0 is the time.
static bool
open_behind(struct parse *parse, const struct match *match, struct meaning *ret)
{
    (void)parse;
    *ret       = *match->slot[0];
    ret->flags = (ret->flags & ~(unsigned)MEANS_LATENT) | (unsigned)match->arg;
    return true;
}

// "after 5 days".
static bool
open_duration(struct parse *parse, const struct match *match, struct meaning *ret)
{
    const struct meaning   *duration = match->slot[1];
    enum chela__value_grain unit     = chela__duration_grain(duration);
    enum chela__value_grain grain    = unit > CHELA__GRAIN_DAY ? CHELA__GRAIN_DAY
                                       : unit > CHELA__GRAIN_SECOND
                                           ? (enum chela__value_grain)(unit - 1)
                                           : unit;
    int64_t                 exact    = chela__duration_add(parse->arena.now, duration, 1);
    int64_t                 from     = chela__floor(exact, grain);

    ret->when   = chela__once(parse, from, chela__add(from, grain, 1), grain, false);
    ret->fields = (uint16_t)chela__fields_of(CHELA__GRAIN_SECOND);
    ret->exact  = exact;
    ret->flags  = MEANS_EXACT;
    return ret->when != 0;
}

// "by 2pm": from now until then. arg 1: until its end ("by the end of March").
static bool
by_time(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct occurrence occurrence;

    if (!chela__series_resolve(&parse->arena, match->slot[0]->when, false, &occurrence))
        return false;
    int64_t until = match->arg ? occurrence.to : occurrence.from;
    if (until <= parse->arena.now)
        return false;
    ret->when   = chela__once(parse, parse->arena.now, until, CHELA__GRAIN_SECOND, true);
    ret->fields = (uint16_t)chela__fields_of(CHELA__GRAIN_SECOND);
    ret->exact  = until;
    ret->flags  = MEANS_EXACT;
    return ret->when != 0;
}

static bool
by_end_of_unit(struct parse *parse, const struct match *match, struct meaning *ret)
{
    struct meaning          unit = {0};
    enum chela__value_grain grain =
        match->slot[0] ? match->slot[0]->grain : (enum chela__value_grain)match->arg;
    struct match end = {.slot = {&unit}, .arg = 1};

    return chela__unit_from_now(parse, grain, 0, &unit) && by_time(parse, &end, ret);
}

// "after 3:30 but before 6".
static bool
after_before(struct parse *parse, const struct match *match, struct meaning *ret)
{
    return span(parse, match->slot[1], match->slot[3], true, ret);
}

static bool
meet(struct parse *parse, const struct match *match, struct meaning *ret)
{
    if (!chela__meet(parse, match->slot[0], match->slot[1], ret))
        return false;
    ret->flags |= (match->slot[0]->flags | match->slot[1]->flags) & MEANS_BEFORE;
    return true;
}

static const struct rule RULES[] = {
    {CATEGORY_SPAN, "<t> <to> <t>", from_to, 0, 0},
    {CATEGORY_SPAN, "from|between <t> <to> <t>", from_to, 0, 0},
    {CATEGORY_SPAN, "in? between <t> and|- <t>", from_to, 0, 0},
    {CATEGORY_SPAN, "<t> / <t>", from_to, 0, 1},
    {CATEGORY_SPAN, "从|由 <t> <to> <t>", from_to, 0, 0},
    {CATEGORY_SPAN, "<t> 和 <t> 之 间", from_to, 0, 0},
    {CATEGORY_SPAN, "<num> <to> <clock>", hours, 1, 0},
    {CATEGORY_SPAN, "from|between <num> <to> <clock>", hours, 1, 0},
    {CATEGORY_SPAN, "from|between <num> and <clock>", hours, 1, 0},
    {CATEGORY_SPAN, "in? between <num> -|and <clock>", hours, 1, 0},
    {CATEGORY_SPAN, "<clock> <to> <num>", hours, 2, 2},
    {CATEGORY_SPAN, "from|between <clock> <to> <num>", hours, 2, 0},
    {CATEGORY_SPAN, "between <clock> and <num>", hours, 2, 0},
    {CATEGORY_SPAN, "from <num> <to> <num>", hours, 3, 2},
    {CATEGORY_SPAN, "between <num> and|- <num>", hours, 3, 2},
    {CATEGORY_SPAN, "<month> the? <num|ord> <to> the? <num|ord>", days_of_month, 0, 0},
    {CATEGORY_SPAN, "from <month> the? <num|ord> <to> the? <num|ord>", days_of_month, 0, 0},
    {CATEGORY_SPAN, "the? <num|ord> <to> the? <num|ord> of? <month>", days_of_month, 1, 0},
    {CATEGORY_SPAN, "from the? <num|ord> <to> the? <num|ord> of? <month>", days_of_month, 1, 0},
    {CATEGORY_SPAN, "<month> <num> 日|号? <to> <num> 日|号", days_of_month, 0, 0},
    {CATEGORY_SPAN, "from <num> <to> <num>", years, 0, 1},

    {CATEGORY_OPEN, "<after> <t>", open_time, 0, 0},
    {CATEGORY_OPEN, "<since> <t>", open_time, 0, 0},
    {CATEGORY_OPEN, "<before> <t>", open_time, MEANS_BEFORE, 0},
    {CATEGORY_OPEN, "<until> <t>", open_time, MEANS_BEFORE, 0},
    {CATEGORY_OPEN, "<after> <num>", open_year, 0, 1},
    {CATEGORY_OPEN, "<since> <num>", open_year, 0, 1},
    {CATEGORY_OPEN, "<before> <num>", open_year, MEANS_BEFORE, 1},
    {CATEGORY_OPEN, "<until> <num>", open_year, MEANS_BEFORE, 1},
    {CATEGORY_OPEN, "<until> <num>", open_hour, MEANS_BEFORE, 4},
    {CATEGORY_OPEN, "<after> <dur>", open_duration, 0, 0},
    {CATEGORY_OPEN, "<t> 之|以 前", open_behind, MEANS_BEFORE, 0},
    {CATEGORY_OPEN, "<t> 前", open_behind, MEANS_BEFORE, 1},
    {CATEGORY_OPEN, "<t> 之|以 后", open_behind, 0, 0},
    {CATEGORY_OPEN, "<t> 起|后", open_behind, 0, 1},
    {CATEGORY_OPEN, "从|自 <t> 起|开?", open_behind, 0, 1},
    {CATEGORY_OPEN, "到|直 <t> 为? 止?", open_behind, MEANS_BEFORE, 2},
    {CATEGORY_OPEN, "<t> <open>", meet, 0, 0},
    {CATEGORY_OPEN, "<open> <t>", meet, 0, 0},
    {CATEGORY_SPAN, "<after> <t> but? and? <before> <t>", after_before, 0, 0},
    {CATEGORY_SPAN, "by <t>", by_time, 0, 0},
    {CATEGORY_SPAN, "by the? end of the? <t>", by_time, 1, 0},
    {CATEGORY_SPAN, "by the? end of the? <grain>", by_end_of_unit, 0, 0},
    {CATEGORY_SPAN, "by the? eom", by_end_of_unit, CHELA__GRAIN_MONTH, 0},
    {CATEGORY_SPAN, "by the? eod|cob", by_end_of_unit, CHELA__GRAIN_DAY, 0},
    {CATEGORY_SPAN, "by the? eoy", by_end_of_unit, CHELA__GRAIN_YEAR, 0},
};

const struct rule_list chela__rules_span = {RULES, COUNT_OF(RULES)};
