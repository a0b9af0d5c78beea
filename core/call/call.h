// call.h - one call from checked input to checked output, over whatever transport runs the plugin.
//
// check input -> policy (grant, labels, presence) -> journal intent -> dispatch -> deadline, cancel
// -> check output -> label -> journal outcome -> done(). All functions belong to the loop's thread.
#ifndef CHELA_CALL_H
#define CHELA_CALL_H

#include <jansson.h>

#include <chela/plugin.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/loop.h"
#include "package/manifest.h"
#include "package/store.h"
#include "policy/policy.h"
#include "sandbox/resolve.h"
#include "state/state.h"

struct chela__calls; // the running plugins and calls of one host
struct chela__call;  // one running call
struct chela__files; // the file handles of one task

// Everything is borrowed for the life of the chela__calls.
struct chela__calls_options {
    struct chela__loop        *loop;
    struct chela__stores      *stores;
    struct chela__policy      *policy;
    struct chela__state       *state; // NULL: nothing is journaled (chela test, eval)
    const struct chela__clock *clock;
    const char                *user_home; // what "~" of a manifest's sandbox means
    const char                *data_root; // $data of a plugin is data_root/PLUGIN-ID
    const char                *cache_root;
    const char                *config_root; // settings of a plugin are config_root/PLUGIN-ID.json;
                                            // NULL: the manifests' defaults
    const char *worker;                     // path of chela-worker
    const char *lang;                       // BCP 47
    void (*log)(void *user, const char *plugin, int level, const char *text); // may be NULL
    // Where plugins come from instead of the stores (chela test, chela dev, tests). NULL: stores.
    chela_status (*load)(void *user, const char *id, const char *version,
                         struct chela__loadable *ret_loadable, struct chela_error *err);
    // Names to addresses for the plugins' connections; gets `user` too. NULL: the system's.
    chela__resolve_fn resolve;
    void             *user;
};

chela_status
chela__calls_new(const struct chela__calls_options *options, struct chela__calls **ret_calls,
                 struct chela_error *err);
// Cancels what runs, closes the workers and waits for them (at most 200 ms, then kills).
void
chela__calls_free(struct chela__calls *calls);

// Starts the worker of a plugin while the card is shown, so that nobody waits for it later.
void
chela__calls_warm(struct chela__calls *calls, const struct chela__manifest *plugin);

// Keys or revocations have changed: plugins that may not be loaded any more are killed, and their
// calls fail; whether those took effect is not known.
void
chela__calls_recheck(struct chela__calls *calls);

// A task has ended: workers that must not outlive it (life "task"; plugins below tier vendor that
// were given personal data) are stopped.
void
chela__calls_settle(struct chela__calls *calls);

// What a call ended with. Borrowed during done().
struct chela__outcome {
    chela_status      status;
    int32_t           effect;  // CHELA_EFFECT_UNKNOWN, CHELA_NO_EFFECT, CHELA_EFFECT_DONE
    json_t           *output;  // NULL when it failed; for streams {"items": [...]} as collected
    enum chela__label label;   // join of the inputs' label and the manifest's
    const char       *text;    // why it failed; NULL when done
    bool              is_lost; // it ended without a word of the plugin
    int64_t           elapsed_us;
};

struct chela__call_request {
    struct chela__capability *capability;
    json_t                   *input;       // referenced; defaults are filled into a copy
    enum chela__label         label;       // join of the labels of all arguments
    const char               *key;         // idempotency key; NULL: made by the call
    int64_t                   now_ms;      // the plan's clock; 0: the clock's
    int64_t                   deadline_ms; // from now; 0: the manifest's timeout
    struct chela__files      *files;       // NULL: no handles
    // Journal and grant: the step that this call carries out. task NULL: a call outside any task,
    // which policy allows for pure and read effects, and for reserved roles ("provides") only.
    const char *task;
    uint32_t    step;    // number of the step in the task
    uint32_t    element; // of an `each` block; 0 elsewhere
    const char *step_id; // the plan's name for it
    int         attempt; // 1, 2, ...; 0 counts as 1
    // What the user agreed to (policy.h); every call of a task that writes or reaches out must lie
    // inside. NULL: nothing was agreed to.
    const json_t        *contract;
    const json_t        *results; // object: step -> recorded output; NULL: none yet
    uint32_t             spent;   // dispatches of this step before, retries not counted
    const char          *wish;    // of words and contract (state.h); NULL: not checked
    struct chela__undone undone;  // the effect that this call takes back; task NULL: none
    // The effect that this call asks about ("verify"): reading, by the same plugin and without a
    // task it is part of what was agreed to. NULL: it asks about none.
    const struct chela__capability *verifies;
    const struct chela__presence   *presence; // NULL: unlocked, the owner's hands
    void (*item)(void *user, json_t *item);   // each item of a stream; may be NULL
    void (*progress)(void *user, double done, const char *note); // may be NULL
    // A connection that was made for the call: "example.org:443 (192.0.2.1)"; may be NULL.
    void (*connected)(void *user, const char *to);
    void (*done)(void                        *user,
                 const struct chela__outcome *outcome); // exactly once, never before start returned
    void *user;
};

// A fault found before dispatch (input, policy, journal) is returned here and done() is not called.
chela_status
chela__call_start(struct chela__calls *calls, const struct chela__call_request *request,
                  struct chela__call **ret_call, struct chela_error *err);

// Records the outcome of a call that this process has no more: of one that was interrupted, or
// that ended unknown and has become known. `request` as it was, with key.
chela_status
chela__call_settle(struct chela__calls *calls, const struct chela__call_request *request,
                   const struct chela__outcome *outcome, struct chela_error *err);

// Asks it to end; done() still comes, once.
void
chela__call_cancel(struct chela__call *call);

// ---- file handles (chela:File) ----

chela_status
chela__files_new(struct chela__files **ret_files, struct chela_error *err);
void
chela__files_free(struct chela__files *files);

// Keeps a duplicate of `fd` and writes the reference that stands for it in JSON.
chela_status
chela__files_add(struct chela__files *files, int fd, const char *media, const char *name,
                 char ret_ref[CHELA_REF_SIZE], struct chela_error *err);

struct chela__file_info {
    int         fd; // borrowed
    const char *media;
    const char *name;
    int64_t     size; // bytes
};
chela_status
chela__files_get(const struct chela__files *files, const char *ref,
                 struct chela__file_info *ret_info, struct chela_error *err);

#endif
