// assign.h - gives the parameters of one capability their arguments: the best whole, not the best
// parts.
#ifndef CHELA_BACKEND_EMBEDDED_ASSIGN_H
#define CHELA_BACKEND_EMBEDDED_ASSIGN_H

#include "backend/embedded/offers.h"

#define CHELA__ASSIGN_KEPT 14  // offers of a parameter that are looked at
#define CHELA__ASSIGN_WIDTH 24 // partial assignments that are kept from parameter to parameter

struct chela__assignment {
    const struct chela__shape      *shape;
    const struct chela__offer      *chosen[CHELA__SHAPE_MAX_PARAMS]; // NULL: stays out
    const struct chela__offer_list *offers; // of each parameter, best first
    float                           score;
    size_t                          missing; // required parameters that stay out
    size_t                          filled;  // required parameters that got a phrase or a choice
};

struct chela__extent { // where arguments are looked for
    size_t from, to;   // tokens
    bool   single;     // no series of them
};

// The best assignment of what the tokens say. No words serve two parameters.
chela_status
chela__assign(const struct chela__reading *reading, const struct chela__shape *shape,
              const struct chela__extent *extent, struct chela__scratch *arena,
              struct chela__assignment *ret_assignment);

#endif
