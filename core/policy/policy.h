// policy.h - what may happen: OEM policy, permissions, grants, labels. The strictest rule wins.
//
// Asked twice for every effect: by plan/ when the card is made, and by call/ at dispatch.
#ifndef CHELA_POLICY_H
#define CHELA_POLICY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "package/manifest.h"

struct chela__policy;

// `oem`: the image's policy.json document, or NULL for the built-in default (only what tiers
// imply). Copies what it keeps. Unknown members and values refuse it, with the pointer:
//   {"policy": 1,
//    "keys": [...], "revoked": [...],            read by trust/
//    "in_host": [PLUGIN-ID ...],                 may run in the host's process; default none
//    "reserved": [PREFIX ...],                   names that need tier vendor; default sms, phone,
//                                                vault, home, car, pay, system
//    "deny": [PATTERN ...],                      never
//    "consent": [PATTERN ...],                   only after a card, whatever was granted
//    "backends": {NAME: LABEL},                  the highest label that a backend sees; default
//                                                sensitive for embedded and replay, else public
//    "quotas": {PATTERN: {"crashes": N,          in ten minutes, before quarantine; default 5
//                         "backoff_ms": N}},     before the start after a crash; default 100, and
//                                                four times as long after each further one
//    "resident": [PATTERN ...],                plugins whose worker may stay; default none
//    "private_hosts": {PATTERN: [HOST ...]},     plugins, and names that may lead them into the
//                                                private network; default none
//    "undo_window": DURATION}                    longest time for an undo; default PT1H, PT0S never
// PATTERN: "*", a plugin id, a full or a short name of a capability, or any of these cut short with
// "*" at its end.
chela_status
chela__policy_new(const json_t *oem, struct chela__policy **ret_policy, struct chela_error *err);
void
chela__policy_free(struct chela__policy *policy);

// May this plugin's worker stay although nothing is asked of it: "life": "resident" and on the
// policy's list.
bool
chela__policy_resident(const struct chela__policy *policy, const struct chela__manifest *plugin);

// May this plugin run in the host's process: tier platform, "process": "host" and on the policy's
// list.
bool
chela__policy_in_host(const struct chela__policy *policy, const struct chela__manifest *plugin);

// May this plugin follow this name to an address of the private network? Its manifest has declared
// the name; an address that it declares needs no leave.
bool
chela__policy_private_host(const struct chela__policy *policy, const char *plugin_id,
                           const char *host);

// The highest label that values may have which a backend is shown.
enum chela__label
chela__policy_backend_limit(const struct chela__policy *policy, const char *backend);

// So many crashes within ten minutes put a plugin into quarantine. Of several that match, the
// least.
int64_t
chela__policy_crash_limit(const struct chela__policy *policy, const char *plugin_id);

// The wait before the start after a first crash, in milliseconds. Of several that match, the most.
int64_t
chela__policy_backoff_ms(const struct chela__policy *policy, const char *plugin_id);

// The undo window: the smaller of the manifest's `within` and the policy's limit, in milliseconds;
// 0 when the capability has no undo.
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
// What may run then when the manifest's `presence` says nothing: locked or guest: `pure`, and
// `read` of at most label device; driving: all. A manifest's "no" counts at every tier, its "yes"
// from tier vendor on.

struct chela__ruling {
    enum chela__verdict verdict;
    char                reason[160]; // for the card or the refusal, in English
};

// Rules on a capability before its arguments are known; the strictest rule wins. ALLOW: `pure`, and
// `read` that stays on the device (below tier vendor: and is at most of label device). ASK: all
// else. `presence` NULL: unlocked, the owner's hands.
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
// With "said": true an {"is"} came from the user's own words alone (for grants).
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
    enum chela__verdict             verdict; // of chela__policy_rule() now
};

// CHELA_OK when it lies inside the contract; else CHELA_DENIED with the reason. A step without an
// entry must be allowed by its verdict, neither write nor reach out.
chela_status
chela__contract_check(const struct chela__contract_use *use, struct chela_error *err);

// The id of the grant that covered a step when its card was made; NULL: the user was asked.
const char *
chela__contract_grant(const json_t *contract, const char *step);

// ---- grants: a yes that holds for more than one card ----
//
// {"use", "digest", "max": N, "bind": {POINTER: {"in": [VALUE ...]} | {"any": true}}} and what
// state/ adds: "grant" (its id), "scope" (its number), "until",
// "task". Whom an effect hits ("authority") and to
// whom something goes ("reaches") is always fixed to the values that the card showed; every other
// argument that was there may have any value. Bound to the manifest by its digest: a plugin that
// has changed in any way asks again.

enum chela__grant_scope {
    CHELA__GRANT_ONCE,   // the card's own plan; not stored
    CHELA__GRANT_TASK,   // until the task ends
    CHELA__GRANT_UNTIL,  // until a time, at most CHELA__GRANT_MAX_MS from now
    CHELA__GRANT_ALWAYS, // until it is revoked
};
#define CHELA__GRANT_MAX_MS ((int64_t)24 * 60 * 60 * 1000)

// "once", "task", "until", "always". Static.
const char *
chela__grant_scope_name(enum chela__grant_scope scope);

// The widest scope that a yes may have: ALWAYS; UNTIL for what is irreversible, costs or moves real
// things, and for what a plugin below tier vendor changes or sends; TASK where the policy forces
// consent. `policy` NULL: it forces none.
enum chela__grant_scope
chela__grant_widest(const struct chela__policy *policy, const struct chela__capability *capability);

// The grant that a yes to this entry of a contract may become. NULL: none, because an argument
// that decides whom it concerns is not known yet or has a meaning in this task alone, or out of
// memory.
json_t *
chela__grant_make(const struct chela__capability *capability, const json_t *entry);

// Whether a stored grant covers an entry of a new contract; the caller knows that its time or task
// has not ended. What is sent out of the device must be the user's own words ("said": true of the
// entry's binding) wherever the grant allows any value.
bool
chela__grant_covers(const struct chela__policy *policy, const struct chela__capability *capability,
                    const json_t *grant, const json_t *entry);

// ---- what a capability does with its arguments ----

// Does the capability send anything out of the device ("reaches")?
bool
chela__reaches_out(const struct chela__capability *capability);

// The role ("recipient", "amount" ...) of the argument at an input pointer or of what it lies in;
// NULL: no authority.
const char *
chela__authority(const struct chela__capability *capability, const char *pointer);

// ---- labels ----

static inline enum chela__label
chela__label_join(enum chela__label a, enum chela__label b)
{
    return a > b ? a : b;
}

// The highest label that the argument at an input pointer takes: `accepts`, else personal for what
// reaches out and sensitive for what stays here.
enum chela__label
chela__label_limit(const struct chela__capability *capability, const char *pointer);

// CHELA_DENIED, with the argument and both labels, when `label` is above the limit.
chela_status
chela__label_check(const struct chela__capability *capability, const char *pointer,
                   enum chela__label label, struct chela_error *err);

// The label of the output's member at a pointer: `labels`, else `label` of the capability.
enum chela__label
chela__label_of(const struct chela__capability *capability, const char *pointer);

#endif
