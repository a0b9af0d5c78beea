// series.c - reads coordinated phrases as arguments of several calls.
#include "backend/embedded/series.h"

#include <string.h>

#define FOR_EACH 1.0f    // more for a series than its best item has
#define WORST_ITEM -6.0f // no item may be less likely

static bool
is_coordinated(const struct chela__reading *reading, const struct chela__phrase *list)
{
    for (size_t i = list->first; i < list->last; i++)
        if (reading->tokens.items[i].class == CHELA__CLASS_AND)
            return true; // "Berkeley, CA, USA" is one place
    return false;
}

// The offer for an item: its very words, or a choice that they name.
static const struct chela__offer *
offer_for(const struct chela__offer_list *all, const struct chela__phrase *item)
{
    for (size_t i = 0; i < all->count && all->items[i].score > WORST_ITEM; i++) {
        const struct chela__offer *offer = &all->items[i];
        if (!offer->phrase || offer->kind == CHELA__OFFER_SERIES)
            continue;
        if (offer->phrase->first == item->first && offer->phrase->last == item->last)
            return offer;
        if (offer->kind == CHELA__OFFER_CHOICE && offer->phrase->first >= item->first &&
            offer->phrase->last <= item->last)
            return offer;
    }
    return NULL;
}

static bool
are_alike(const struct chela__phrase *a, const struct chela__phrase *b)
{
    if (a->quoted != b->quoted || !a->value != !b->value)
        return false;
    return !a->value || a->value->kind == b->value->kind || !b->value->latent;
}

static const struct chela__offer *
make_series(const struct chela__case *it, struct chela__scratch *arena,
            const struct chela__offer_list *all, const struct chela__phrase *list,
            struct chela__offer *series)
{
    const struct chela__offer **items = chela__scratch_get(arena, list->item_count, sizeof *items);
    float                       best  = -1e9f;

    if (!items)
        return NULL;
    for (size_t i = 0; i < list->item_count; i++) {
        const struct chela__phrase *item = &it->reading->phrases[list->items[i]];
        items[i]                         = offer_for(all, item);
        if (!items[i] || !are_alike(items[0]->phrase, items[i]->phrase) ||
            (items[i]->constant && i > 0 && items[i]->constant == items[i - 1]->constant))
            return NULL;
        best = items[i]->score > best ? items[i]->score : best;
    }
    *series = (struct chela__offer){.kind       = CHELA__OFFER_SERIES,
                                    .score      = best + FOR_EACH,
                                    .phrase     = list,
                                    .items      = items,
                                    .item_count = list->item_count};
    return series;
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
chela__series_add(const struct chela__case *it, struct chela__scratch *arena,
                  const struct chela__offer_list *all, struct chela__offer_list *list)
{
    const struct chela__reading *reading = it->reading;
    enum chela__want             want    = it->shape->params[it->param].want;
    size_t                       added   = 0;
    if (want == CHELA__WANT_LIST || want == CHELA__WANT_FLAG)
        return CHELA_OK;
    for (size_t i = reading->plain_count; i < reading->count && added < CHELA__SERIES_MAX; i++) {
        const struct chela__phrase *words = &reading->phrases[i];
        struct chela__offer         series;
        if (words->first < it->from || words->last > it->to ||
            words->item_count > CHELA__SERIES_ITEMS_MAX || !is_coordinated(reading, words) ||
            !make_series(it, arena, all, words, &series))
            continue;
        insert(list, &series);
        added++;
    }
    return arena->failed ? CHELA_NO_MEMORY : CHELA_OK;
}
