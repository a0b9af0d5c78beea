// book.c - keeps the offers of a whole request and cuts out those of a clause.
#include "backend/embedded/book.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backend/embedded/series.h"
#include "backend/embedded/weights.h"

chela_status
chela__book_marks(const struct chela__reading *reading, const struct chela__shape *shape,
                  struct chela__scratch *arena, struct chela__marks *ret_marks)
{
    struct chela__offer_book *book = shape->book;
    if (!book)
        return chela__marks_make(reading, shape, arena, ret_marks);
    if (!book->has_marks && chela__marks_make(reading, shape, arena, &book->marks) < 0)
        return CHELA_NO_MEMORY;
    book->has_marks = true;
    *ret_marks      = book->marks;
    return CHELA_OK;
}

// Choices and flags are looked for anew in each clause, and examples look at its ends.
static bool
is_kept(const struct chela__shape *shape, const struct chela__param *param)
{
    return shape->book && !shape->template_count && param->want != CHELA__WANT_FLAG &&
           param->want != CHELA__WANT_CHOICE && !param->choices;
}

static chela_status
make(const struct chela__case *it, struct chela__scratch *arena, struct chela__offer_list *offers)
{
    if (chela__offers_make(it, arena, offers) < 0)
        return CHELA_NO_MEMORY;
    chela__offers_score(it, offers);
    return CHELA_OK;
}

// What a place in the order of the parameters counts for, in a stretch of text.
static float
order_score(const struct chela__case *it, const struct chela__offer *offer, size_t from, size_t to)
{
    enum chela__want want  = it->shape->params[it->param].want;
    float            place = ((float)it->param + 0.5f) / (float)it->shape->count;
    float            at    = ((float)(offer->phrase->first - from) + 0.5f) / (float)(to - from);
    return chela__weights[CHELA__FEATURE_SINGLE + CHELA__SINGLE_ORDER][want] * fabsf(place - at);
}

static void
insert(struct chela__offer_list *list, const struct chela__offer *offer)
{
    size_t at = list->count++;
    for (; at > 0 && list->items[at - 1].score < offer->score; at--)
        list->items[at] = list->items[at - 1];
    list->items[at] = *offer;
}

// Into a list that is made for this clause alone.
static chela_status
add_series(const struct chela__case *it, struct chela__scratch *arena,
           struct chela__offer_list *offers)
{
    struct chela__offer_list more = {NULL, offers->count};
    more.items = chela__scratch_get(arena, offers->count + CHELA__SERIES_MAX, sizeof *more.items);
    if (!more.items)
        return CHELA_NO_MEMORY;
    memcpy(more.items, offers->items, offers->count * sizeof *more.items);
    chela_status status = chela__series_add(it, arena, offers, &more);
    *offers             = more;
    return status;
}

// Makes the offers for a stretch that holds the clause, if that was not done.
static chela_status
widen(const struct chela__case *it, struct chela__scratch *arena, struct chela__case *ret_kept)
{
    struct chela__offer_book *book  = it->shape->book;
    size_t                    param = it->param;
    bool                      has   = book->lists[param].items != NULL;
    *ret_kept                       = *it;
    ret_kept->from = has && book->from[param] < it->from ? book->from[param] : it->from;
    ret_kept->to   = has && book->to[param] > it->to ? book->to[param] : it->to;
    if (has && ret_kept->from == book->from[param] && ret_kept->to == book->to[param])
        return CHELA_OK;
    book->from[param] = ret_kept->from;
    book->to[param]   = ret_kept->to;
    return make(ret_kept, arena, &book->lists[param]);
}

chela_status
chela__book_offers(const struct chela__case *it, bool series, struct chela__scratch *arena,
                   struct chela__offer_list *ret_offers)
{
    const struct chela__shape *shape = it->shape;
    if (!is_kept(shape, &shape->params[it->param]))
        return make(it, arena, ret_offers) < 0 ? CHELA_NO_MEMORY
               : series                        ? add_series(it, arena, ret_offers)
                                               : CHELA_OK;
    struct chela__case whole;
    if (widen(it, arena, &whole) < 0)
        return CHELA_NO_MEMORY;
    const struct chela__offer_list *kept = &shape->book->lists[it->param];
    struct chela__offer             none = {.kind = CHELA__OFFER_NONE};
    float  out        = chela__offer_score(it, &none) - chela__offer_score(&whole, &none);
    size_t room       = CHELA__BOOK_KEPT + (series ? CHELA__SERIES_MAX : 0);
    ret_offers->count = 0;
    ret_offers->items = chela__scratch_get(arena, room, sizeof *ret_offers->items);
    if (!ret_offers->items)
        return CHELA_NO_MEMORY;
    for (size_t i = 0; i < kept->count && ret_offers->count < CHELA__BOOK_KEPT; i++) {
        struct chela__offer offer = kept->items[i];
        if (!offer.phrase || offer.phrase->first < it->from || offer.phrase->last > it->to)
            continue;
        offer.score += order_score(it, &offer, it->from, it->to) -
                       order_score(it, &offer, whole.from, whole.to) - out;
        insert(ret_offers, &offer);
    }
    if (series)
        return chela__series_add(it, arena, kept, ret_offers);
    chela__scratch_shrink(arena, ret_offers->items, ret_offers->count * sizeof *ret_offers->items);
    return CHELA_OK;
}
