// host.h - the API for host agents: hand Chela a sentence, get a checked plan, a consent card,
// events and an answer.
//
// Rules
//   - Asynchronous, without a loop of its own: put chela_host_fd() into the agent's loop and call
//     chela_dispatch() when it is readable, or let chela_wait() do both.
//   - Threads: a host and all that hangs off it belong to one thread at a time. Callbacks run in
//     that thread, inside chela_dispatch(), chela_wait() or the call that caused them, never with a
//     lock held. chela_host_wake() alone is [any].
//   - Strings are UTF-8. What a function is given is copied; what a callback gets is borrowed until
//     the callback returns. JSON texts are one line.
//   - `struct_size` is the first field of every struct; the CHELA_..._INIT macros set it. Within a
//     major fields are only added at the end; unknown kinds and flags are ignored.
//   - A callback may call chela_consent(), chela_cancel() and chela_ask(), and must not close the
//     host or its conversation.
#ifndef CHELA_HOST_H
#define CHELA_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <chela/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CHELA_API __attribute__((visibility("default")))
#else
#define CHELA_API
#endif

struct chela_host;         // stores, catalogue, policy, state, running plugins, backend
struct chela_conversation; // one person's requests, one after the other

// ---- what the agent knows and Chela does not ----

// Facts of the moment. 0 is no, everything else yes.
struct chela_presence_facts {
    uint32_t struct_size;
    int32_t  is_locked;
    int32_t  is_driving;
    int32_t  is_guest; // the device is in somebody else's hands
    int32_t  is_away;  // nobody is there to answer: a card that has to be asked is refused
};

// An alarm, timer or reminder whose time has come.
struct chela_due {
    uint32_t    struct_size;
    const char *plugin; // "org.example.reminders"
    const char *id;     // the plugin's own
    const char *text;
    const char *at; // RFC 3339
};

struct chela_host_options {
    uint32_t struct_size;
    uint32_t flags; // 0

    // Folders and programs. NULL: the user's home directory, $XDG_DATA_HOME/chela,
    // $XDG_CACHE_HOME/chela, the image and the worker of this installation.
    const char *home;
    const char *data;
    const char *cache;
    const char *image;
    const char *worker;

    // "embedded" (also NULL) or "replay:FILE".
    const char *backend;
    // Append every proposal to this file, which "replay:FILE" reads. NULL: no.
    const char *record;

    // BCP 47 of answers when the request does not tell; IANA zone. NULL: the environment's.
    const char *lang;
    const char *zone;

    void *user; // for the callbacks below
    // Wall-clock milliseconds since 1970. NULL: the machine's clock.
    int64_t (*now_ms)(void *user);
    // Fills in what holds now. NULL: unlocked, not driving, the owner.
    void (*presence)(void *user, struct chela_presence_facts *ret_facts);
    // The 32-byte key that seals what is stored. NULL: a private file made on first use.
    chela_status (*key)(void *user, unsigned char ret_key[32]);
    // Shows what is due. NULL: chela_run_due() counts only.
    void (*due)(void *user, const struct chela_due *due);
    // A line of a plugin for the developer. NULL: dropped.
    void (*log)(void *user, const char *plugin, int32_t level, const char *text);
};
#define CHELA_HOST_OPTIONS_INIT                                                                    \
    {                                                                                              \
        sizeof(struct chela_host_options), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,      \
            NULL, NULL, NULL, NULL, NULL, NULL, NULL                                               \
    }

// `options` may be NULL. Opens no plugin.
CHELA_API chela_status
chela_host_open(const struct chela_host_options *options, struct chela_host **ret_host,
                struct chela_error *err);

// Cancels what runs and waits for it, at most 200 ms. NULL is allowed. Close conversations first.
CHELA_API void
chela_host_close(struct chela_host *host);

// Readable when chela_dispatch() has something to do. Owned by the host.
CHELA_API int
chela_host_fd(const struct chela_host *host);

// Waits up to `timeout_ms` (0: not at all, -1: for ever) and runs what is due.
CHELA_API chela_status
chela_dispatch(struct chela_host *host, int timeout_ms, struct chela_error *err);

// Makes a waiting chela_dispatch() return. [any]
CHELA_API void
chela_host_wake(struct chela_host *host);

// Asks every plugin what is due by now and calls `due` for each; carries out waits that are over
// and standing orders that are due, and listens to watches for two seconds. Waits for the end.
CHELA_API chela_status
chela_run_due(struct chela_host *host, size_t *ret_count, struct chela_error *err);

// ---- what a conversation tells ----

enum chela_event_kind {
    CHELA_EVENT_PLAN = 1, // the checked plan; json: the plan
    CHELA_EVENT_TRAIL,    // with CHELA_EXPLAIN; json: what the backend found
    CHELA_EVENT_STARTED,  // a step; json: {"input"}
    CHELA_EVENT_PROGRESS, // progress, text
    CHELA_EVENT_ITEM,     // json: the item
    CHELA_EVENT_RETRY,    // text: why
    CHELA_EVENT_DONE,     // json: {"output"}
    CHELA_EVENT_FAILED,   // status, text
    CHELA_EVENT_SKIPPED,  // text: why
    CHELA_EVENT_EGRESS,   // json: {"input"}, what is about to leave the device; or text: whereto a
                          // plugin was connected, "example.org:443 (192.0.2.1)"
    CHELA_EVENT_WAITING   // a step waits; json: {"until"} or, for an item of a watch, null
};

struct chela_event {
    uint32_t     struct_size;
    int32_t      kind;       // enum chela_event_kind
    const char  *task;       // its id; "" before there is one
    const char  *step;       // the plan's name for it; "" when it concerns the whole plan
    const char  *capability; // full name or ""
    uint32_t     element;    // of a block over a list; 0 elsewhere
    chela_status status;
    double       progress; // 0..1, below 0 when unknown
    const char  *text;     // for people; "" when there is nothing to add
    const char  *json;     // "null" when there is nothing to add
    // Why there is this step: the user's own words that it was made from, or "for" the step that
    // needs it; "" for the whole plan. So many of the calls and waits that are known are over.
    const char *reason;
    uint32_t    done, total;
};

// What the user is asked to agree to, before the first effect.
struct chela_card {
    uint32_t struct_size;
    int32_t  is_reversible; // everything on it can be undone
    int32_t  leaves_device; // something on it sends data away
    int32_t  costs;
    // {"effects": [{"step", "use", "plugin", "tier", "text", "effect": "write"|"irreversible"|...,
    //               "flags": []?, "undo": bool, "leaves": bool, "each": {"most": n}?,
    //               "grant": id of the grant that covers it?,
    //               "scope": how long a yes to it may hold?, "grants": what that would cover?,
    //               "arguments": [{"name", "pointer", "value" | "constraint", "origin": "words" |
    //                              "step" | "item" | "plan", "from": step?, "role":
    //                              "recipient"...?}]}]}
    const char *json;
    const char *text;  // the same as lines for a terminal
    int32_t     scope; // enum chela_scope: how long a yes to all that no grant covers may hold
};

// How long a yes holds.
enum chela_scope {
    CHELA_ONCE = 0,  // for this card
    CHELA_THIS_TASK, // for the like of it until the task ends
    CHELA_UNTIL,     // ... until a time, at most 24 hours from now
    CHELA_ALWAYS     // ... until it is revoked
};

// Something that only the user can say. Answer with the next chela_ask().
struct chela_question {
    uint32_t    struct_size;
    const char *text;
    const char *json; // {"text", "choices": [{"text", "value"}], "use"?, "parameter"?, "missing"?}
};

// How a request ended. Exactly one for each chela_ask(), chela_call() and chela_undo() that did
// not return a failure itself.
struct chela_result {
    uint32_t struct_size;
    // CHELA_OK: done. CHELA_NEEDS_ANSWER: a question is open. CHELA_DENIED: the user, policy or
    // the planner said no. CHELA_UNSUPPORTED: refused, nothing fits. Else: failed.
    chela_status status;
    const char  *task; // its id; "" when nothing was recorded
    const char  *text; // the answer, refusal or reason, in the user's language
    // {"status", "task", "answer", "steps": [{"step", "use", "status", "text"?, "output"?}]}
    const char *json;
};

#define CHELA_DRY_RUN 1u   // stop at the card, which is shown and needs no answer
#define CHELA_EXPLAIN 2u   // ask the backend for its trail
#define CHELA_EPHEMERAL 4u // neither resume nor undo after the host has closed, nothing remembered
#define CHELA_FORGETFUL 8u // uses and adds nothing that is remembered

struct chela_conversation_options {
    uint32_t struct_size;
    uint32_t flags; // CHELA_DRY_RUN, CHELA_EXPLAIN, CHELA_EPHEMERAL, CHELA_FORGETFUL
    void    *user;
    // All may be NULL.
    void (*event)(void *user, const struct chela_event *event);
    // Answer with chela_consent(), now or later. Without this callback every card is refused.
    void (*card)(void *user, struct chela_conversation *conversation,
                 const struct chela_card *card);
    void (*question)(void *user, const struct chela_question *question);
    void (*result)(void *user, const struct chela_result *result);
    // Milliseconds that a card waits for its answer, which is a no afterwards. 0: 60 000.
    int64_t consent_ms;
};
#define CHELA_CONVERSATION_OPTIONS_INIT                                                            \
    {                                                                                              \
        sizeof(struct chela_conversation_options), 0, NULL, NULL, NULL, NULL, NULL, 0              \
    }

CHELA_API chela_status
chela_conversation_open(struct chela_host *host, const struct chela_conversation_options *options,
                        struct chela_conversation **ret_conversation, struct chela_error *err);

// Cancels what it runs; no callback comes any more. NULL is allowed.
CHELA_API void
chela_conversation_close(struct chela_conversation *conversation);

// ---- requests: one at a time, CHELA_BUSY while one runs ----

// A sentence: a new request, or the answer to the open question.
CHELA_API chela_status
chela_ask(struct chela_conversation *conversation, const char *text, struct chela_error *err);

// One capability with explicit arguments (JSON object; NULL: none), which count as the user's own.
CHELA_API chela_status
chela_call(struct chela_conversation *conversation, const char *capability, const char *json,
           struct chela_error *err);

// Runs a task's inverses, newest first. `task`: id, unique prefix or "last"; `step`: the number of
// one step as chela_task_show() gives it, or NULL for all.
CHELA_API chela_status
chela_undo(struct chela_conversation *conversation, const char *task, const char *step,
           struct chela_error *err);

// What became of the effect that a resume finds unknown first.
enum chela_decision {
    CHELA_ASK_USER = 0, // a question, answered with the next chela_ask()
    CHELA_HAPPENED,     // the user has seen that it happened
    CHELA_AGAIN,        // try again, also when that means twice
    CHELA_ABANDON       // leave it; what depends on it is not done
};

// Goes on with a task whose process ended in between: what was decided and done is not asked for or
// done again, what was agreed to still binds. `task`: id, unique prefix or "last" (also NULL).
// CHELA_BUSY: somebody works on it; CHELA_CONFLICT: it has ended, or a plugin was changed since;
// CHELA_UNAVAILABLE: it was ephemeral. An effect of which nobody knows whether it happened becomes
// a question whose json has {"unknown": {"task", "step", "use", "input", "began", "why"}}.
CHELA_API chela_status
chela_resume(struct chela_conversation *conversation, const char *task, int32_t decision,
             struct chela_error *err);

// The answer to the card that is shown.
CHELA_API chela_status
chela_consent(struct chela_conversation *conversation, bool agreed, struct chela_error *err);

// A yes to the card that is shown which also covers the like of it later, so that no card asks for
// it: the same capability of the same version, to the same recipients, paths and devices as shown,
// with any other arguments (what is sent away: with the user's own words only). `until_ms`: wall
// clock, for CHELA_UNTIL. CHELA_DENIED when the card's `scope` is narrower; the card stays.
CHELA_API chela_status
chela_grant(struct chela_conversation *conversation, int32_t scope, int64_t until_ms,
            struct chela_error *err);

// Stops what runs; its result still comes.
CHELA_API void
chela_cancel(struct chela_conversation *conversation);

// Starts no further step; what runs ends. The result is CHELA_PENDING and the task stays as
// interrupted: chela_resume() goes on with it.
CHELA_API chela_status
chela_pause(struct chela_conversation *conversation, struct chela_error *err);

// What the user says while a request runs: "stop", "pause", "stop after this step", "skip step 3",
// "skip my brother" (the steps, or elements of a list, that have not begun and are about him).
// `ret_text` (free() it; may be NULL) says what that means. CHELA_NOT_FOUND: nothing that is left
// is meant. CHELA_DENIED: it is no narrowing; what does more than was agreed to is a request of its
// own.
CHELA_API chela_status
chela_steer(struct chela_conversation *conversation, const char *text, char **ret_text,
            struct chela_error *err);

// Dispatches until the running request has ended, and returns the status of its result.
CHELA_API chela_status
chela_wait(struct chela_conversation *conversation, struct chela_error *err);

// ---- grants ----

// What holds beyond its card, newest first; free() it: [{"grant": id, "use", "text", "scope",
// "made", "until"?, "task"?, "bind", "max", "holds": false once the plugin has changed}].
CHELA_API chela_status
chela_grants(struct chela_host *host, char **ret_json, struct chela_error *err);
// `id`: id or unique prefix; NULL: all. Holds at once, for running tasks too. `ret_count` may be
// NULL. CHELA_NOT_FOUND, CHELA_CONFLICT.
CHELA_API chela_status
chela_revoke_grant(struct chela_host *host, const char *id, size_t *ret_count,
                   struct chela_error *err);

// ---- what lasts ----

// From now on this host carries out by itself what is due: waits that are over, standing orders,
// items of watches. One host of a user at a time (CHELA_BUSY). The callbacks of `observer` (copied;
// may be NULL) hear what those tasks tell; without `card` nothing beyond what was agreed to
// happens. Their answers come through `due` too, with plugin "".
CHELA_API chela_status
chela_keep(struct chela_host *host, const struct chela_conversation_options *observer,
           struct chela_error *err);
// No further: no step begins any more, what runs may end (for ten seconds at most), and the tasks,
// those of open conversations too, go on with the next host that keeps.
CHELA_API void
chela_keep_end(struct chela_host *host);

// ---- memory ----
//
// What the user stated and what agreed requests showed (their plans, which of several was meant),
// sealed on this device. It answers what would have been asked again; the card says what it came
// from ("remembered": [{"memory", "text"}], origin "memory"). A refused card forgets what helped to
// plan it. Nothing that cannot be taken back is done on its word without a card.

// A sentence of the user's ("Robotics is on Tuesdays"); 1 to 1024 bytes.
CHELA_API chela_status
chela_memory_add(struct chela_host *host, const char *text, struct chela_error *err);
// All of it, newest first; free() it: [{"memory": id, "kind": "stated" | "request" | "choice",
// "source": "you" | task, "at", "text", ...}].
CHELA_API chela_status
chela_memory_list(struct chela_host *host, char **ret_json, struct chela_error *err);
// `about`: an id, or words: what has all of them goes, with what was derived from it. `ret_count`
// may be NULL. CHELA_NOT_FOUND.
CHELA_API chela_status
chela_memory_forget(struct chela_host *host, const char *about, size_t *ret_count,
                    struct chela_error *err);

// ---- tasks ----

// The recorded tasks, newest first, and one task with its steps, as JSON text. free() it.
CHELA_API chela_status
chela_task_list(struct chela_host *host, size_t max, char **ret_json, struct chela_error *err);
CHELA_API chela_status
chela_task_show(struct chela_host *host, const char *task, char **ret_json,
                struct chela_error *err);

// Ends a task that was interrupted, waits, is a standing order or runs in a conversation of this
// host, with what it has done; it can be undone. CHELA_BUSY: another process works on it;
// CHELA_CONFLICT: it has ended.
CHELA_API chela_status
chela_task_cancel(struct chela_host *host, const char *task, struct chela_error *err);

#ifdef __cplusplus
}
#endif

#endif
