// plan.h - a plan as data: what a backend proposes, read strictly and checked before anything runs.
//
// chela__plan_read() turns JSON (design.md section 7) into numbered steps; chela__plan_check()
// proves every edge against the catalogue. Nothing here runs a capability.
#ifndef CHELA_PLAN_H
#define CHELA_PLAN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "catalog/catalog.h"
#include "package/manifest.h"
#include "policy/policy.h"

#define CHELA__PLAN_MAX_STEPS 256
#define CHELA__PLAN_MAX_DEPTH 64      // of blocks, arguments and conditions, each
#define CHELA__PLAN_MAX_TURNS 64      // of the conversation that the plan belongs to
#define CHELA__PLAN_MAX_ELEMENTS 1024 // of one block: the largest `limit`
#define CHELA__PLAN_MAX_ID 64         // bytes of a step's name
#define CHELA__PLAN_MAX_GROWN 32      // steps that a `plan` step may become
#define CHELA__PLAN_GROWN "x-grown"   // marks the block that it has become
#define CHELA__PLAN_TRIGGER "trigger" // the step that a plan's trigger becomes, number 0
#define CHELA__TRIGGER_LATE_MS ((int64_t)12 * 3600 * 1000) // how late an occurrence may run
#define CHELA__WAIT_MAX_MS ((int64_t)400 * 24 * 3600 * 1000)
#define CHELA__NO_STEP ((uint32_t)0xFFFFFFFFu)

enum chela__arg_kind {
    CHELA__ARG_SAID,   // bytes of the user's words
    CHELA__ARG_FROM,   // result of a step
    CHELA__ARG_ITEM,   // current element of the nearest `each`
    CHELA__ARG_MEMORY, // `from` is the id of what is remembered; words of it, or its value
    CHELA__ARG_CONST,
    CHELA__ARG_TEXT, // `args` joined as text
    CHELA__ARG_FIRST,
    CHELA__ARG_OBJECT,
    CHELA__ARG_LIST
};

enum chela__pick {
    CHELA__PICK_NONE, // not said: the value; with `*` in the path, the list of all
    CHELA__PICK_ONE,  // exactly one, else the user is asked
    CHELA__PICK_FIRST,
    CHELA__PICK_ALL
};

// One argument. Everything belongs to the plan.
struct chela__arg {
    enum chela__arg_kind kind;
    enum chela__pick     pick;
    const char          *name; // as a member of an object; NULL elsewhere
    size_t               turn, start, end;
    const char          *from;      // FROM: the step's id
    uint32_t             step;      // FROM: its number, once linked
    const char          *path;      // FROM, ITEM: pointer, `*` is every element
    json_t              *value;     // CONST; SAID: its normal form, once checked
    bool                 is_moving; // SAID: of a standing order, another one each time
    struct chela__arg   *args;      // TEXT, FIRST, OBJECT, LIST
    size_t               count;
};

enum chela__test { CHELA__TEST_IS, CHELA__TEST_ALL, CHELA__TEST_ANY, CHELA__TEST_NOT };

struct chela__condition {
    enum chela__test         test;
    struct chela__arg       *args; // IS: two are equal; one has a value that is not false or empty
    struct chela__condition *conditions; // ALL, ANY, NOT
    size_t                   count;
};

enum chela__step_kind {
    CHELA__STEP_CALL,
    CHELA__STEP_BLOCK,
    CHELA__STEP_WAIT,
    CHELA__STEP_UNDO,
    CHELA__STEP_PLAN
};

// What a step waits for: always a step of the same block, which may stand for one inside it.
struct chela__need {
    uint32_t step;
    bool     is_weak;  // only through `first`: may have failed or been skipped
    bool     is_order; // only through `after`: carries no value
};

struct chela__step {
    uint32_t                  number; // its place in `steps`, depth-first
    uint32_t                  parent; // the block it is in, or CHELA__NO_STEP
    uint32_t                  end;    // one past its last descendant
    const char               *id;
    enum chela__step_kind     kind;
    const char               *use;        // as proposed
    struct chela__capability *capability; // CALL, once checked; borrowed from the catalogue
    struct chela__arg         with;       // OBJECT
    struct chela__condition  *when;       // NULL: always
    bool                      is_watch;   // WAIT: for an item of `capability`; else for a time
    struct chela__condition  *where;      // WAIT for a watch: which item is meant; NULL: the first
    int64_t                   within_ms;  // WAIT: for so long at most; 0: without end. The
                                          // trigger: how late an occurrence may run
    struct chela__arg  *each;             // BLOCK; NULL: once
    uint32_t            limit;            // of elements
    bool                skips;            // "on_fail": "skip"
    struct chela__step *may;              // PLAN: calls that it may become; `limit` times each
    uint32_t            may_count;
    const char        **given; // PLAN: ids of the steps whose results it goes on from
    size_t              given_count;
    bool                is_grown;  // BLOCK: that a PLAN step has become
    const char         *agreed_as; // in the contract, when not as `id`: "PLAN-STEP:USE"
    const char        **after;     // ids
    size_t              after_count;
    struct chela__need *needs;
    size_t              need_count;
    // Found by the check:
    bool looks;   // may begin before the card: pure or read, stays here, follows no effect
    bool is_seen; // ... and has settled by then, with all steps inside it
    bool binds;   // stands on the card and in the contract
    bool is_new;  // ... and the user has not agreed to such before: the card must be answered
};

struct chela__plan {
    json_t                 *json; // referenced
    const json_t           *turns;
    const json_t           *memories; // id -> what is remembered, set by the host; NULL: nothing
    int64_t                 now_ms;
    const char             *zone;
    const char             *lang;
    struct chela__step     *steps;
    uint32_t                count;
    bool                    has_trigger; // step 0 is what a standing order waits for
    struct chela__arg      *answer;      // TEXT; NULL: none
    struct chela__pool     *pool;
    json_t                 *kept; // array: values that arguments borrow
    struct chela__manifest *own;  // what steps that wait stand for (waiting.h); NULL: none do
};

// Strict: unknown members that do not start with "x-" refuse it. Each message names the step and
// the pointer inside it: "send: /with/to: ...".
chela_status
chela__plan_read(json_t *json, struct chela__plan **ret_plan, struct chela_error *err);

// NULL is allowed.
void
chela__plan_free(struct chela__plan *plan);

struct chela__check_options {
    struct chela__catalog        *catalog;
    const struct chela__policy   *policy;    // NULL: nothing is denied, every effect asks
    const struct chela__presence *presence;  // NULL: unlocked, the owner's hands
    const char                   *preferred; // plugin that wins between equal names; may be NULL
    // What policy or presence denies; for the audit log. May be NULL.
    void (*denied)(void *user, const struct chela__capability *capability);
    void *user;
};

// Proves that every capability exists, every argument fits, nothing required is missing and
// policy allows it. CHELA_INVALID, CHELA_NOT_FOUND, CHELA_DENIED, CHELA_UNSUPPORTED ("not yet").
chela_status
chela__plan_check(struct chela__plan *plan, const struct chela__check_options *options,
                  struct chela_error *err);

// The number of the step with that name, or CHELA__NO_STEP.
uint32_t
chela__plan_find(const struct chela__plan *plan, const char *id);

#endif
