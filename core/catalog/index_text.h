// index_text.h - what of a capability is searched, and the term table made of it; private to the
// folder.
#ifndef CHELA_CATALOG_INDEX_TEXT_H
#define CHELA_CATALOG_INDEX_TEXT_H

#include <stdint.h>

#include "base/error.h"
#include "package/manifest.h"

// The fields of BM25F, from what says most to what says least.
enum chela__search_field {
    CHELA__FIELD_NAME,
    CHELA__FIELD_SUMMARY,
    CHELA__FIELD_EXAMPLES,
    CHELA__FIELD_TEXTS, // parameters: names, descriptions, texts, choices
    CHELA__FIELD_PLUGIN,
    CHELA__SEARCH_FIELDS
};

typedef chela_status
chela__field_text(void *user, enum chela__search_field field, const char *text);

// Calls `take` for every text of a capability, in all languages.
chela_status
chela__search_texts(const struct chela__capability *capability, chela__field_text *take,
                    void *user);

// ---- terms of all capabilities ----

struct chela__term_table;

chela_status
chela__term_table_new(struct chela__term_table **ret_table, struct chela_error *err);
void
chela__term_table_free(struct chela__term_table *table);

// Adds the terms of one capability; `number` rises from call to call.
chela_status
chela__term_table_add(struct chela__term_table *table, uint32_t number,
                      const struct chela__capability *capability, struct chela_error *err);

struct chela__term_posting {
    uint32_t number;
    float    weight; // what the term adds to the capability's score
};
struct chela__term_entry {
    const char *text;
    uint32_t    len;
    uint32_t    first, count; // of its postings
};

// Sorts the terms by bytes and computes the weights. Both arrays are borrowed from the table.
chela_status
chela__term_table_finish(struct chela__term_table        *table,
                         const struct chela__term_entry **ret_terms, uint32_t *ret_term_count,
                         const struct chela__term_posting **ret_postings,
                         uint32_t *ret_posting_count, struct chela_error *err);

#endif
