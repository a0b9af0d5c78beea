// private.h - the parts of call/ among themselves.
//
//   call.c     checks, journal, the end of a call       slot.c   one plugin: start, queue, crashes
//   input.c    defaults, schema, file references        peer.c   process or thread behind a slot
//   frames.c   what a plugin says to its calls          files.c  file handles      undo.c  inverses
//   net.c      connections that a plugin asks for    exec.c   programs that it runs
#ifndef CHELA_CALL_PRIVATE_H
#define CHELA_CALL_PRIVATE_H

#include "base/zone.h"
#include "call/call.h"
#include "call/peer.h"
#include "sandbox/broker.h"
#include "sandbox/program.h"
#include "sandbox/sandbox.h"

#define CHELA__KILL_AFTER_MS 200 // between asking and killing
#define CHELA__ITEMS_MAX 100000
#define CHELA__ITEMS_BYTES ((size_t)16 * 1024 * 1024)
#define CHELA__QUEUE_MAX 256 // calls of one plugin that have not ended

struct chela__slot;

enum chela__call_phase {
    CHELA__CALL_QUEUED,
    CHELA__CALL_RUNNING, // occupies its plugin
    CHELA__CALL_PENDING, // its handler has returned
    CHELA__CALL_ENDED    // done() is due
};

struct chela__call {
    struct chela__call        *next; // in its slot, oldest first
    struct chela__calls       *calls;
    struct chela__slot        *slot;
    struct chela__call_request request; // its strings and JSON are not borrowed any more: see below
    struct chela__capability  *capability; // of the verified manifest
    uint64_t                   id;
    enum chela__call_phase     phase;
    char                      *key, *task, *undone;
    json_t                    *input; // with defaults
    enum chela__label          label;
    int64_t                    now_ms;
    int64_t                    began_us;
    struct chela__source      *timer; // deadline, kill or the report
    // Why it is being ended from outside; status 0 while it is not.
    chela_status        abort_status;
    char                abort_text[256];
    bool                is_killed;   // its plugin was killed because of it
    bool                is_lost;     // its plugin ended without a word about it
    int                 cancel_fd;   // the plugin's copy becomes readable; -1 until asked for
    struct chela__exec *execs;       // its programs, newest first
    int64_t             exec_number; // of the newest
    json_t             *items;
    size_t              items_bytes;
    char                refusal[CHELA_ERROR_TEXT]; // of a reply that did not fit
    // The end, kept for the report.
    struct chela__outcome outcome;
    char                  text[CHELA_ERROR_TEXT];
};

struct chela__calls {
    struct chela__calls_options options;
    struct chela__spawner      *spawner; // made for the first worker
    struct chela__zone         *zone;    // of the clock, opened for the first worker
    struct chela__broker       *broker;  // made for the first connection
    struct chela__slot         *slots;
    struct chela__call         *starting; // its done() must not come before start has returned
    uint64_t                    last_id;
    size_t                      running; // calls that occupy a plugin
    bool                        is_closing;
};

// ---- call.c ----

// Ends a call, once. `output` is taken; `text` is copied, NULL when it was done.
void
chela__call_finish(struct chela__call *call, chela_status status, int32_t effect, json_t *output,
                   const char *text);

// Asks the plugin to end the call, and kills it when it does not.
void
chela__call_abort(struct chela__call *call, chela_status status, const char *text);

// What is known of the effect of a call that ended without a word.
int32_t
chela__call_effect(const struct chela__call *call);

// Sets the deadline; the call has just been dispatched.
chela_status
chela__call_arm(struct chela__call *call, struct chela_error *err);

// ---- input.c ----

// "notes.create: output /id: expected string, got integer".
chela_status
chela__value_check(const struct chela__capability *capability, const char *what,
                   const struct chela__schema *schema, const json_t *value,
                   struct chela_error *err);

// A copy with defaults, checked; messages start with the capability.
chela_status
chela__input_prepare(struct chela__capability *capability, const json_t *input, json_t **ret_input,
                     struct chela_error *err);

// The CALL frame's file part: opens every handle that the schema names. The descriptors go to
// `frame`, the references, separated by spaces, to `refs`.
chela_status
chela__input_files(const struct chela__call *call, struct chela__frame *frame,
                   struct chela__buffer *refs, struct chela_error *err);

// The time that the manifest gives the call.
int64_t
chela__input_timeout(const struct chela__call *call);

// ---- slot.c ----

struct chela__slot {
    struct chela__slot    *next;
    struct chela__calls   *calls;
    struct chela__loadable loadable;
    json_t                *config;
    char                  *config_text, *data_dir, *cache_dir;
    struct chela__profile  profile;
    struct chela__reach   *reach;    // NULL: no connections
    size_t                 capacity; // calls that may run at once
    bool                   is_in_host;
    bool                   is_revoked; // for no new call

    enum { SLOT_OFF, SLOT_STARTING, SLOT_READY, SLOT_STOPPING } state;
    struct chela__peer    *peer;
    struct chela__source  *timer; // start limit, idleness, kill or backoff, by state
    struct chela__call    *queue; // all calls that have not ended, oldest first
    size_t                 running;
    int64_t                used_ms; // when its last call ended
    struct chela__crashes *crashes;
    int64_t                not_before_ms; // backoff
    enum chela__label      label;         // join of all it was given

    struct chela__client     *client;     // of the broker; made for the first connection
    struct chela__connection *connecting; // asked for and not answered
};

// Fills config and config_text from the user's settings, with the manifest's defaults and checked
// by its schema. What the sandbox names as $config/KEY becomes an absolute path (config.c).
chela_status
chela__slot_config(struct chela__slot *slot, struct chela_error *err);
// The plugin's slot, loaded and verified on first use.
chela_status
chela__slot_get(struct chela__calls *calls, const struct chela__manifest *plugin,
                struct chela__slot **ret_slot, struct chela_error *err);
void
chela__slot_free(struct chela__slot *slot);
// CHELA_UNAVAILABLE while it is in quarantine, CHELA_BUSY when too much waits.
chela_status
chela__slot_admit(struct chela__slot *slot, struct chela_error *err);
void
chela__slot_add(struct chela__slot *slot, struct chela__call *call);
void
chela__slot_remove(struct chela__slot *slot, struct chela__call *call);
// A running call no longer occupies the plugin.
void
chela__slot_release(struct chela__slot *slot);
// Starts and dispatches what can be.
void
chela__slot_pump(struct chela__slot *slot);
void
chela__slot_start(struct chela__slot *slot);
// Kills the plugin when it may not be loaded any more.
void
chela__slot_recheck(struct chela__slot *slot);
// Asks the plugin to end; for free() and idleness.
void
chela__slot_stop(struct chela__slot *slot);
chela_status
chela__slot_send(struct chela__slot *slot, const struct chela__frame *frame);

// ---- crashes.c ----

// Reads what earlier hosts knew of the plugin.
chela_status
chela__crashes_recall(struct chela__slot *slot, struct chela_error *err);
// The plugin has just crashed, with the calls that it had.
void
chela__crashes_note(struct chela__slot *slot);
// CHELA_UNAVAILABLE while it is in quarantine.
chela_status
chela__crashes_admit(struct chela__slot *slot, struct chela_error *err);
// CHELA_FAILED for a call that crashed it twice.
chela_status
chela__crashes_admit_call(const struct chela__call *call, struct chela_error *err);

// ---- frames.c, undo.c, files.c ----

void
chela__slot_ready(struct chela__slot *slot, chela_status status, const char *why);
// A frame of a plugin: to its call, to the log, or dropped.
void
chela__frame_deliver(struct chela__slot *slot, struct chela__frame *frame);

// net.c
// A frame that asks for a connection.
void
chela__net_deliver(struct chela__slot *slot, const struct chela__frame *frame);
// The call is over: what is being connected for it is given up.
void
chela__net_cancel(struct chela__slot *slot, const struct chela__call *call);
// The same for a program of the call; chela__program_answer() follows.
void
chela__net_for_program(const struct chela__call *call, struct chela__program *program,
                       const char *host, int64_t port, uint32_t seq);
// The program has ended.
void
chela__net_forget(struct chela__slot *slot, const struct chela__program *program);
// The plugin's process is gone.
void
chela__net_done(struct chela__slot *slot);

// exec.c
// A frame that starts, awaits or kills one of the call's programs.
void
chela__exec_deliver(struct chela__call *call, const struct chela__frame *frame);
// The call is being ended: nothing is waited for any more, nothing new is started.
void
chela__exec_cancel(struct chela__call *call);
// The end of the call is the end of its programs.
void
chela__exec_done(struct chela__call *call);

// audit.c
chela_status
chela__call_log_refusal(const struct chela__call *call, struct chela_error *err);
// Nothing for a call that neither writes nor reaches out.
chela_status
chela__call_log_outcome(const struct chela__call *call, struct chela_error *err);

// {"use", "with"} of the inverse, or NULL.
json_t *
chela__call_undo(const struct chela__call *call, const json_t *output);

// A read-only descriptor with a position of its own.
chela_status
chela__files_open(const struct chela__files *files, const char *ref, int *ret_fd,
                  struct chela_error *err);

#endif
