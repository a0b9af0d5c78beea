// book.h - what a request offers to a capability's parameters, looked up again for every clause.
#ifndef CHELA_BACKEND_EMBEDDED_BOOK_H
#define CHELA_BACKEND_EMBEDDED_BOOK_H

#include "backend/embedded/offers.h"

#define CHELA__BOOK_KEPT 16 // offers of a parameter that a clause gets

// Offers are made and scored once for a stretch of the request; a clause takes those that lie in
// it.
struct chela__offer_book {
    struct chela__marks      marks;
    struct chela__offer_list lists[CHELA__SHAPE_MAX_PARAMS];
    size_t from[CHELA__SHAPE_MAX_PARAMS], to[CHELA__SHAPE_MAX_PARAMS]; // tokens of the stretch
    bool   has_marks;
};

// The marks of a shape; from its book when it has one.
chela_status
chela__book_marks(const struct chela__reading *reading, const struct chela__shape *shape,
                  struct chela__scratch *arena, struct chela__marks *ret_marks);

// The offers of a parameter within its clause, scored, best first; with `series`, also series.
chela_status
chela__book_offers(const struct chela__case *it, bool series, struct chela__scratch *arena,
                   struct chela__offer_list *ret_offers);

#endif
