// session.h - inside plan/: the structs behind chela/host.h.
#ifndef CHELA_PLAN_SESSION_H
#define CHELA_PLAN_SESSION_H

#include <chela/host.h>

#include "backend/backend.h"
#include "base/clock.h"
#include "plan/card.h"
#include "plan/keep.h"
#include "plan/needs.h"
#include "plan/pool.h"
#include "plan/undo.h"
#include "trust/trust.h"

struct chela_host {
    struct chela_host_options  options; // its texts lie in the pool
    struct chela__pool        *texts;
    struct chela__clock        clock;
    struct chela__key_provider keys;
    struct chela__loop        *loop;
    struct chela__keyring     *ring;
    struct chela__source      *trust_source; // of trust_fd, an inotify descriptor
    int                        trust_fd;     // 0: not watched
    struct chela__stores      *stores;
    struct chela__policy      *policy;
    struct chela__catalog     *catalog;
    struct chela__state       *state;
    struct chela__calls       *calls;
    struct chela__backend     *backend;
    struct chela__source      *expiry;    // when the next undo window closes
    bool                       is_soiled; // a request has ended: its traces on the stack are left
    struct chela__keeper      *keeper;    // keep.h; NULL: this host does not carry out what is due
    struct chela_conversation *conversations; // all that are open
};

enum chela__phase {
    CHELA__AT_REST,
    CHELA__PROPOSING,
    CHELA__LOOKING,
    CHELA__CARD_SHOWN,
    CHELA__CARRYING_OUT
};

struct chela_conversation {
    struct chela_host                *host;
    struct chela_conversation        *next; // of the host
    struct chela_conversation_options options;
    enum chela__phase                 phase;
    bool                              is_cancelled;
    bool                              is_explicit; // a call whose arguments are the user's own
    bool                              is_closing;
    bool                              is_growing;   // a plan step becomes steps
    json_t                           *given;        // what the backend goes on from, or NULL
    bool                              is_recording; // `task` has begun and not ended
    json_t                           *turns;   // of requests that are over, then of the running one
    size_t                            earlier; // so many of them are of requests that are over
    json_t                           *results; // of the last one that was carried out, or NULL
    json_t                           *open;    // {"question", "plan"?} of the backend, or NULL
    struct chela__hit                *shortlist;
    struct chela__plan               *plan;
    struct chela__run                *run; // kept while its question is open
    struct chela__files              *files;
    struct chela__card                card;
    json_t                           *needs;    // what must hold before; NULL: nothing
    struct chela__undo                undo;     // steps NULL: the request is no undo
    json_t                           *record;   // of the task that goes on, or NULL
    const char                       *decision; // about the first effect that is not known; static
    struct chela__source             *consent_timer; // while the card waits for its answer
    enum chela__grant_scope           scope;         // of the yes
    int64_t                           until_ms;      // ... with CHELA__GRANT_UNTIL
    json_t                           *proposed;      // the plan as it was proposed, or NULL
    json_t *asked;    // {use: [pointer ...]} that the backend had to ask for; NULL: nothing
    json_t *chosen;   // [{"question", "value", "text"}] by the user; NULL: nothing
    json_t *memories; // id -> row that helps this request; NULL: none
    struct chela__presence presence;
    bool                   is_away;              // nobody can answer a card
    char                   task[CHELA__TASK_ID]; // "": none
    char                   lang[16];
    chela_status           result; // of the last request
};

// ---- host_trust.c
// Ring and policy from the image's policy.json and the user's trust.json.
chela_status
chela__host_trust_open(struct chela_host *host, struct chela_error *err);
// From then on a changed file renews the ring, and ends the workers of what it revokes.
chela_status
chela__host_trust_watch(struct chela_host *host, struct chela_error *err);
void
chela__host_trust_unwatch(struct chela_host *host);

// ---- host.c ----
// After the end of a request: wipes the stack, and sees to the undo windows.
void
chela__host_clean(struct chela_host *host);

// ---- host_place.c ----
// Fills in the folders and programs that the options leave out.
chela_status
chela__host_place(struct chela_host *host, struct chela_error *err);

// ---- conversation_run.c: from a plan to its end ----
chela_status
chela__conversation_carry_out(struct chela_conversation *conversation, json_t *plan,
                              struct chela_error *err);

// Ends the running request with its one result. `text` is copied; `steps` is taken, may be NULL.
void
chela__conversation_end(struct chela_conversation *conversation, chela_status status,
                        const char *text, json_t *steps);
// ... because the user wanted to stop before anything was done.
void
chela__conversation_cancelled(struct chela_conversation *conversation);
void
chela__conversation_ask(struct chela_conversation *conversation, json_t *question);
// Lets go of the task, which has not ended: somebody goes on with it later.
void
chela__conversation_leave(struct chela_conversation *conversation);
// What the next request may mean by "it", as far as the backend may see it.
void
chela__conversation_keep_results(struct chela_conversation *conversation);
// Forgets plan, run, card and undo of the last request.
void
chela__conversation_clear(struct chela_conversation *conversation);

void
chela__conversation_people(const struct chela_conversation *conversation,
                           struct chela__people            *ret_people);
void
chela__conversation_event(struct chela_conversation *conversation, int kind, const json_t *json);

// The agreed plan runs; the card lies in the conversation.
void
chela__conversation_start(struct chela_conversation *conversation);

// Proves the plan against what holds now; opens a run for it.
chela_status
chela__conversation_check(struct chela_conversation *conversation, struct chela_error *err);
chela_status
chela__conversation_open_run(struct chela_conversation *conversation, struct chela_error *err);

// ---- conversation.c ----
// Begins a request that no sentence asks for.
chela_status
chela__conversation_begin(struct chela_conversation *conversation, struct chela_error *err);

// ---- conversation_resume.c ----
// What a resume needs beside plan and contract. NULL: out of memory.
json_t *
chela__conversation_looked(const struct chela_conversation *conversation);
// Answers the run's question with what chela_resume() was given.
void
chela__conversation_decide(struct chela_conversation *conversation);

// Plan and capabilities as they were agreed to, from `record`; opens a run for them.
chela_status
chela__conversation_read_record(struct chela_conversation *conversation, struct chela_error *err);

// ---- due.c ----
struct chela__taken {
    chela_status status;  // of the first plugin that failed
    size_t       count;   // of what was shown
    int64_t      next_ms; // INT64_MAX: nothing more, as far as the plugins say
};
// Asks every plugin that provides chela.due/1 what is due, and shows it. `err` must live until
// done(), which comes once; it may be NULL.
chela_status
chela__due_take(struct chela_host *host, void (*done)(void *user, const struct chela__taken *taken),
                void *user, struct chela_error *err);

// ---- steer.c ----
// The run was held and nothing runs any more.
void
chela__conversation_held(struct chela_conversation *conversation);

// ---- grow.c ----
// It is the plan step's turn: the backend goes on from the results.
void
chela__conversation_grow(struct chela_conversation *conversation);
// Puts what plan steps have become, by the entries of the task's record, into a plan.
chela_status
chela__grow_apply(json_t *plan, const json_t *entries, struct chela_error *err);

// ---- lasting.c: what goes on later ----
// For the run: what a step waits for is kept with the task.
chela_status
chela__conversation_sleep(void *user, struct chela__instance *instance, struct chela_error *err);
// ... and that it is over.
void
chela__conversation_woke(struct chela_conversation    *conversation,
                         const struct chela__instance *instance);
// Nothing is left to do but to wait: ends the request with CHELA_PENDING, the task goes on later.
void
chela__conversation_park(struct chela_conversation *conversation);
// The plan has a trigger and was agreed to: `start` becomes a standing order.
chela_status
chela__conversation_stand(struct chela_conversation *conversation, struct chela__task_start *start,
                          struct chela_error *err);
// Starts the task of one occurrence. `order`: the standing order as chela__task_show() gives it.
// CHELA_CONFLICT: the occurrence has its task already.
struct chela__occurrence {
    const char *name; // the same for the same occurrence
    int64_t     at_ms;
    json_t     *output; // what its steps see as the result of "trigger"
    int         label;
};
chela_status
chela__conversation_fire(struct chela_conversation *conversation, const json_t *order,
                         const struct chela__occurrence *occurrence, struct chela_error *err);

// ---- consent.c ----
// Shows the card and waits for chela_consent(), unless nothing on it has to be asked.
void
chela__conversation_consent(struct chela_conversation *conversation);
// Stores what the yes covers beyond the plan; the task has begun.
chela_status
chela__conversation_grant(struct chela_conversation *conversation, struct chela_error *err);

// ---- choice.c ----
// The choice that an answer means ("2", "the second", "第二个", part of its text); NULL: none or
// several. Borrowed.
json_t *
chela__choice_meant(const json_t *question, const char *answer, const char *lang);
// The one that a sentence names: by its text, or its place in words ("the first one").
json_t *
chela__choice_stated(const json_t *question, const char *sentence, const char *lang);

// ---- record.c ----
// Appends the turns and what was proposed to the host's recording.
chela_status
chela__record(const char *path, const json_t *turns, const struct chela__proposal *proposal,
              struct chela_error *err);

#endif
