// run.h - inside plan/: carries out a checked plan, first what may run before the card, then the
// rest.
//
// Single-threaded on the host's loop. Every step of every element is an instance; an instance
// settles once, as done, failed or skipped.
#ifndef CHELA_PLAN_RUN_H
#define CHELA_PLAN_RUN_H

#include "base/buffer.h"
#include "base/loop.h"
#include "call/call.h"
#include "plan/plan.h"

#define CHELA__RUN_MAX_PARALLEL 8 // calls in flight
#define CHELA__RUN_MAX_ATTEMPTS 3 // of a step that may be retried
#define CHELA__RUN_BACKOFF_MS 200 // before the second attempt; four times that before the third
#define CHELA__RUN_MAX_CHOICES 32 // shown of what a pick could mean
#define CHELA__RUN_AWAKE_MS 10000 // a wait that the run stays awake for

struct chela__run;

enum chela__instance_state {
    CHELA__WAITING,
    CHELA__RUNNING, // a call is under way, or elements of a block are
    CHELA__RETRYING,
    CHELA__ASKING,   // until the user has said which one is meant, or what became of an effect
    CHELA__PLANNING, // a plan step, until the backend has said how it goes on
    CHELA__SLEEPING, // a step that waits, until its time or item has come
    CHELA__DONE,
    CHELA__FAILED,
    CHELA__SKIPPED
};

// What the user chose where `pick` found several.
struct chela__choice {
    const struct chela__arg *arg;
    json_t                  *value;
    struct chela__choice    *next;
};

struct chela__instance {
    struct chela__scope       *scope;
    const struct chela__step  *step;
    enum chela__instance_state state;
    bool                       is_unwanted; // skipped because `when` said no
    json_t                    *input;       // resolved; before the card where that is possible
    json_t                    *output;
    enum chela__label          label;
    chela_status               status;
    int32_t                    effect; // CHELA_NO_EFFECT until a call said otherwise
    char                      *text;   // why it failed or was skipped
    int                        attempt;
    uint32_t                   spent; // dispatches of the step before this one
    struct chela__call        *call;
    struct chela__source      *timer;
    int64_t                    due_ms; // SLEEPING: wall clock; 0: without end
    struct chela__choice      *choices;
    struct chela__scope       *elements; // BLOCK: one scope an element
    uint32_t                   element_count;
    bool                       is_recalled; // its record, if there is one, was looked at
    bool                       is_unknown;  // whether its effect happened is not known (doubt.c)
    bool                       is_told;     // done, as the user said
    const char                *decision;    // "happened", "again", "abandon"; NULL: not said
    int64_t                    began_ms;    // its newest dispatch; 0: no clock
    char                      *doubt;       // why it is not known
};

// The steps of the plan, or of one element of a block. `instances` is indexed by
// step->number - first and holds only the direct children.
struct chela__scope {
    struct chela__run      *run;
    struct chela__instance *owner; // the block; NULL: the plan itself
    uint32_t                element;
    json_t                 *item;
    enum chela__label       label; // of the item
    uint32_t                first, end;
    bool                    is_stopped; // a step failed that stops what comes after it
    struct chela__instance *instances;
};

struct chela__run_event {
    int                           kind; // enum chela_event_kind
    const struct chela__instance *instance;
    double                        progress;
    const char                   *text;
    const json_t                 *json;
};

struct chela__run_options {
    struct chela__plan  *plan; // checked; borrowed for the life of the run
    struct chela__loop  *loop;
    struct chela__calls *calls;
    struct chela__files *files;
    struct chela__state *state; // NULL: nothing is recorded
    // {step id: {"task", "step", "element"}}: what the inverses of an undo take back; may be NULL.
    const json_t *places;
    // What holds at the moment; NULL: unlocked, the owner's hands.
    const struct chela__presence *(*presence)(void *user);
    // How calls are made; NULL: chela__call_start() and chela__call_cancel().
    chela_status (*start)(struct chela__calls *calls, const struct chela__call_request *request,
                          struct chela__call **ret_call, struct chela_error *err);
    void (*cancel)(struct chela__call *call);
    void (*event)(void *user, const struct chela__run_event *event); // may be NULL
    const struct chela__clock *clock; // NULL: the plan's `now` holds, and nobody is told when
    // Keeps what a step begins to wait for, so that it outlives the process; puts the time right
    // that one had before. NULL: nothing is kept.
    chela_status (*sleep)(void *user, struct chela__instance *instance, struct chela_error *err);
    // Nothing runs any more: the phase is over, a question is open, or all is settled. Comes from
    // the loop, once for each chela__run_look(), chela__run_start() and chela__run_answer().
    void (*idle)(void *user);
    void *user;
};

struct chela__run {
    struct chela__run_options options;
    struct chela__scope       root;
    bool                      is_looking;
    bool                      is_cancelled;
    bool                      is_held;    // nothing further starts
    bool                      ends_after; // ... and what runs is the end of it
    bool                      is_idle_posted;
    uint32_t                  running;  // calls in flight
    uint32_t                  retrying; // ... or waiting for a short while
    struct chela__instance   *planning; // whose turn it is, once nothing else runs
    uint32_t                  sleeping; // steps that wait for longer, or for an item
    uint32_t                  spent[CHELA__PLAN_MAX_STEPS];
    const char               *task; // NULL while looking
    const json_t             *contract;
    json_t                   *turns;    // the user's words, as recorded; NULL while looking
    json_t                   *recorded; // of an interrupted task, see recall.c; else NULL
    struct chela__source     *idle_timer;
    struct chela__source     *cancel_timer;
    struct chela__instance   *asking; // whose question is open
    const struct chela__arg  *asking_arg;
    json_t                   *skips;    // texts: what the user does not want any more
    json_t                   *question; // {"text", "choices": [{"text", "value"}]}; of an effect
                                        // that is not known {..., "unknown": {...}} too
};

chela_status
chela__run_new(const struct chela__run_options *options, struct chela__run **ret_run,
               struct chela_error *err);
// After idle() only. NULL is allowed.
void
chela__run_free(struct chela__run *run);

// Runs the steps that look.
chela_status
chela__run_look(struct chela__run *run, struct chela_error *err);

// Runs the rest. `task` and `contract` are borrowed for the life of the run, `turns` (the user's
// words) is referenced.
chela_status
chela__run_start(struct chela__run *run, const char *task, json_t *turns, const json_t *contract,
                 struct chela_error *err);

// True while a question is open about an effect of which nobody knows whether it happened.
bool
chela__run_is_in_doubt(const struct chela__run *run);

// Starts nothing more and cancels what runs; idle() still comes.
void
chela__run_cancel(struct chela__run *run);

// Starts nothing more and lets what runs end; then idle() comes. Waits go on.
void
chela__run_hold(struct chela__run *run, bool ends_after);

// Steps, and elements of blocks, that have not begun and are about this are passed over: a step by
// its number ("3") or name, or what its arguments or element say. The count of those that are known
// already.
chela_status
chela__run_skip(struct chela__run *run, const char *what, size_t *ret_count,
                struct chela_error *err);

// The value the user meant by the open question. Goes on with the same phase.
chela_status
chela__run_answer(struct chela__run *run, json_t *value, struct chela_error *err);

// ---- shared by the files of the run ----

// Starts whatever is ready; posts idle() when nothing is left to wait for.
void
chela__run_advance(struct chela__run *run);

bool
chela__instance_is_settled(const struct chela__instance *instance);

// Ends an instance. `text` is copied and may be NULL. `output` is referenced.
void
chela__instance_settle(struct chela__instance *instance, enum chela__instance_state state,
                       chela_status status, json_t *output, const char *text);

void
chela__run_tell(struct chela__run *run, const struct chela__run_event *event);

// One call step whose needs are met: resolves its arguments, unless they are there already. False
// when that settled it, or opened a question.
bool
chela__instance_prepare(struct chela__instance *instance);
// Dispatches a prepared one.
void
chela__instance_call(struct chela__instance *instance);

// Whether the user does not want it any more (steer.c).
bool
chela__instance_is_skipped(const struct chela__instance *instance);

// One step that waits, prepared.
void
chela__instance_wait(struct chela__instance *instance);
// Its time or item has come.
void
chela__instance_wake(struct chela__instance *instance, json_t *output);
// Ends waits without a result; they are skipped when the run advances.
void
chela__run_cancel_waits(struct chela__scope *scope);

// One block whose needs are met.
void
chela__instance_expand(struct chela__instance *instance);
// Settles a block once all its elements are.
void
chela__instance_gather(struct chela__instance *instance);

chela_status
chela__scope_init(struct chela__scope *scope, struct chela__run *run, struct chela__instance *owner,
                  uint32_t element);
void
chela__scope_done(struct chela__scope *scope);

// The instance of a step as seen from a scope; NULL when it is not visible.
struct chela__instance *
chela__scope_find(struct chela__scope *scope, uint32_t step);

// {step: output} of all done steps that a scope sees. NULL: out of memory.
json_t *
chela__scope_results(struct chela__scope *scope);

// ---- recall.c: a run and the record that an interrupted one left ----

// The entry of a task's record that a wait is over: {"step", "element", "status", "label",
// "output"?, "text"?}.
#define CHELA__ENTRY_WOKE "woke"

// What a resume must know of a run whose card was agreed to: {"uses": {step id: {"use", "digest",
// "version"}}, "steps": [...], "choices": [...]}. NULL: out of memory.
json_t *
chela__run_looked(const struct chela__run *run);

// From then on the steps of the task (chela__task_show) are recalled instead of carried out.
chela_status
chela__run_recall(struct chela__run *run, const json_t *task, struct chela_error *err);

// A choice of the user as an entry of the task's record. NULL: out of memory.
json_t *
chela__run_choice(const struct chela__run *run, const struct chela__instance *instance,
                  const struct chela__choice *choice);

// The newest record of an instance, or NULL.
const json_t *
chela__instance_record(const struct chela__instance *instance);
// True when it settled the instance, or waits for something about it.
bool
chela__instance_recall(struct chela__instance *instance);
// An effect is only tried again with the arguments that are on record.
bool
chela__instance_is_same(const struct chela__instance *instance, const json_t *input);
// True when a step inside the block is on record, so that it was open already.
bool
chela__instance_was_open(const struct chela__instance *instance);

// ---- doubt.c: an effect of which nobody knows whether it happened ----

// Asks the manifest's `verify`, else the user. `text` says what went wrong; copied.
void
chela__instance_doubt(struct chela__instance *instance, chela_status status, const char *text);
// Asks the user, or does what he has said; for run.c.
void
chela__instance_decide(struct chela__instance *instance);

// What is asked, with a question open for it; only one is open at a time.
void
chela__instance_ask_take(struct chela__instance *instance, const struct chela__arg *arg,
                         json_t *question);
// May the call be dispatched once more after it ended so?
bool
chela__instance_may_retry(const struct chela__instance *instance, chela_status status,
                          int32_t effect, bool is_lost);
// The request of its call, as it was or will be made; `ret_key` keeps the idempotency key.
struct chela__call_request
chela__instance_request(struct chela__instance *instance, char ret_key[CHELA__STEP_KEY]);

// ---- values ----

struct chela__resolver {
    struct chela__scope    *scope;
    struct chela__instance *instance; // whose choices count; NULL: none
    enum chela__label       label;    // join of all that was used
    // After CHELA_NEEDS_ANSWER: which argument is ambiguous, and between what.
    const struct chela__arg *asking;
    json_t                  *candidates;
    struct chela_error      *err;
};

// CHELA_OK: `ret_value` is a new reference. CHELA_NOT_FOUND: it has no value. CHELA_NEEDS_ANSWER:
// several where one is wanted. CHELA_PENDING: a step it needs has not settled.
chela_status
chela__resolve(struct chela__resolver *resolver, const struct chela__arg *arg, json_t **ret_value);

// The same for all arguments of a call, each with its own label. CHELA_DENIED: one is above what
// the capability takes there.
chela_status
chela__resolve_input(struct chela__resolver *resolver, const struct chela__capability *capability,
                     const struct chela__arg *with, json_t **ret_input);

// A missing value makes a condition false.
chela_status
chela__condition_holds(struct chela__resolver *resolver, const struct chela__condition *condition,
                       bool *ret_holds);

// What stands for the value of an argument before people: the object that an id names. Borrowed.
json_t *
chela__shown_value(const struct chela__instance *instance, const struct chela__arg *arg,
                   json_t *value);

// A value as text inside a template: strings as they are, lists joined with ", ".
void
chela__value_text(struct chela__buffer *buffer, const json_t *value);

#endif
