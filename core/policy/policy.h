// policy.h - what may happen: OEM policy, permissions, grants, labels. The strictest rule wins.
//
// Asked twice for every effect: by plan/ when the card is made, and by call/ at dispatch.
#ifndef CHELA_POLICY_H
#define CHELA_POLICY_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"
#include "package/manifest.h"

struct chela__policy;

// `oem`: the image's policy.json document, or NULL for the built-in default (only what tiers
// imply). Unknown members and values refuse it, with the pointer.
chela_status
chela__policy_new(const json_t *oem, struct chela__policy **ret_policy, struct chela_error *err);
void
chela__policy_free(struct chela__policy *policy);

// May this plugin run in the host's process: tier platform, "process": "host" and on the policy's
// list.
bool
chela__policy_in_host(const struct chela__policy *policy, const struct chela__manifest *plugin);

// The undo window: the smaller of the manifest's `within` and the policy's limit, in milliseconds.
int64_t
chela__policy_undo_window(const struct chela__policy     *policy,
                          const struct chela__capability *capability);

enum chela__verdict { CHELA__ALLOW, CHELA__ASK, CHELA__DENY };

// Facts of the moment, from the host agent.
struct chela__presence {
    bool is_locked;
    bool is_driving;
    bool is_guest; // somebody else's hands, a child's for instance
};

struct chela__ruling {
    enum chela__verdict verdict;
    char                reason[160]; // for the card or the refusal, in English
};

// Rules on a capability before its arguments are known.
void
chela__policy_rule(const struct chela__policy *policy, const struct chela__capability *capability,
                   const struct chela__presence *presence, struct chela__ruling *ret_ruling);

// ---- the contract: what the user has agreed to ----
//
// {"calls": [{"step": "send", "use": "org.example.sms/sms.send", "digest": "<manifest>", "max": 1,
//             "bind": {"/to":   {"from": "who", "path": "/contacts/*/phones/*"},
//                      "/text": {"is": "I am late"}}}]}
// Made by plan/ from the checked plan when the card is shown, fixed by the user's yes, stored with
// the task, and enforced at every dispatch. A member of `bind` governs the argument at its pointer
// and all below it:
//   {"is": VALUE}                       exactly this value, known when the card was shown
//   {"from": STEP, "path": POINTER}     a value at that place (`*`: any element) of that step's
//                                       recorded output; of an array every element is one
//   {"made_from": [STEP ...]}           any value; never for an authority argument
// With "optional": true the argument may be absent. Every argument must be governed, every governed
// one that is not optional must be there.

// One dispatch, held against the contract.
struct chela__contract_use {
    const json_t                   *contract;
    const char                     *step; // the plan's name for it
    const struct chela__capability *capability;
    const json_t                   *input;   // as plan/ resolved it, before defaults are filled in
    const json_t                   *results; // object: step -> its recorded output; NULL: none yet
    uint32_t                        spent;   // dispatches of this step before, retries not counted
};

// CHELA_OK when it lies inside the contract; else CHELA_DENIED with the reason. Pure and read
// effects that do not reach out need no entry.
chela_status
chela__contract_check(const struct chela__contract_use *use, struct chela_error *err);

// Does the capability send anything out of the device ("reaches")?
bool
chela__reaches_out(const struct chela__capability *capability);

// The role ("recipient", "amount" ...) of the argument at an input pointer; NULL: no authority.
const char *
chela__authority(const struct chela__capability *capability, const char *pointer);

#endif
