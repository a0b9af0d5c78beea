// candidates.h - which capability a stretch of the request asks for.
#ifndef CHELA_BACKEND_EMBEDDED_CANDIDATES_H
#define CHELA_BACKEND_EMBEDDED_CANDIDATES_H

#include "backend/embedded/draft.h"

#define CHELA__CANDIDATES_MAX 80 // that are looked at for one request
#define CHELA__ATOMS_MAX 24      // smallest parts; what follows belongs to the last one

enum chela__cut { // what makes a part begin
    CHELA__CUT_SENTENCE,
    CHELA__CUT_COMMAND, // "and find"
    CHELA__CUT_PART     // "and for Rome"
};

struct chela__atom { // a part of the request that may be a clause of its own: tokens [from, to)
    size_t          from, to;
    enum chela__cut cut;  // before it
    bool            then; // said to come after what is before
};

struct chela__candidates {
    struct chela__shape shapes[CHELA__CANDIDATES_MAX];
    struct chela__atom  atoms[CHELA__ATOMS_MAX];
    size_t              atom_count;
    float               search[CHELA__CANDIDATES_MAX][CHELA__ATOMS_MAX]; // of each part alone
    float              *rarities[CHELA__CANDIDATES_MAX]; // of the words of name and summary
    size_t              count;
    bool                has_templates; // some capability has examples
    bool                is_large;      // the catalogue: not all of it is looked at
};

// Reads the shapes of the shortlist, cuts the request into parts and adds what a search for each
// part finds.
chela_status
chela__candidates_read(const struct chela__draft *draft, struct chela__candidates *ret_candidates,
                       struct chela_error *err);

// How well a capability fits a clause, as numbers; weights in fit.c.
#define CHELA__FITS(X)                                                                             \
    X(SEARCH, "search")     /* score of the search for the clause, relative to the best */         \
    X(NAME, "name")         /* share of the words of its name that the clause says */              \
    X(SUMMARY, "summary")   /* of its summary */                                                   \
    X(COVERED, "covered")   /* share of the clause's own words that it knows */                    \
    X(TEMPLATE, "template") /* likeness to the best of its examples */                             \
    X(UNSAID, "unsaid")     /* no examples though others have some: hardly for people */           \
    X(FILLED, "filled")     /* share of the required parameters that found something */            \
    X(MISSING, "missing")   /* some required parameter found nothing */                            \
    X(EMPTY, "empty")       /* nothing is required */                                              \
    X(SCORE, "score")       /* mean score of the required arguments, at most 4 */                  \
    X(WORST, "worst")       /* the worst of them, -2 to 4 */                                       \
    X(OPTIONAL, "optional") /* share of up to three optional parameters that are said well */      \
    X(AGAIN, "again")       /* the last request used it */                                         \
    X(UNEXPLAINED, "unexplained") /* share of the clause's words that nothing accounts for */
enum chela__fit {
#define X(name, text) CHELA__FIT_##name,
    CHELA__FITS(X)
#undef X
        CHELA__FIT_COUNT
};

struct chela__window { // tokens of a clause
    size_t from, to;
};

// fit.c: what can be told from words alone ...
void
chela__fit_words(const struct chela__draft *draft, const struct chela__candidates *candidates,
                 size_t index, const struct chela__window *window, float fits[CHELA__FIT_COUNT]);
// ... and with the arguments.
void
chela__fit_arguments(const struct chela__draft *draft, const struct chela__step *step,
                     float fits[CHELA__FIT_COUNT]);
// Above 0: the clause asks for the capability.
float
chela__fit_score(const float fits[CHELA__FIT_COUNT]);

// How well each capability fits a clause by words alone.
void
chela__candidates_words(const struct chela__draft      *draft,
                        const struct chela__candidates *candidates,
                        const struct chela__window     *window,
                        float fits[CHELA__CANDIDATES_MAX][CHELA__FIT_COUNT]);

// A candidate with its arguments in the clause; `ret_step->single` is read.
chela_status
chela__candidates_try(const struct chela__draft *draft, const struct chela__candidates *candidates,
                      size_t index, const struct chela__window *window,
                      float fits[CHELA__FIT_COUNT], struct chela__step *ret_step);

#endif
