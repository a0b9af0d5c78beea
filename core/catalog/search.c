// search.c - the capabilities that fit free text best; called by the planner's shortlist.
//
// The weights stand in the index, so a search adds up the postings of the query's terms and keeps
// the best few.
#include "catalog/catalog_private.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/terms.h"

#define MAX_QUERY_TERMS 256

struct search {
    const struct chela__catalog *catalog;
    float                       *scores;
    uint32_t                     seen[MAX_QUERY_TERMS]; // term numbers: repeated ones count once
    size_t                       seen_count;
    struct chela_error          *err;
};

static int
compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
    return order ? order : (a_len > b_len) - (a_len < b_len);
}

// The number of a term of the index; UINT32_MAX when no capability has it.
static chela_status
find_term(const struct search *search, const struct chela__term *term, uint32_t *ret_number)
{
    const struct chela__image *image = &search->catalog->image;
    uint32_t                   low = 0, high = image->count[CHELA__TERMS];
    struct chela_text          text;
    *ret_number = UINT32_MAX;
    while (low < high) {
        uint32_t     middle = low + (high - low) / 2;
        chela_status status =
            chela__image_text(image, CHELA__TERMS, middle, CHELA__TERM_TEXT, &text, search->err);
        if (status < 0)
            return status;
        int order = compare(text.data, text.len, term->text, term->len);
        if (!order) {
            *ret_number = middle;
            return CHELA_OK;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return CHELA_OK;
}

static bool
seen_before(struct search *search, uint32_t number)
{
    for (size_t i = 0; i < search->seen_count; i++)
        if (search->seen[i] == number)
            return true;
    if (search->seen_count == MAX_QUERY_TERMS)
        return true;
    search->seen[search->seen_count++] = number;
    return false;
}

static chela_status
add_postings(const struct search *search, uint32_t term)
{
    const struct chela__image *image = &search->catalog->image;
    uint32_t                   first, count;
    chela_status status = chela__image_range(image, CHELA__TERMS, term, CHELA__TERM_POSTINGS,
                                             CHELA__POSTINGS, &first, &count, search->err);
    for (uint32_t i = first; status == CHELA_OK && i < first + count; i++) {
        uint32_t capability =
            chela__image_number(image, CHELA__POSTINGS, i, CHELA__POSTING_CAPABILITY);
        uint32_t bits = chela__image_number(image, CHELA__POSTINGS, i, CHELA__POSTING_WEIGHT);
        float    weight;
        memcpy(&weight, &bits, sizeof weight);
        if (capability < image->count[CHELA__CAPABILITIES] && weight > 0)
            search->scores[capability] += weight;
    }
    return status;
}

static chela_status
take_term(void *user, const struct chela__term *term)
{
    struct search *search = user;
    uint32_t       number;
    chela_status   status = find_term(search, term, &number);
    if (status < 0 || number == UINT32_MAX || seen_before(search, number))
        return status;
    return add_postings(search, number);
}

// ---- the best few ----

// Equal scores: higher tier, then name, then the index's order.
static bool
is_better(const struct chela__catalog *catalog, const struct chela__hit *a,
          const struct chela__hit *b)
{
    struct chela__entry left = {0}, right = {0};
    if (a->score != b->score)
        return a->score > b->score;
    if (chela__catalog_entry(catalog, a->index, NULL, &left, NULL) < 0 ||
        chela__catalog_entry(catalog, b->index, NULL, &right, NULL) < 0)
        return a->index < b->index;
    if (left.tier != right.tier)
        return left.tier < right.tier;
    int order = compare(left.name.data, left.name.len, right.name.data, right.name.len);
    return order ? order < 0 : a->index < b->index;
}

// Puts a hit into its place among the best `max`, which are sorted.
static size_t
insert(const struct chela__catalog *catalog, struct chela__hit *hits, size_t count, size_t max,
       struct chela__hit hit)
{
    if (count == max && !is_better(catalog, &hit, &hits[count - 1]))
        return count;
    size_t at = count < max ? count : max - 1;
    for (; at > 0 && is_better(catalog, &hit, &hits[at - 1]); at--)
        hits[at] = hits[at - 1];
    hits[at] = hit;
    return count < max ? count + 1 : max;
}

chela_status
chela__catalog_search(const struct chela__catalog *catalog, const char *text, size_t len,
                      const char *lang, struct chela__hit *ret_hits, size_t max, size_t *ret_count,
                      struct chela_error *err)
{
    (void)lang; // terms of different scripts never meet, so nothing has to be told apart
    size_t        total = chela__catalog_count(catalog), count = 0;
    struct search search = {.catalog = catalog, .err = err};
    search.scores        = calloc(total + 1, sizeof *search.scores);
    if (!search.scores)
        return chela__error_memory(err);
    chela_status status = chela__terms_each(text, len, take_term, &search, err);
    for (size_t i = 0; status == CHELA_OK && max && i < total; i++)
        if (search.scores[i] > 0)
            count = insert(catalog, ret_hits, count, max,
                           (struct chela__hit){.index = i, .score = search.scores[i]});
    free(search.scores);
    if (status == CHELA_OK)
        *ret_count = count;
    return status;
}
