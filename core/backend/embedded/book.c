// book.c - keeps the offers of a whole request and cuts out those of a clause.
#include "backend/embedded/book.h"

#include <math.h>
#include <stdlib.h>

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

chela_status
chela__book_offers(const struct chela__case *it, struct chela__scratch *arena,
                   struct chela__offer_list *ret_offers)
{
    const struct chela__shape *shape = it->shape;
    size_t                     all   = it->reading->tokens.count;
    if (!is_kept(shape, &shape->params[it->param]))
        return make(it, arena, ret_offers);
    struct chela__offer_list *kept  = &shape->book->lists[it->param];
    struct chela__case        whole = *it;
    whole.from = 0, whole.to = all;
    if (!kept->items && make(&whole, arena, kept) < 0)
        return CHELA_NO_MEMORY;
    struct chela__offer none = {.kind = CHELA__OFFER_NONE};
    float               out  = chela__offer_score(it, &none) - chela__offer_score(&whole, &none);
    ret_offers->count        = 0;
    ret_offers->items = chela__scratch_get(arena, CHELA__BOOK_KEPT, sizeof *ret_offers->items);
    if (!ret_offers->items)
        return CHELA_NO_MEMORY;
    for (size_t i = 0; i < kept->count && ret_offers->count < CHELA__BOOK_KEPT; i++) {
        struct chela__offer offer = kept->items[i];
        if (!offer.phrase || offer.phrase->first < it->from || offer.phrase->last > it->to)
            continue;
        offer.score +=
            order_score(it, &offer, it->from, it->to) - order_score(it, &offer, 0, all) - out;
        insert(ret_offers, &offer);
    }
    return CHELA_OK;
}
