// state.h - what lasts: tasks, their journal and its seals, in one SQLite file.
//
// An effect is recorded before it is dispatched (intent) and its outcome before anyone sees it.
// Content columns (words, plan, contract, inputs, outputs) are sealed per row under the task's own
// key; the skeleton (step, capability, class, key, state, times) is clear. Errors of fsync end the
// process. Belongs to one thread; SQLite is opened on the first use.
#ifndef CHELA_STATE_H
#define CHELA_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"

struct chela__state;

#define CHELA__TASK_ID 27 // 26 characters (time-ordered, Crockford base 32) and the NUL

// Opens or makes `folder`/state.db and, with the key provider `file`, `folder`/state.key (0600).
// Closing finishes nothing by itself: a task that has not ended is found again as interrupted.
chela_status
chela__state_open(const char *folder, const struct chela__clock *clock,
                  struct chela__state **ret_state, struct chela_error *err);
void
chela__state_close(struct chela__state *state);

// Where the device key, which wraps all others, comes from. The provider `file` is the default;
// another one is set before the state is first used and borrowed for the state's life.
#define CHELA__STATE_KEY 32
struct chela__key_provider {
    chela_status (*get)(void *user, unsigned char ret_key[CHELA__STATE_KEY],
                        struct chela_error *err);
    void *user;
};
void
chela__state_set_keys(struct chela__state *state, const struct chela__key_provider *provider);

// ---- writing ----

// What the user wants: the digest of his words and of what he agreed to. Either may be NULL.
#define CHELA__WISH 65 // 64 hex digits and the NUL
chela_status
chela__wish(const json_t *turns, const json_t *contract, char ret_wish[CHELA__WISH],
            struct chela_error *err);

// What a task begins with. Content: the user's words (array of turns), the checked plan, the
// agreed contract, and what was found before the card was shown; each may be NULL.
struct chela__task_start {
    const json_t *turns;
    const json_t *plan;
    const json_t *contract;
    const json_t *looked;
    const char   *undoes;       // the task whose effects this one takes back, or NULL
    bool          is_ephemeral; // its keys stay in memory: neither resume nor undo after a restart
    bool          is_standing;  // a standing order: never carried out itself, it starts tasks
    const char   *started_by;   // the standing order that starts this task, or NULL
    const char   *occurrence;   // what of it started the task; CHELA_CONFLICT when one has already
};
chela_status
chela__task_begin(struct chela__state *state, const struct chela__task_start *start,
                  char ret_id[CHELA__TASK_ID], struct chela_error *err);

// Adds to a running task's record what a resume must know beside its steps: a choice of the user,
// the begin of a wait. Durable. `content` is sealed; `kind`: at most 32 bytes.
chela_status
chela__task_add(struct chela__state *state, const char *task, const char *kind,
                const json_t *content, struct chela_error *err);

// The idempotency key of a step: the same at every attempt, after a restart too.
#define CHELA__STEP_KEY 33 // 32 hex digits and the NUL
void
chela__step_key(const char *task, uint32_t step, uint32_t element, char ret_key[CHELA__STEP_KEY]);

struct chela__intent {
    const char   *task;
    uint32_t      step;       // position in the plan, depth-first
    uint32_t      element;    // of an `each` block; 0 elsewhere
    const char   *step_id;    // the plan's name for it
    const char   *capability; // full name
    const char   *digest;     // of the manifest
    int           effect;     // enum chela__effect
    int           idempotency;
    const char   *key; // idempotency key
    const json_t *input;
    int           attempt; // 1, 2, ...
    const char   *wish;    // words and contract of the dispatch; NULL: not held against the task's
};
// CHELA_CONFLICT when words or contract are not those that the task began with. Durable (synced)
// when the effect is write or irreversible; else with the next record that is.
chela_status
chela__step_intent(struct chela__state *state, const struct chela__intent *intent,
                   struct chela_error *err);

struct chela__result {
    const char   *task;
    uint32_t      step;
    uint32_t      element;
    chela_status  status;
    int32_t       effect; // CHELA_EFFECT_UNKNOWN, CHELA_NO_EFFECT, CHELA_EFFECT_DONE
    int           label;  // enum chela__label of the output
    const json_t *output; // NULL when it failed
    const char   *text;   // why it failed; NULL when done
    const json_t *undo;   // {"use": full name, "with": {...}} with concrete arguments, or NULL
    int64_t       undo_until_ms; // wall clock; 0: no undo
    // The effect that this step has taken back, marked in the same transaction; task NULL: none.
    struct chela__undone {
        const char *task;
        uint32_t    step, element;
    } undone;
};
// The outcome of the step's newest intent. CHELA_CONFLICT when it has none, or one already; an
// unknown one may become known.
chela_status
chela__step_outcome(struct chela__state *state, const struct chela__result *result,
                    struct chela_error *err);

enum chela__task_state {
    CHELA__TASK_RUNNING, // or interrupted, when no process holds it
    CHELA__TASK_DONE,
    CHELA__TASK_PARTIAL, // some steps failed or were skipped
    CHELA__TASK_FAILED,
    CHELA__TASK_CANCELLED,
    CHELA__TASK_UNDONE
};
// Ends the task; its content key is destroyed, the undo arguments live on until their window
// closes.
chela_status
chela__task_end(struct chela__state *state, const char *task, enum chela__task_state how,
                struct chela_error *err);

// Takes an interrupted task over for this process: nobody else does until it has ended or is
// released. `id` may be a unique prefix, or "last": the newest one that is interrupted. *ret_task
// is as chela__task_show() gives it, with content. CHELA_BUSY: somebody works on it;
// CHELA_CONFLICT: it has ended; CHELA_UNAVAILABLE: it was ephemeral.
chela_status
chela__task_take(struct chela__state *state, const char *id, char ret_id[CHELA__TASK_ID],
                 json_t **ret_task, struct chela_error *err);
// Ends an interrupted task as cancelled. CHELA_BUSY and CHELA_CONFLICT as above.
chela_status
chela__task_cancel(struct chela__state *state, const char *id, struct chela_error *err);
// Leaves it as interrupted, for a later resume.
void
chela__task_leave(struct chela__state *state, const char *id);

// Marks a step's effect as undone and destroys its undo arguments; the task becomes
// CHELA__TASK_UNDONE with its last effect.
chela_status
chela__step_undone(struct chela__state *state, const char *task, uint32_t step, uint32_t element,
                   struct chela_error *err);

// Destroys the undo arguments whose window has closed; *ret_next_ms: when the next one does, 0:
// none. Does nothing before the first use.
chela_status
chela__state_expire(struct chela__state *state, int64_t *ret_next_ms, struct chela_error *err);

// ---- reading ----

// [{"task", "state", "began", "ended"?, "steps", "effects", "undoable", "undoes"?, "due"?,
// "started_by"?}], newest first. States: running, waiting, standing, interrupted, done, partial,
// failed, cancelled, undone. Times: RFC 3339.
chela_status
chela__task_list(struct chela__state *state, size_t max, json_t **ret_tasks,
                 struct chela_error *err);

// One task as above, and {"turns", "plan", "contract", "looked", "contents": whether they could be
// read, "entries": [{"kind", "at", "content"}],
// "log": [{"step", "element", "attempt", "use", "digest", "effect", "idempotency", "key", "began",
// "outcome", "status"?, "ended"?, "undone"?, "id", "input", "output", "label", "text"}]}; content
// only while its key exists. Outcomes: running, done, failed (no effect), unknown. `id` may be a
// unique prefix, or "last".
chela_status
chela__task_show(struct chela__state *state, const char *id, json_t **ret_task,
                 struct chela_error *err);

// The inverses of a task in the order they must run (newest first):
// [{"step", "element", "of": full name, "use", "with", "until"} | {"step", ..., "cannot": "why"}].
// Skips what is undone already. `id` as above; "last" is the newest task that has an effect and
// undoes no other.
chela_status
chela__task_undo_list(struct chela__state *state, const char *id, char ret_id[CHELA__TASK_ID],
                      json_t **ret_steps, struct chela_error *err);

// ---- what wakes when ----
//
// A step of a task that waits, or what a standing order waits for next. `at` and the time zone it
// was counted in are clear, `content` (what to watch, from which cursor) is sealed under the task's
// key and gone with it.

struct chela__due {
    const char   *task;
    uint32_t      step, element;
    int64_t       at_ms;    // wall clock; 0: without end
    bool          is_watch; // for an item
    const json_t *content;
};
#define CHELA__DUE_NOW 0xFFFFFFFFu // as step: the task itself goes on, as soon as somebody keeps
// Of a task that this process holds; replaces what was there.
chela_status
chela__due_put(struct chela__state *state, const struct chela__due *due, struct chela_error *err);
chela_status
chela__due_remove(struct chela__state *state, const char *task, uint32_t step, uint32_t element,
                  struct chela_error *err);

// [{"task", "step", "element", "at_ms", "zone", "is_watch", "is_standing"}] of all, the next one
// first, those without an end last.
chela_status
chela__due_list(struct chela__state *state, json_t **ret_due, struct chela_error *err);
// When the next one wakes by its time, CHELA__DUE_NOW left out; INT64_MAX: none does.
chela_status
chela__due_next(struct chela__state *state, int64_t *ret_ms, struct chela_error *err);
// The task waits for nothing any more, and is left as interrupted.
chela_status
chela__due_forget(struct chela__state *state, const char *task, struct chela_error *err);

// This process alone wakes what is due, until the end. CHELA_BUSY: another one does.
chela_status
chela__state_keep(struct chela__state *state, struct chela_error *err);
void
chela__state_keep_end(struct chela__state *state);
// {"at_ms", "content"} of one of a task that this process holds. CHELA_NOT_FOUND.
chela_status
chela__due_get(struct chela__state *state, const char *task, uint32_t step, uint32_t element,
               json_t **ret_due, struct chela_error *err);

// ---- grants ----

struct chela__granted {
    const char   *capability; // full name
    const char   *digest;     // of its manifest
    int           scope;      // enum chela__grant_scope
    const char   *scope_name; // for the audit log
    const char   *task;       // NULL: of no task; else it ends with the task
    int64_t       until_ms;   // wall clock; 0: no end
    const json_t *content;    // sealed: see policy/policy.h
};
chela_status
chela__grant_add(struct chela__state *state, const struct chela__granted *grant,
                 struct chela_error *err);

// Those that hold now, newest first, `capability` NULL: of all: the content, and "grant" (the id),
// "use", "digest", "scope" (a number), "made", "until"?, "task"?.
chela_status
chela__grant_list(struct chela__state *state, const char *capability, json_t **ret_grants,
                  struct chela_error *err);

// Whether it is there still and its time is not over.
chela_status
chela__grant_holds(struct chela__state *state, const char *id, bool *ret_holds,
                   struct chela_error *err);

// `id`: unique prefix, or NULL for all. CHELA_NOT_FOUND, CHELA_CONFLICT.
chela_status
chela__grant_remove(struct chela__state *state, const char *id, size_t *ret_count,
                    struct chela_error *err);

// ---- memory ----

struct chela__memory {
    const char   *kind;    // "stated", "request", "choice"
    const char   *source;  // "you", or the id of the task that showed it
    const char   *from;    // id of the row that it was derived from and goes with; NULL: none
    const json_t *content; // object; sealed
    const json_t *words;   // array of strings that it is found by; kept as keyed hashes only
};
chela_status
chela__memory_put(struct chela__state *state, const struct chela__memory *memory,
                  char ret_id[CHELA__TASK_ID], struct chela_error *err);

// The content of each with "memory" (its id), "kind", "source", "at", "from"?, newest first. `id`
// NULL: all.
chela_status
chela__memory_list(struct chela__state *state, const char *id, size_t max, json_t **ret_rows,
                   struct chela_error *err);

// Those of one kind that have most of the words first, of equal ones the newest; with "hits", how
// many of the words they have.
chela_status
chela__memory_find(struct chela__state *state, const char *kind, const json_t *words, size_t max,
                   json_t **ret_rows, struct chela_error *err);

// `ids`: array of ids; what was derived from them goes too. `ret_count` (may be NULL): rows that
// are gone.
chela_status
chela__memory_forget(struct chela__state *state, const json_t *ids, size_t *ret_count,
                     struct chela_error *err);

// ---- audit.log ----
//
// An append-only, hash-chained file of what was installed, granted, called and refused. Signed
// checkpoints end its epochs; each epoch's secret is destroyed then.

// A task's begin logs what its contract grants, the end of one with effects signs the log.
//
// Appends a line. `kind`: "install", "remove", "trust", "grant", "call", "refusal" ... `facts`: an
// object of names, digests, classes and outcomes, never of content. `is_checkpoint`: sign and sync
// now (a consent, a task's end, an install); every 256 lines it happens by itself.
chela_status
chela__audit_write(struct chela__state *state, const char *kind, const json_t *facts,
                   bool is_checkpoint, struct chela_error *err);

// The outcomes of a task as the log has them: {"task", "root", "records": [lines], "signed": how
// many of them a checkpoint has signed}.
chela_status
chela__task_proof(struct chela__state *state, const char *id, json_t **ret_proof,
                  struct chela_error *err);

// Holds what the journal says of every effect of an ended task against the log. CHELA_UNTRUSTED,
// with the first step whose outcome the log does not have.
chela_status
chela__audit_outcomes(struct chela__state *state, uint64_t *ret_count, struct chela_error *err);

struct chela__audit_report {
    uint64_t lines;       // that hold, checkpoints included
    uint64_t checkpoints; // among them
    uint64_t open;        // behind the last checkpoint
    char     root[65];    // hex: the public key that the whole log can be checked with
    char     last[88];    // "SEQ:MAC" of the last checkpoint, to be kept elsewhere; "" when none
};
// CHELA_UNTRUSTED with the line when one was edited, deleted, moved, or when lines are missing at
// the end. Lines cut off behind the last checkpoint are not missed.
chela_status
chela__audit_verify(struct chela__state *state, struct chela__audit_report *ret_report,
                    struct chela_error *err);

// The same, and `each` for every line as an object ("seq", "at", "kind", its facts, "mac"). What it
// was told counts only when the log is whole: CHELA_OK in the end.
typedef void
chela__audit_each(void *user, const json_t *line);
chela_status
chela__audit_read(struct chela__state *state, chela__audit_each *each, void *user,
                  struct chela__audit_report *ret_report, struct chela_error *err);

#endif
