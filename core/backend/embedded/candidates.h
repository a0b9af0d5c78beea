// candidates.h - which capability a stretch of the request asks for.
#ifndef CHELA_BACKEND_EMBEDDED_CANDIDATES_H
#define CHELA_BACKEND_EMBEDDED_CANDIDATES_H

#include "backend/embedded/draft.h"

#define CHELA__CANDIDATES_MAX 64 // of the shortlist

struct chela__candidates {
    struct chela__shape shapes[CHELA__CANDIDATES_MAX];
    float               search[CHELA__CANDIDATES_MAX];   // score of the search, the best one is 1
    float              *rarities[CHELA__CANDIDATES_MAX]; // of the words of name and summary
    size_t              count;
    bool                has_templates; // some capability has examples
};

// Reads the shapes of the shortlist.
chela_status
chela__candidates_read(const struct chela__draft *draft, struct chela__candidates *ret_candidates,
                       struct chela_error *err);

struct chela__candidate_features { // what counts how much
    float bias;
    float search;        // of the catalogue, relative to the best
    float name, summary; // shares of the capability's words that the clause says
    float covered;       // share of the clause's own words that the capability says
    float template;      // likeness to the best example
    float unsaid;        // it has no examples though others have: hardly for people
    float filled;        // share of the required parameters that found something
    float score;         // of the assignment, per parameter
};

// The best capability for tokens [from, to), with its arguments.
chela_status
chela__candidates_best(const struct chela__draft *draft, const struct chela__candidates *candidates,
                       size_t from, size_t to, struct chela__step *ret_step,
                       struct chela_error *err);

#endif
