// keep_watch.c - listens to watches, for tasks that wait for an item and for standing orders.
//
// The cursor of every item is kept, so that a restart goes on behind it. A watch that breaks begins
// again after a while.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/session.h"
#include "plan/waiting.h"

static void
listen(struct chela__watcher *watcher);

static const struct chela__step *
step_of(const struct chela__watcher *watcher)
{
    return &watcher->conversation->plan->steps[watcher->step];
}

void
chela__watcher_free(struct chela__watcher *watcher)
{
    if (!watcher)
        return;
    chela__loop_remove(watcher->timer);
    chela_conversation_close(watcher->conversation);
    json_decref(watcher->content);
    free(watcher);
}

// ---- an item ----

// The same for the same item, as far as the plugin can tell them apart.
static void
name_item(const struct chela__watcher *watcher, const json_t *item, char ret_name[32])
{
    const json_t *cursor = json_object_get(item, "cursor");
    char         *text   = chela__json_text(cursor ? cursor : item);
    uint64_t      hash   = 14695981039346656037u;
    for (const char *at = text; at && *at; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211u;
    if (!cursor)
        hash ^= (uint64_t)chela__keeper_now(watcher->keeper);
    (void)snprintf(ret_name, 32, "%016" PRIx64, hash);
    free(text);
}

static void
keep_cursor(struct chela__watcher *watcher, json_t *item)
{
    struct chela__state *state  = watcher->keeper->host->state;
    json_t              *cursor = json_object_get(item, "cursor");
    json_t              *due    = NULL;
    if (!cursor ||
        chela__due_get(state, watcher->task, watcher->step, watcher->element, &due, NULL) < 0) {
        chela__task_leave(state, watcher->task);
        return;
    }
    json_object_set(watcher->content, "cursor", cursor);
    const struct chela__due row = {.task     = watcher->task,
                                   .step     = watcher->step,
                                   .element  = watcher->element,
                                   .at_ms    = chela__json_int(due, "at_ms", 0),
                                   .is_watch = true,
                                   .content  = watcher->content};
    (void)chela__due_put(state, &row, NULL);
    chela__task_leave(state, watcher->task);
    json_decref(due);
}

static int
label_of(const struct chela__watcher *watcher)
{
    return (int)step_of(watcher)->capability->label;
}

static void
start_task(struct chela__watcher *watcher, json_t *item)
{
    char                           name[32];
    const struct chela__occurrence occurrence = {.name   = name,
                                                 .at_ms  = chela__keeper_now(watcher->keeper),
                                                 .output = item,
                                                 .label  = label_of(watcher)};
    name_item(watcher, item, name);
    chela__keeper_fire(watcher->keeper, watcher->conversation->record, &occurrence);
}

// The task that waited goes on with the item.
static void
wake_task(struct chela__watcher *watcher, json_t *item)
{
    struct chela__state *state = watcher->keeper->host->state;
    json_t              *entry =
        json_pack("{s:I, s:I, s:s, s:i, s:O}", "step", (json_int_t)watcher->step, "element",
                  (json_int_t)watcher->element, "status", chela__status_name(CHELA_OK), "label",
                  label_of(watcher), "output", item);
    chela_status status =
        entry ? chela__task_add(state, watcher->task, CHELA__ENTRY_WOKE, entry, NULL)
              : CHELA_NO_MEMORY;
    json_decref(entry);
    if (status >= 0)
        status = chela__due_remove(state, watcher->task, watcher->step, watcher->element, NULL);
    chela__task_leave(state, watcher->task);
    if (status < 0)
        return; // begun anew by the next look, from the cursor before
    watcher->is_over = true;
    chela__keeper_wake(watcher->keeper, watcher->task);
}

static void
on_item(void *user, json_t *item)
{
    struct chela__watcher *watcher = user;
    struct chela_error     err     = CHELA_ERROR_INIT;
    bool                   matches = false;
    watcher->backoff_ms            = 0;
    if (watcher->is_over || watcher->keeper->is_closing ||
        chela__waiting_matches(watcher->conversation->plan, step_of(watcher), item, &matches,
                               &err) < 0)
        return;
    if (matches && watcher->is_standing)
        start_task(watcher, item);
    else if (matches)
        wake_task(watcher, item);
    if (!watcher->is_over)
        keep_cursor(watcher, item);
}

// ---- listening ----

static void
on_timer(void *user)
{
    struct chela__watcher *watcher = user;
    watcher->timer                 = NULL;
    listen(watcher);
}

static void
listen_later(struct chela__watcher *watcher)
{
    int64_t wait        = watcher->backoff_ms ? watcher->backoff_ms : CHELA__KEEP_BACKOFF_MS;
    watcher->backoff_ms = 2 * wait < CHELA__KEEP_BACKOFF_MAX ? 2 * wait : CHELA__KEEP_BACKOFF_MAX;
    (void)chela__loop_add_timer(watcher->keeper->host->loop, wait, on_timer, watcher,
                                &watcher->timer, NULL);
}

static void
on_done(void *user, const struct chela__outcome *outcome)
{
    struct chela__watcher *watcher = user;
    (void)outcome;
    watcher->call = NULL;
    if (watcher->is_over || watcher->keeper->is_closing)
        chela__keeper_look(watcher->keeper);
    else
        listen_later(watcher);
}

// The arguments as they were agreed to, and where the last one ended.
static json_t *
input_of(const struct chela__watcher *watcher)
{
    json_t *input  = json_copy(json_object_get(watcher->content, "with"));
    json_t *cursor = json_object_get(watcher->content, "cursor");
    if (input && cursor &&
        chela__schema_at(step_of(watcher)->capability->input_schema, "/cursor") &&
        json_object_set(input, "cursor", cursor) < 0) {
        json_decref(input);
        return NULL;
    }
    return input;
}

static void
listen(struct chela__watcher *watcher)
{
    json_t                    *input   = input_of(watcher);
    struct chela__call_request request = {.capability = step_of(watcher)->capability,
                                          .input      = input,
                                          .label      = CHELA__PERSONAL,
                                          .presence   = &watcher->conversation->presence,
                                          .item       = on_item,
                                          .done       = on_done,
                                          .user       = watcher};
    if (!input ||
        chela__call_start(watcher->keeper->host->calls, &request, &watcher->call, NULL) < 0)
        listen_later(watcher);
    json_decref(input);
}

// ---- beginning ----

static chela_status
open_watcher(struct chela__watcher *watcher, struct chela_error *err)
{
    struct chela_host *host = watcher->keeper->host;
    char               id[CHELA__TASK_ID];
    json_t            *due    = NULL;
    chela_status       status = chela_conversation_open(host, NULL, &watcher->conversation, err);
    if (status >= 0)
        status =
            chela__task_take(host->state, watcher->task, id, &watcher->conversation->record, err);
    if (status >= 0)
        status =
            chela__due_get(host->state, watcher->task, watcher->step, watcher->element, &due, err);
    if (status >= 0)
        status = chela__conversation_read_record(watcher->conversation, err);
    chela__task_leave(host->state, watcher->task);
    watcher->content = json_incref(json_object_get(due, "content"));
    json_decref(due);
    if (status >= 0 && (watcher->step >= watcher->conversation->plan->count ||
                        !step_of(watcher)->is_watch || !watcher->content))
        status = chela__error(err, CHELA_INVALID, "the step does not watch");
    return status;
}

static struct chela__watcher *
find(struct chela__keeper *keeper, const char *task, uint32_t step, uint32_t element)
{
    for (struct chela__watcher *watcher = keeper->watchers; watcher; watcher = watcher->next)
        if (!strcmp(watcher->task, task) && watcher->step == step && watcher->element == element &&
            !watcher->is_over)
            return watcher;
    return NULL;
}

void
chela__keeper_watch(struct chela__keeper *keeper, const json_t *row)
{
    struct chela_error     err     = CHELA_ERROR_INIT;
    const char            *task    = chela__json_str(row, "task");
    uint32_t               step    = (uint32_t)chela__json_int(row, "step", 0);
    uint32_t               element = (uint32_t)chela__json_int(row, "element", 0);
    struct chela__watcher *watcher = find(keeper, task, step, element);
    if (watcher) {
        watcher->is_wanted = true;
        return;
    }
    watcher = keeper->is_closing ? NULL : calloc(1, sizeof *watcher);
    if (!watcher)
        return;
    watcher->keeper      = keeper;
    watcher->step        = step;
    watcher->element     = element;
    watcher->is_standing = json_is_true(json_object_get(row, "is_standing"));
    watcher->is_wanted   = true;
    (void)snprintf(watcher->task, sizeof watcher->task, "%s", task);
    if (open_watcher(watcher, &err) < 0) {
        keeper->is_stuck = true;
        chela__watcher_free(watcher);
        return;
    }
    watcher->next    = keeper->watchers;
    keeper->watchers = watcher;
    listen(watcher);
}
