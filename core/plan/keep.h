// keep.h - inside plan/: who wakes what waits. A host that keeps carries out waits that are over,
// standing orders and items of watches; one that does not leaves them to another.
//
//   keep.c         what is due, one look after another     keep_order.c  standing orders by time
//   keep_wake.c    one task that goes on                   keep_watch.c  watches
#ifndef CHELA_PLAN_KEEP_H
#define CHELA_PLAN_KEEP_H

#include <chela/host.h>
#include <jansson.h>
#include <stdbool.h>

#include "base/loop.h"

#define CHELA__KEEP_WAKES 4         // tasks that go on at once
#define CHELA__KEEP_LOOK_MS 60000   // at the latest: the clock may jump, the device may sleep
#define CHELA__KEEP_TAKE_MS 600000  // plugins are asked what is due, at the latest
#define CHELA__KEEP_STUCK_MS 5000   // before what could not begin is tried again
#define CHELA__KEEP_BACKOFF_MS 1000 // before a watch that broke begins again; doubled each time
#define CHELA__KEEP_BACKOFF_MAX 300000
#define CHELA__KEEP_CLOSE_MS 10000 // for what runs, at the end
#define CHELA__KEEP_ONCE_MS 2000   // so long chela_run_due() listens to watches

struct chela__keeper;
struct chela__occurrence;

// `observer` (copied) is told what the woken tasks tell; may be NULL.
chela_status
chela__keeper_new(struct chela_host *host, const struct chela_conversation_options *observer,
                  struct chela__keeper **ret_keeper, struct chela_error *err);
// Leaves tasks that run as they are; they go on with the next keeper. NULL is allowed.
void
chela__keeper_free(struct chela__keeper *keeper);

// Something new waits, or the clock has moved. NULL is allowed.
void
chela__keeper_look(struct chela__keeper *keeper);

// Looks once and waits for what that starts; watches are listened to for a moment. Adds to
// `count` what was carried out.
chela_status
chela__keeper_run_once(struct chela__keeper *keeper, size_t *count, struct chela_error *err);

// ---- among themselves ----

struct chela__wake {
    struct chela__wake        *next;
    struct chela__keeper      *keeper;
    struct chela_conversation *conversation;
    char                       task[32]; // the task, or the standing order that it is started by
    struct chela__source      *timer;    // that forgets it, once it is over
    bool                       is_over;
};

struct chela__watcher {
    struct chela__watcher     *next;
    struct chela__keeper      *keeper;
    struct chela_conversation *conversation; // holds plan and contract; carries nothing out
    char                       task[32];
    uint32_t                   step, element;
    bool                       is_standing;
    bool                       is_wanted; // seen by the last look
    bool                       is_over;   // its item has come
    json_t                    *content;   // {"use", "with", "cursor"?}
    struct chela__call        *call;
    struct chela__source      *timer;
    int64_t                    backoff_ms;
};

struct chela__keeper {
    struct chela_host                *host;
    struct chela_conversation_options observer;
    struct chela__source             *timer;
    struct chela__wake               *wakes;
    struct chela__watcher            *watchers;
    size_t                            waking;
    size_t                            done;     // tasks that have gone on, or were started
    bool                              is_stuck; // something that is due could not begin
    bool                              is_once;
    bool                              is_closing;
    bool                              must_reckon; // occurrences anew: first look, or a jump
    bool                              is_taking;   // plugins are being asked what is due
    bool                              must_take;   // ... and are to be asked anew
    int64_t                           plugins_ms;  // wall clock: when the next of theirs is due
    int64_t                           taken_ms;    // monotonic: when they were asked last
    int64_t                           offset_ms;   // wall clock minus monotonic, at the last look
};

int64_t
chela__keeper_now(const struct chela__keeper *keeper);

// True when the task is under way already, or too many are.
bool
chela__keeper_is_waking(const struct chela__keeper *keeper, const char *task);
// Forgets it, whatever it is doing.
void
chela__wake_free(struct chela__wake *wake);
// The parked task goes on.
void
chela__keeper_wake(struct chela__keeper *keeper, const char *task);
// The standing order starts a task. `order` as chela__task_show() gives it.
void
chela__keeper_fire(struct chela__keeper *keeper, const json_t *order,
                   const struct chela__occurrence *occurrence);
// Whoever shows what is due is told something about a task.
void
chela__keeper_tell(struct chela__keeper *keeper, const char *task, const char *text);

// A standing order by time whose row in the table is `row`.
void
chela__keeper_order(struct chela__keeper *keeper, const json_t *row);

// A row that waits for an item: begins to listen, or keeps listening.
void
chela__keeper_watch(struct chela__keeper *keeper, const json_t *row);
void
chela__watcher_free(struct chela__watcher *watcher);

#endif
