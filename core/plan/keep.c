// keep.c - see keep.h: looks at what is due, wakes it, and sleeps until the next.
#include "plan/keep.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/session.h"

static void
arm(struct chela__keeper *keeper, int64_t after_ms);

int64_t
chela__keeper_now(const struct chela__keeper *keeper)
{
    return chela__clock_now(&keeper->host->clock);
}

void
chela__keeper_tell(struct chela__keeper *keeper, const char *task, const char *text)
{
    const struct chela_host_options *options = &keeper->host->options;
    char                             at[CHELA__TIME_TEXT];
    struct chela_due                 due = {
                        .struct_size = sizeof due, .plugin = "", .id = task, .text = text, .at = at};
    if (options->due &&
        chela__time_format(chela__keeper_now(keeper), keeper->host->clock.zone, at, NULL) >= 0)
        options->due(options->user, &due);
}

// ---- one look ----

// The wait for an item has lasted as long as it may.
static void
give_up_item(struct chela__keeper *keeper, const json_t *row)
{
    const char *task  = chela__json_str(row, "task");
    json_t     *entry = json_pack("{s:O, s:O, s:s, s:i, s:s}", "step", json_object_get(row, "step"),
                                  "element", json_object_get(row, "element"), "status",
                                  chela__status_name(CHELA_TIMEOUT), "label", CHELA__PUBLIC, "text",
                                  "nothing came within the time that it was to wait");
    struct chela__state *state = keeper->host->state;
    chela_status         status =
        entry ? chela__task_add(state, task, CHELA__ENTRY_WOKE, entry, NULL) : CHELA_NO_MEMORY;
    json_decref(entry);
    if (status >= 0)
        status = chela__due_remove(state, task, (uint32_t)chela__json_int(row, "step", 0),
                                   (uint32_t)chela__json_int(row, "element", 0), NULL);
    chela__task_leave(state, task);
    if (status >= 0)
        chela__keeper_wake(keeper, task);
    else
        keeper->is_stuck = true;
}

static void
consider(struct chela__keeper *keeper, const json_t *row)
{
    const char *task     = chela__json_str(row, "task");
    int64_t     at       = chela__json_int(row, "at_ms", 0);
    bool        is_watch = json_is_true(json_object_get(row, "is_watch"));
    bool        is_due   = at && at <= chela__keeper_now(keeper);
    if (is_watch)
        chela__keeper_watch(keeper, row);
    else if (json_is_true(json_object_get(row, "is_standing"))) {
        chela__keeper_order(keeper, row);
        return;
    }
    if (!is_due || chela__keeper_is_waking(keeper, task))
        return;
    if (is_watch)
        give_up_item(keeper, row);
    else
        chela__keeper_wake(keeper, task);
}

// A jump of the wall clock, or a device that was asleep: occurrences are counted anew.
static void
notice_jump(struct chela__keeper *keeper)
{
    int64_t offset = chela__keeper_now(keeper) - chela__monotonic_ms();
    int64_t moved  = offset - keeper->offset_ms;
    if (moved > CHELA__KEEP_STUCK_MS || moved < -CHELA__KEEP_STUCK_MS)
        keeper->must_reckon = true;
    keeper->offset_ms = offset;
}

static void
drop_watchers(struct chela__keeper *keeper)
{
    struct chela__watcher **at = &keeper->watchers;
    while (*at) {
        struct chela__watcher *watcher = *at;
        if (watcher->is_wanted && !watcher->is_over) {
            at = &watcher->next;
            continue;
        }
        if (watcher->call) { // done() of its call frees the way
            chela__call_cancel(watcher->call);
            watcher->is_over = true;
            at               = &watcher->next;
            continue;
        }
        *at = watcher->next;
        chela__watcher_free(watcher);
    }
}

static void
plugins_taken(void *user, const struct chela__taken *taken)
{
    struct chela__keeper *keeper = user;
    keeper->is_taking            = false;
    keeper->plugins_ms           = taken->next_ms;
    if (!keeper->must_take)
        arm(keeper, 0);
}

// Alarms, timers and reminders of plugins: at their time, when one may have been added, and now and
// then.
static void
take_from_plugins(struct chela__keeper *keeper)
{
    bool is_old = chela__monotonic_ms() - keeper->taken_ms > CHELA__KEEP_TAKE_MS;
    if (keeper->is_once || keeper->is_taking ||
        (!keeper->must_take && !is_old && keeper->plugins_ms > chela__keeper_now(keeper)))
        return;
    keeper->must_take  = false;
    keeper->is_taking  = true;
    keeper->plugins_ms = INT64_MAX;
    keeper->taken_ms   = chela__monotonic_ms();
    if (chela__due_take(keeper->host, plugins_taken, keeper, NULL) < 0)
        keeper->is_taking = false;
}

static void
look(struct chela__keeper *keeper)
{
    json_t *rows = NULL;
    int64_t next = INT64_MAX;
    size_t  at;
    json_t *row;
    keeper->is_stuck = false;
    notice_jump(keeper);
    take_from_plugins(keeper);
    for (struct chela__watcher *watcher = keeper->watchers; watcher; watcher = watcher->next)
        watcher->is_wanted = false;
    if (chela__due_list(keeper->host->state, &rows, NULL) < 0)
        keeper->is_stuck = true;
    json_array_foreach(rows, at, row)
    {
        consider(keeper, row);
    }
    keeper->must_reckon = false;
    drop_watchers(keeper);
    (void)chela__due_next(keeper->host->state, &next, NULL);
    if (keeper->plugins_ms < next)
        next = keeper->plugins_ms;
    int64_t left = next == INT64_MAX ? CHELA__KEEP_LOOK_MS : next - chela__keeper_now(keeper);
    if (left < 0 || keeper->is_stuck)
        left = left < CHELA__KEEP_STUCK_MS ? CHELA__KEEP_STUCK_MS : left;
    json_decref(rows);
    arm(keeper, left);
}

static void
on_timer(void *user)
{
    struct chela__keeper *keeper = user;
    keeper->timer                = NULL;
    look(keeper);
}

static void
arm(struct chela__keeper *keeper, int64_t after_ms)
{
    chela__loop_remove(keeper->timer);
    keeper->timer = NULL;
    if (keeper->is_closing)
        return;
    (void)chela__loop_add_timer(keeper->host->loop,
                                after_ms < CHELA__KEEP_LOOK_MS ? after_ms : CHELA__KEEP_LOOK_MS,
                                on_timer, keeper, &keeper->timer, NULL);
}

void
chela__keeper_look(struct chela__keeper *keeper)
{
    if (!keeper)
        return;
    keeper->must_take = true;
    arm(keeper, 0);
}

// ---- life ----

chela_status
chela__keeper_new(struct chela_host *host, const struct chela_conversation_options *observer,
                  struct chela__keeper **ret_keeper, struct chela_error *err)
{
    struct chela__keeper *keeper = calloc(1, sizeof *keeper);
    if (!keeper)
        return chela__error_memory(err);
    size_t size = observer ? observer->struct_size : 0;
    if (size > sizeof keeper->observer)
        size = sizeof keeper->observer;
    if (observer)
        memcpy(&keeper->observer, observer, size);
    keeper->host        = host;
    keeper->must_reckon = true;
    keeper->must_take   = true;
    keeper->plugins_ms  = INT64_MAX;
    keeper->offset_ms   = chela__keeper_now(keeper) - chela__monotonic_ms();
    *ret_keeper         = keeper;
    return CHELA_OK;
}

static bool
is_busy(const struct chela__keeper *keeper)
{
    for (const struct chela_conversation *at = keeper->host->conversations; at; at = at->next)
        if (at->phase == CHELA__CARRYING_OUT)
            return true;
    for (const struct chela__watcher *watcher = keeper->watchers; watcher; watcher = watcher->next)
        if (watcher->call)
            return true;
    return keeper->waking > 0 || keeper->is_taking;
}

static void
note_time(void *user)
{
    *(bool *)user = true;
}

// What runs gets a moment to end; then it is left as interrupted.
static void
drain(struct chela__keeper *keeper)
{
    bool                  is_late = false;
    struct chela__source *timer   = NULL;
    if (chela__loop_add_timer(keeper->host->loop, CHELA__KEEP_CLOSE_MS, note_time, &is_late, &timer,
                              NULL) < 0)
        return;
    for (drop_watchers(keeper); is_busy(keeper) && !is_late; drop_watchers(keeper))
        if (chela__loop_dispatch(keeper->host->loop, -1, NULL) < 0)
            break;
    if (!is_late)
        chela__loop_remove(timer);
}

// Tasks that are carried out now go on with the next one that keeps.
static void
pause_all(struct chela__keeper *keeper)
{
    for (struct chela_conversation *at = keeper->host->conversations; at; at = at->next) {
        const struct chela__due row = {.task = at->task, .step = CHELA__DUE_NOW, .at_ms = 1};
        if (at->phase == CHELA__CARRYING_OUT && at->is_recording)
            (void)chela__due_put(keeper->host->state, &row, NULL);
        (void)chela_pause(at, NULL);
    }
}

static void
leave_all(struct chela__keeper *keeper)
{
    for (struct chela_conversation *at = keeper->host->conversations; at; at = at->next)
        if (at->phase == CHELA__CARRYING_OUT && at->is_recording)
            chela__conversation_leave(at);
    while (keeper->wakes)
        chela__wake_free(keeper->wakes);
    while (keeper->watchers) {
        struct chela__watcher *watcher = keeper->watchers;
        keeper->watchers               = watcher->next;
        if (!watcher->call)
            chela__watcher_free(watcher);
    }
}

void
chela__keeper_free(struct chela__keeper *keeper)
{
    if (!keeper)
        return;
    keeper->is_closing = true;
    chela__loop_remove(keeper->timer);
    keeper->timer = NULL;
    for (struct chela__watcher *watcher = keeper->watchers; watcher; watcher = watcher->next)
        watcher->is_wanted = false;
    pause_all(keeper);
    drain(keeper);
    leave_all(keeper);
    free(keeper);
}

void
chela_keep_end(struct chela_host *host)
{
    if (!host || !host->keeper)
        return;
    chela__keeper_free(host->keeper);
    host->keeper = NULL;
    chela__state_keep_end(host->state);
}

chela_status
chela_keep(struct chela_host *host, const struct chela_conversation_options *observer,
           struct chela_error *err)
{
    if (!host)
        return chela__error(err, CHELA_INVALID, "chela_keep: NULL");
    if (host->keeper)
        return chela__error(err, CHELA_BUSY, "this host keeps already");
    chela_status status = chela__state_keep(host->state, err);
    if (status >= 0)
        status = chela__keeper_new(host, observer, &host->keeper, err);
    if (status >= 0)
        chela__keeper_look(host->keeper);
    return status;
}

// ---- once ----

chela_status
chela__keeper_run_once(struct chela__keeper *keeper, size_t *count, struct chela_error *err)
{
    bool                  is_late = false;
    struct chela__source *timer   = NULL;
    keeper->is_once               = true;
    look(keeper);
    chela_status status = chela__loop_add_timer(keeper->host->loop, CHELA__KEEP_ONCE_MS, note_time,
                                                &is_late, &timer, err);
    while (status >= 0 && (keeper->waking || (keeper->watchers && !is_late)))
        status = chela__loop_dispatch(keeper->host->loop, -1, err);
    if (!is_late)
        chela__loop_remove(timer);
    *count += keeper->done;
    return status < 0 ? status : CHELA_OK;
}
