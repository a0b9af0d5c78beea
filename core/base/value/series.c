// series.c - composed series: within, nth of, after, shifted, from-to; used by the time grammar.
#include "base/value/series.h"

#include "base/value/calendar.h"
#include "base/value/series_parts.h"

#define LEAPS_MAX 400 // occurrences compared before two series count as never meeting
#define HORIZON ((int64_t)150 * 366 * DAY_SECONDS)

static bool
next(struct series_arena *arena, series index, int64_t after, int depth, struct occurrence *ret);
static bool
previous(struct series_arena *arena, series index, int64_t before, int depth,
         struct occurrence *ret);

static bool
same(const struct expression *a, const struct expression *b)
{
    return a->op == b->op && a->grain == b->grain && a->unit == b->unit && a->closed == b->closed &&
           a->left == b->left && a->right == b->right && a->a == b->a && a->b == b->b;
}

series
chela__series(struct series_arena *arena, struct expression expression)
{
    if (arena->count == 0)
        arena->count = 1;
    for (unsigned i = 1; i < arena->count; i++)
        if (same(&arena->items[i], &expression))
            return (series)i;
    if (arena->count == SERIES_MAX)
        return 0;
    arena->items[arena->count] = expression;
    return (series)arena->count++;
}

enum chela__value_grain
chela__series_grain(const struct series_arena *arena, series index)
{
    return arena->items[index].grain;
}

// ---- left within right ----

// Both sides leap over each other until an occurrence of left starts within one of right.
static bool
and_next(struct series_arena *arena, const struct expression *e, int64_t after, int depth,
         struct occurrence *ret)
{
    struct occurrence outer, inner;

    if (!next(arena, e->right, after, depth, &outer))
        return false;
    int64_t from = outer.from > after ? outer.from : after;
    for (int leap = 0; leap < LEAPS_MAX; leap++) {
        if (!next(arena, e->left, from, depth, &inner) || inner.from > arena->now + HORIZON)
            return false;
        if (inner.from >= outer.to && !next(arena, e->right, inner.from, depth, &outer))
            return false;
        if (inner.from >= outer.from && inner.from < outer.to) {
            *ret = inner;
            return true;
        }
        from = inner.from < outer.from ? (inner.to > outer.from ? inner.to : outer.from) : inner.to;
    }
    return false;
}

static bool
and_previous(struct series_arena *arena, const struct expression *e, int64_t before, int depth,
             struct occurrence *ret)
{
    struct occurrence outer, inner;

    if (!previous(arena, e->right, before, depth, &outer))
        return false;
    int64_t limit = outer.to < before ? outer.to : before;
    for (int leap = 0; leap < LEAPS_MAX; leap++) {
        if (!previous(arena, e->left, limit, depth, &inner) || inner.from < arena->now - HORIZON)
            return false;
        if (inner.from < outer.from && !previous(arena, e->right, inner.from + 1, depth, &outer))
            return false;
        if (inner.from >= outer.from && inner.from < outer.to) {
            *ret = inner;
            return true;
        }
        limit = outer.to < inner.from ? outer.to : inner.from;
    }
    return false;
}

// ---- nth within, nth after ----

static bool
nth_within(struct series_arena *arena, const struct expression *e, const struct occurrence *outer,
           int depth, struct occurrence *ret)
{
    int64_t count = e->a > 0 ? e->a : -e->a;

    for (int64_t at = e->a > 0 ? outer->from : outer->to; count > 0;) {
        if (e->a > 0 ? !next(arena, e->left, at, depth, ret)
                     : !previous(arena, e->left, at, depth, ret))
            return false;
        at = e->a > 0 ? ret->to : ret->from;
        if (ret->from >= outer->from && ret->to <= outer->to)
            count--;
        else if (e->a > 0 ? ret->from >= outer->from : ret->to <= outer->to)
            return false;
    }
    return true;
}

static bool
nth_after(struct series_arena *arena, const struct expression *e, const struct occurrence *outer,
          int depth, struct occurrence *ret)
{
    int64_t count = e->a > 0 ? e->a : -e->a;

    for (int64_t at = e->a > 0 ? outer->to : outer->from; count > 0;) {
        if (e->a > 0 ? !next(arena, e->left, at, depth, ret)
                     : !previous(arena, e->left, at, depth, ret))
            return false;
        at = e->a > 0 ? ret->to : ret->from;
        if (e->a > 0 ? ret->from >= outer->to : ret->to <= outer->from)
            count--;
    }
    return true;
}

// What one occurrence of `right` (or left, for a shift or piece) becomes.
static bool
derive(struct series_arena *arena, const struct expression *e, const struct occurrence *of,
       int depth, struct occurrence *ret)
{
    switch (e->op) {
    case SERIES_NTH:
        return nth_within(arena, e, of, depth, ret);
    case SERIES_AFTER:
        return nth_after(arena, e, of, depth, ret);
    case SERIES_SHIFT:
        ret->grain = e->grain;
        ret->from  = chela__floor(chela__add(of->from, e->unit, e->a), e->grain);
        ret->to = of->span ? chela__add(of->to, e->unit, e->a) : chela__add(ret->from, e->grain, 1);
        ret->span   = of->span;
        ret->closed = of->closed;
        return true;
    case SERIES_ZONE:
        *ret = *of;
        ret->from += e->a;
        ret->to += e->a;
        if (!of->span) {
            ret->grain = e->grain;
            ret->to    = chela__add(ret->from, e->grain, 1);
        }
        return true;
    case SERIES_PIECE:
        *ret = chela__occurrence_piece(of, (enum series_piece)e->a);
        return true;
    default: // SERIES_SPAN
        if (!next(arena, e->right, of->from + 1, depth, ret))
            return false;
        while (ret->from <= of->from)
            if (!next(arena, e->right, ret->to, depth, ret))
                return false;
        if (e->closed && ret->grain <= CHELA__GRAIN_HOUR && e->grain < ret->grain)
            ret->to = chela__add(ret->from, e->grain, 1);
        *ret = (struct occurrence){of->from, e->closed ? ret->to : ret->from, e->grain, true,
                                   e->closed};
        return true;
    }
}

static series
source(const struct expression *e)
{
    return e->op == SERIES_NTH || e->op == SERIES_AFTER ? e->right : e->left;
}

// How far before (next) or behind (previous) the moment asked for the source has to be looked at.
static int64_t
reach(const struct expression *e, int64_t moment, int sign)
{
    int64_t slack = (int64_t)sign * 5 * DAY_SECONDS;

    switch (e->op) {
    case SERIES_SHIFT:
        return chela__add(moment, e->unit, -e->a) + slack;
    case SERIES_ZONE:
        return moment - e->a;
    case SERIES_AFTER:
        return moment - (int64_t)(e->a > 0 ? 1 : -1) * 400 * DAY_SECONDS;
    default:
        return moment;
    }
}

static bool
derived_next(struct series_arena *arena, const struct expression *e, int64_t after, int depth,
             struct occurrence *ret)
{
    struct occurrence of, found = {0};
    int64_t           at = reach(e, after, -1);

    for (int leap = 0; leap < LEAPS_MAX && next(arena, source(e), at, depth, &of); leap++) {
        if (derive(arena, e, &of, depth, &found) && found.to > after) {
            *ret = found;
            return true;
        }
        at = of.to;
    }
    return false;
}

static bool
derived_previous(struct series_arena *arena, const struct expression *e, int64_t before, int depth,
                 struct occurrence *ret)
{
    struct occurrence of, found = {0};
    int64_t           at = reach(e, before, 1);

    for (int leap = 0; leap < LEAPS_MAX && previous(arena, source(e), at, depth, &of); leap++) {
        if (derive(arena, e, &of, depth, &found) && found.from < before) {
            *ret = found;
            return true;
        }
        at = of.from;
    }
    return false;
}

// ---- the two questions ----

static bool
may_ask(struct series_arena *arena, series index, int depth)
{
    return index != 0 && depth < SERIES_DEPTH && arena->steps++ < SERIES_STEPS;
}

static bool
next(struct series_arena *arena, series index, int64_t after, int depth, struct occurrence *ret)
{
    const struct expression *e = &arena->items[index];

    if (!may_ask(arena, index, depth))
        return false;
    if (chela__series_is_simple(e))
        return chela__simple_next(e, after, ret);
    if (e->op == SERIES_AND)
        return and_next(arena, e, after, depth + 1, ret);
    return derived_next(arena, e, after, depth + 1, ret);
}

static bool
previous(struct series_arena *arena, series index, int64_t before, int depth,
         struct occurrence *ret)
{
    const struct expression *e = &arena->items[index];

    if (!may_ask(arena, index, depth))
        return false;
    if (chela__series_is_simple(e))
        return chela__simple_previous(e, before, ret);
    if (e->op == SERIES_AND)
        return and_previous(arena, e, before, depth + 1, ret);
    return derived_previous(arena, e, before, depth + 1, ret);
}

bool
chela__series_next(struct series_arena *arena, series index, int64_t after,
                   struct occurrence *ret_found)
{
    return next(arena, index, after, 0, ret_found);
}

bool
chela__series_previous(struct series_arena *arena, series index, int64_t before,
                       struct occurrence *ret_found)
{
    return previous(arena, index, before, 0, ret_found);
}

static bool
in_range(const struct occurrence *found)
{
    return found->to > found->from && chela__civil(found->from).year >= YEAR_MIN &&
           chela__civil(found->to).year <= YEAR_MAX;
}

// Of several occurrences within a day or year that has passed the first is meant, as for one to
// come.
static void
first_within(struct series_arena *arena, series index, struct occurrence *found)
{
    const struct expression *e = &arena->items[index];
    struct occurrence        outer, first;

    if (e->op == SERIES_AND && previous(arena, e->right, found->from + 1, 0, &outer) &&
        next(arena, index, outer.from, 0, &first) && first.from <= found->from)
        *found = first;
}

bool
chela__series_resolve(struct series_arena *arena, series index, bool nearest,
                      struct occurrence *ret_found)
{
    struct occurrence ahead, behind;
    bool              has_ahead = next(arena, index, arena->now, 0, &ahead);
    bool has_behind = (!has_ahead || nearest) && previous(arena, index, arena->now, 0, &behind);

    if (has_ahead && has_behind && arena->now - behind.from < ahead.from - arena->now)
        has_ahead = false;
    if (!has_ahead && !has_behind)
        return false;
    *ret_found = has_ahead ? ahead : behind;
    if (!has_ahead && !nearest)
        first_within(arena, index, ret_found);
    return in_range(ret_found);
}
