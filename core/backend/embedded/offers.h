// offers.h - what one parameter could be given, each offer with its evidence and score.
#ifndef CHELA_BACKEND_EMBEDDED_OFFERS_H
#define CHELA_BACKEND_EMBEDDED_OFFERS_H

#include "backend/embedded/features.h"

#define CHELA__OFFERS_MAX 1500 // of one parameter before the best are kept

enum chela__offer_kind {
    CHELA__OFFER_NONE,
    CHELA__OFFER_PHRASE,  // a stretch of the request; of a list: with items
    CHELA__OFFER_CHOICE,  // one of the enum
    CHELA__OFFER_CHOICES, // several of them
    CHELA__OFFER_FLAG,
    CHELA__OFFER_SAMPLE, // an example of the text that the request says in another form
    CHELA__OFFER_KEPT,   // what the last request was given, in `constant`
    CHELA__OFFER_SERIES  // one argument each for several calls
};

struct chela__offer {
    enum chela__offer_kind      kind;
    float                       score;     // against leaving the parameter out
    const struct chela__phrase *phrase;    // where it was said; NULL: nowhere
    const json_t               *constant;  // CHOICE: the enum's value
    const json_t              **constants; // CHOICES
    size_t                      constant_count;
    bool                        truth;  // FLAG
    struct chela_text           sample; // SAMPLE
    const struct chela__offer **items;  // SERIES
    size_t                      item_count;
};

struct chela__offer_list {
    struct chela__offer *items; // best first once scored; the offer to stay out is in it
    size_t               count;
};

// All offers of a parameter within its clause, not yet scored.
chela_status
chela__offers_make(const struct chela__case *it, struct chela__scratch *arena,
                   struct chela__offer_list *ret_offers);

// The evidence for one of them.
void
chela__offer_evidence(const struct chela__case *it, const struct chela__offer *offer,
                      struct chela__evidence *ret_evidence);

// The evidence times the table of weights.c.
float
chela__offer_score(const struct chela__case *it, const struct chela__offer *offer);

// Scores all with the table of weights.c and sorts them; scores are relative to staying out.
void
chela__offers_score(const struct chela__case *it, struct chela__offer_list *offers);

// ---- choices.c ----

enum chela__choice_match {
    CHELA__CHOICE_UNNAMED,
    CHELA__CHOICE_PART,
    CHELA__CHOICE_SAME,
    CHELA__CHOICE_STEM,
    CHELA__CHOICE_EXACT
};

// Small letters alone: a word of the language, not a name.
bool
chela__choice_is_word(struct chela_text choice);

// How tokens [from, to) name an enum's value, and where.
enum chela__choice_match
chela__choice_find(const struct chela__reading *reading, struct chela_text choice, size_t from,
                   size_t to, size_t *ret_first, size_t *ret_last);

#endif
