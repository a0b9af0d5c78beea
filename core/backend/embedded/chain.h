// chain.h - where an argument comes from that the request does not say: what an earlier step
// found, or a capability that finds it.
#ifndef CHELA_BACKEND_EMBEDDED_CHAIN_H
#define CHELA_BACKEND_EMBEDDED_CHAIN_H

#include "backend/embedded/candidates.h"

#define CHELA__CHAIN_DEPTH 3 // providers of providers

// Links what is missing in the steps, backwards over types; puts capabilities that read or convert
// before a step where nothing earlier has what it wants.
chela_status
chela__chain(struct chela__draft *draft, const struct chela__candidates *candidates,
             struct chela_error *err);

// The token of [from, to) that points at something said before ("it", "there"); `to` when there is
// none.
size_t
chela__pronoun_find(const struct chela__draft *draft, size_t from, size_t to);

// ---- outputs.c ----

struct chela__output { // a member of a capability's output
    const char *path;  // JSON Pointer, "*" for every element
    float       fit;   // how well it is what is wanted; 0: not at all
    bool        many;  // one of several
};

// The member of the output that fits a parameter best. `said` are the words around the request
// for it: tokens [from, to).
struct chela__output
chela__output_find(const struct chela__draft *draft, const struct chela__capability *capability,
                   const struct chela__capability *wanting, const struct chela__param *param,
                   size_t from, size_t to);

// The member of an earlier step's output that the words [first, last) name ("the result", "the
// translated text"); fit 0: they say something else.
struct chela__output
chela__output_named(const struct chela__draft *draft, const struct chela__step *earlier,
                    const struct chela__param *param, size_t first, size_t last);

#endif
