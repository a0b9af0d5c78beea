// draft.h - the plan while it is made: steps with what they were given and what they lack.
#ifndef CHELA_BACKEND_EMBEDDED_DRAFT_H
#define CHELA_BACKEND_EMBEDDED_DRAFT_H

#include "backend/backend.h"
#include "backend/embedded/assign.h"

#define CHELA__DRAFT_MAX_STEPS 32
#define CHELA__MAX_TURNS 16

struct chela__link { // an argument that is an earlier step's output
    size_t      step;
    const char *path;  // into its output; "" is the whole
    bool        many;  // the path names several
    bool        one;   // of which one is meant
    bool        first; // and any will do
    bool        set;
};

struct chela__step {
    const struct chela__shape *shape;
    struct chela__assignment   given;
    struct chela__link         links[CHELA__SHAPE_MAX_PARAMS];
    size_t                     from, to; // tokens of its clause
    float                      score;    // how well the capability fits its clause
    bool                       lacks;    // something that only the user can say
    bool                       single;   // no series of arguments
    bool                       follows;  // said to come after the step before
    size_t                     after;
};

struct chela__draft {
    const struct chela__backend_request *request;
    struct chela__value_context          context;
    struct chela__scratch               *arena;
    struct chela__reading                reading;
    size_t                               turn_start[CHELA__MAX_TURNS]; // bytes in the reading
    size_t                               turns, first_turn;
    struct chela__step                   steps[CHELA__DRAFT_MAX_STEPS];
    size_t                               count;
    json_t                              *trail; // NULL unless asked for
};

// assign.c: the best arguments in the step's clause.
chela_status
chela__step_assign(const struct chela__draft *draft, struct chela__step *step);

// plan.c: the draft as a plan (design.md section 7). `ret_plan` is the caller's.
chela_status
chela__draft_plan(const struct chela__draft *draft, json_t **ret_plan, struct chela_error *err);

#endif
