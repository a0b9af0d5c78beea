// fits.h - proofs that every value of one view fits another; private to fits.c and fits_rules.c.
//
// CHELA_OK: proved. CHELA_PENDING: only the value can tell. CHELA_INVALID: no value fits, and
// proof->why says why.
#ifndef CHELA_SCHEMA_FITS_H
#define CHELA_SCHEMA_FITS_H

#include "schema/view.h"

struct proof {
    struct chela_error why;
    size_t             steps;
    int                depth;
};

chela_status
chela__fits_view(struct proof *proof, const struct view *from, const struct view *to);

// One keyword that the wanted schema has.
chela_status
chela__fits_keyword(struct proof *proof, const struct view *from, const struct view *to,
                    const char *keyword, const json_t *wanted);

// "Not certain" instead of "impossible": when what cannot fit may be absent.
chela_status
chela__fits_weaken(struct proof *proof, chela_status status);

// Both must hold.
chela_status
chela__fits_both(chela_status a, chela_status b);

#endif
