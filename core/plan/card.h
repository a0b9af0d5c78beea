// card.h - inside plan/: what the user is asked to agree to, and the contract that a yes makes.
#ifndef CHELA_PLAN_CARD_H
#define CHELA_PLAN_CARD_H

#include "plan/people.h"
#include "plan/run.h"

#define CHELA__CARD_MAX_EFFECTS 20 // shown of one step over a list
#define CHELA__CARD_MAX_TEXT 80    // characters of one value or plugin's text

struct chela__card {
    json_t                 *json;     // see chela/host.h
    json_t                 *contract; // see policy/policy.h
    char                   *text;     // lines for a terminal
    size_t                  effects;
    bool                    is_reversible;
    bool                    leaves_device;
    bool                    costs;
    bool                    is_new; // something on it was not agreed to before
    enum chela__grant_scope widest; // how long a yes to all of that may hold
};

struct chela__card_options {
    const struct chela__policy *policy; // NULL: the undo window is not looked at
    const struct chela__people *people;
    const json_t               *sentences; // {step id: the host's own sentence}; NULL: none
    const char                 *cannot;    // of an undo: what it will not take back; NULL: nothing
};

// After the look: every step that binds and has not settled, with its concrete arguments or what
// binds them.
chela_status
chela__card_make(struct chela__run *run, const struct chela__card_options *options,
                 struct chela__card *ret_card, struct chela_error *err);
void
chela__card_done(struct chela__card *card);

// The effect of one call in a sentence: the manifest's `card` with the arguments filled in, quoted
// when its plugin has no tier above `sideload`. `values` maps argument names to values or texts.
void
chela__card_sentence(const struct chela__people *people, struct chela__buffer *out,
                     const struct chela__capability *capability, const json_t *values);

// The contract's entry for what a plan step may become: what is given stays as it is, the rest is
// made from the results that it goes on from.
json_t *
chela__contract_grown(struct chela__run *run, const struct chela__step *step,
                      const struct chela__step *may);

// The contract's entry for a step.
json_t *
chela__contract_entry(struct chela__run *run, const struct chela__step *step,
                      const struct chela__instance *instance, uint32_t most);

#endif
