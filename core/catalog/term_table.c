// term_table.c - collects the terms of all capabilities and weighs them with BM25F; called by
// index.c.
//
// The weight of a term for a capability does not depend on the query, so it is computed here once:
// idf * tf / (K1 + tf), where tf adds up the fields, each with its boost and the correction for its
// length. Words and ideographs are counted apart, so that a text in a second language costs
// nothing.
#include "catalog/index_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "catalog/terms.h"

#define K1 1.2f
#define MAX_TF 255

static const struct {
    float boost;
    float length; // how much a long field is corrected, 0 to 1
} field_weights[CHELA__SEARCH_FIELDS] = {
    [CHELA__FIELD_NAME] = {4.0f, 0.3f},     [CHELA__FIELD_SUMMARY] = {2.5f, 0.6f},
    [CHELA__FIELD_EXAMPLES] = {1.5f, 0.7f}, [CHELA__FIELD_TEXTS] = {0.8f, 0.7f},
    [CHELA__FIELD_PLUGIN] = {0.6f, 0.5f},
};

// How often a term stands in each field of one capability.
struct count {
    uint32_t term, number;
    uint8_t  tf[CHELA__SEARCH_FIELDS];
};

// How long the fields are: words, ideographs.
struct lengths {
    uint32_t field[CHELA__SEARCH_FIELDS][2];
};

struct term {
    uint32_t text; // offset into `texts`
    uint32_t len;
    uint32_t hash;
    uint32_t frequency; // capabilities that have it
    bool     is_cjk;
};

struct chela__term_table {
    struct chela__buffer        texts;
    struct chela__buffer        terms;  // struct term
    struct chela__buffer        counts; // struct count
    struct chela__buffer        lengths;
    uint32_t                   *slots; // term number + 1, open addressing
    uint32_t                    slot_count;
    size_t                      open; // first count of the capability being added
    uint32_t                    capabilities;
    struct chela__term_entry   *entries;
    struct chela__term_posting *postings;
    // While a capability is added:
    enum chela__search_field field;
    uint32_t                 number;
    struct lengths           length;
    struct chela_error      *err;
};

#define TERMS(table) ((struct term *)(void *)(table)->terms.data)
#define COUNTS(table) ((struct count *)(void *)(table)->counts.data)
#define TERM_COUNT(table) ((uint32_t)((table)->terms.len / sizeof(struct term)))
#define COUNT_COUNT(table) ((table)->counts.len / sizeof(struct count))

chela_status
chela__term_table_new(struct chela__term_table **ret_table, struct chela_error *err)
{
    struct chela__term_table *table = calloc(1, sizeof *table);
    if (!table)
        return chela__error_memory(err);
    *ret_table = table;
    return CHELA_OK;
}

void
chela__term_table_free(struct chela__term_table *table)
{
    if (!table)
        return;
    chela__buffer_done(&table->texts);
    chela__buffer_done(&table->terms);
    chela__buffer_done(&table->counts);
    chela__buffer_done(&table->lengths);
    free(table->slots);
    free(table->entries);
    free(table->postings);
    free(table);
}

static uint32_t
hash_of(const char *text, size_t len)
{
    uint32_t hash = 2166136261u; // FNV-1a
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return hash;
}

// The slot of a term: its own, or the empty one where it belongs.
static uint32_t
find_slot(const struct chela__term_table *table, const char *text, size_t len, uint32_t hash)
{
    uint32_t at = hash & (table->slot_count - 1);
    for (; table->slots[at]; at = (at + 1) & (table->slot_count - 1)) {
        const struct term *term = &TERMS(table)[table->slots[at] - 1];
        if (term->hash == hash && term->len == len &&
            !memcmp(table->texts.data + term->text, text, len))
            break;
    }
    return at;
}

static bool
grow_slots(struct chela__term_table *table)
{
    uint32_t  wanted = table->slot_count ? table->slot_count * 2 : 1024;
    uint32_t *slots  = calloc(wanted, sizeof *slots);
    if (!slots)
        return false;
    free(table->slots);
    table->slots      = slots;
    table->slot_count = wanted;
    for (uint32_t i = 0; i < TERM_COUNT(table); i++) {
        uint32_t at = TERMS(table)[i].hash & (wanted - 1);
        while (slots[at])
            at = (at + 1) & (wanted - 1);
        slots[at] = i + 1;
    }
    return true;
}

// The number of a term, added when it is new.
static chela_status
term_number(struct chela__term_table *table, const struct chela__term *term, uint32_t *ret_number)
{
    if (TERM_COUNT(table) * 2 >= table->slot_count && !grow_slots(table))
        return CHELA_NO_MEMORY;
    uint32_t hash = hash_of(term->text, term->len);
    uint32_t slot = find_slot(table, term->text, term->len, hash);
    if (!table->slots[slot]) {
        const struct term added = {.text   = (uint32_t)table->texts.len,
                                   .len    = (uint32_t)term->len,
                                   .hash   = hash,
                                   .is_cjk = term->is_cjk};
        chela__buffer_add(&table->texts, term->text, term->len);
        chela__buffer_add(&table->terms, &added, sizeof added);
        if (table->texts.failed || table->terms.failed)
            return CHELA_NO_MEMORY;
        table->slots[slot] = TERM_COUNT(table);
    }
    *ret_number = table->slots[slot] - 1;
    return CHELA_OK;
}

// The count of a term in the capability being added: a handful, so they are looked through.
static struct count *
count_find(struct chela__term_table *table, uint32_t term)
{
    for (size_t i = table->open; i < COUNT_COUNT(table); i++)
        if (COUNTS(table)[i].term == term)
            return &COUNTS(table)[i];
    const struct count added = {.term = term, .number = table->number};
    chela__buffer_add(&table->counts, &added, sizeof added);
    if (table->counts.failed)
        return NULL;
    TERMS(table)[term].frequency++;
    return &COUNTS(table)[COUNT_COUNT(table) - 1];
}

static chela_status
take_term(void *user, const struct chela__term *term)
{
    struct chela__term_table *table = user;
    uint32_t                  number;
    chela_status              status = term_number(table, term, &number);
    struct count             *count  = status == CHELA_OK ? count_find(table, number) : NULL;
    if (!count)
        return CHELA_NO_MEMORY;
    if (count->tf[table->field] < MAX_TF)
        count->tf[table->field]++;
    table->length.field[table->field][term->is_cjk]++;
    return CHELA_OK;
}

static chela_status
take_text(void *user, enum chela__search_field field, const char *text)
{
    struct chela__term_table *table = user;
    table->field                    = field;
    return chela__terms_each(text, strlen(text), take_term, table, table->err);
}

chela_status
chela__term_table_add(struct chela__term_table *table, uint32_t number,
                      const struct chela__capability *capability, struct chela_error *err)
{
    chela_status status = CHELA_OK;
    table->number       = number;
    table->open         = COUNT_COUNT(table);
    table->length       = (struct lengths){0};
    table->err          = err;
    if (!chela__capability_reserved(capability))
        status = chela__search_texts(capability, take_text, table);
    chela__buffer_add(&table->lengths, &table->length, sizeof table->length);
    table->capabilities++;
    if (status == CHELA_NO_MEMORY || table->lengths.failed)
        return chela__error_memory(err);
    return status;
}

// ---- weights ----

struct averages {
    float field[CHELA__SEARCH_FIELDS][2];
};

// Over the capabilities that have the field at all.
static struct averages
average_lengths(const struct chela__term_table *table)
{
    const struct lengths *lengths  = (const void *)table->lengths.data;
    struct averages       averages = {{{0}}};
    for (int field = 0; field < CHELA__SEARCH_FIELDS; field++)
        for (int kind = 0; kind < 2; kind++) {
            uint64_t sum = 0, having = 0;
            for (uint32_t i = 0; i < table->capabilities; i++) {
                sum += lengths[i].field[field][kind];
                having += lengths[i].field[field][kind] > 0;
            }
            averages.field[field][kind] = having ? (float)sum / (float)having : 1.0f;
        }
    return averages;
}

static float
weigh(const struct chela__term_table *table, const struct averages *averages,
      const struct count *count)
{
    const struct term    *term = &TERMS(table)[count->term];
    const struct lengths *length =
        (const struct lengths *)(const void *)table->lengths.data + count->number;
    float tf = 0;
    for (int field = 0; field < CHELA__SEARCH_FIELDS; field++) {
        float share = field_weights[field].length;
        float ratio =
            (float)length->field[field][term->is_cjk] / averages->field[field][term->is_cjk];
        tf += field_weights[field].boost * (float)count->tf[field] / (1 - share + share * ratio);
    }
    float all  = (float)table->capabilities;
    float with = (float)term->frequency;
    float idf  = logf(1 + (all - with + 0.5f) / (with + 0.5f));
    return idf * tf / (K1 + tf);
}

static int
compare_terms(const void *a, const void *b, void *user)
{
    const struct chela__term_table *table   = user;
    const struct term              *left    = &TERMS(table)[*(const uint32_t *)a];
    const struct term              *right   = &TERMS(table)[*(const uint32_t *)b];
    size_t                          shorter = left->len < right->len ? left->len : right->len;
    int order = memcmp(table->texts.data + left->text, table->texts.data + right->text, shorter);
    return order ? order : (left->len > right->len) - (left->len < right->len);
}

// Gives each term its place among the postings; `starts` receives it by the old number.
static void
place_terms(struct chela__term_table *table, const uint32_t *order, uint32_t *starts)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < TERM_COUNT(table); i++) {
        const struct term *term = &TERMS(table)[order[i]];
        table->entries[i] = (struct chela__term_entry){table->texts.data + term->text, term->len,
                                                       at, term->frequency};
        starts[order[i]]  = at;
        at += term->frequency;
    }
}

static void
place_postings(struct chela__term_table *table, uint32_t *starts)
{
    struct averages averages = average_lengths(table);
    for (size_t i = 0; i < COUNT_COUNT(table); i++) {
        const struct count *count = &COUNTS(table)[i];
        table->postings[starts[count->term]++] =
            (struct chela__term_posting){count->number, weigh(table, &averages, count)};
    }
}

chela_status
chela__term_table_finish(struct chela__term_table        *table,
                         const struct chela__term_entry **ret_terms, uint32_t *ret_term_count,
                         const struct chela__term_posting **ret_postings,
                         uint32_t *ret_posting_count, struct chela_error *err)
{
    uint32_t  terms = TERM_COUNT(table);
    uint32_t *order = calloc((size_t)terms + 1, 2 * sizeof *order);
    table->entries  = calloc((size_t)terms + 1, sizeof *table->entries);
    table->postings = calloc(COUNT_COUNT(table) + 1, sizeof *table->postings);
    if (!order || !table->entries || !table->postings) {
        free(order);
        return chela__error_memory(err);
    }
    for (uint32_t i = 0; i < terms; i++)
        order[i] = i;
    if (terms)
        qsort_r(order, terms, sizeof *order, compare_terms, table);
    place_terms(table, order, order + terms + 1);
    place_postings(table, order + terms + 1);
    free(order);
    *ret_terms         = table->entries;
    *ret_term_count    = terms;
    *ret_postings      = table->postings;
    *ret_posting_count = (uint32_t)COUNT_COUNT(table);
    return CHELA_OK;
}
