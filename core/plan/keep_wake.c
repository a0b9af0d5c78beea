// keep_wake.c - one task that goes on, or is started, without anybody who asked for it just now.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/session.h"

bool
chela__keeper_is_waking(const struct chela__keeper *keeper, const char *task)
{
    size_t count = 0;
    for (const struct chela__wake *wake = keeper->wakes; wake; wake = wake->next, count++)
        if (!strcmp(wake->task, task))
            return true;
    return count >= CHELA__KEEP_WAKES;
}

// ---- what it tells ----

static void
on_event(void *user, const struct chela_event *event)
{
    const struct chela_conversation_options *observer =
        &((struct chela__wake *)user)->keeper->observer;
    if (observer->event)
        observer->event(observer->user, event);
}

static void
on_card(void *user, struct chela_conversation *conversation, const struct chela_card *card)
{
    const struct chela_conversation_options *observer =
        &((struct chela__wake *)user)->keeper->observer;
    observer->card(observer->user, conversation, card);
}

static void
on_question(void *user, const struct chela_question *question)
{
    const struct chela_conversation_options *observer =
        &((struct chela__wake *)user)->keeper->observer;
    if (observer->question)
        observer->question(observer->user, question);
}

void
chela__wake_free(struct chela__wake *wake)
{
    struct chela__keeper *keeper = wake->keeper;
    chela__loop_remove(wake->timer);
    for (struct chela__wake **at = &keeper->wakes; *at; at = &(*at)->next)
        if (*at == wake) {
            *at = wake->next;
            break;
        }
    chela_conversation_close(wake->conversation);
    free(wake);
    keeper->waking--;
}

static void
bury(void *user)
{
    struct chela__wake   *wake   = user;
    struct chela__keeper *keeper = wake->keeper;
    wake->timer                  = NULL;
    chela__wake_free(wake);
    if (!keeper->is_once)
        chela__keeper_look(keeper); // a place is free, and it may have set an alarm
}

// From the loop: a conversation is not closed inside its own callback.
static void
end(struct chela__wake *wake)
{
    wake->is_over = true;
    (void)chela__loop_add_timer(wake->keeper->host->loop, 0, bury, wake, &wake->timer, NULL);
}

// As long as its row is there the task goes on with the next keeper, should this one die.
static void
own(struct chela__wake *wake)
{
    const struct chela__due row = {
        .task = wake->conversation->task, .step = CHELA__DUE_NOW, .at_ms = 1};
    (void)chela__due_put(wake->keeper->host->state, &row, NULL);
}

static void
on_result(void *user, const struct chela_result *result)
{
    struct chela__wake   *wake   = user;
    struct chela__keeper *keeper = wake->keeper;
    keeper->done++;
    if (*result->task && !keeper->is_closing)
        (void)chela__due_remove(keeper->host->state, result->task, CHELA__DUE_NOW, 0, NULL);
    if (result->status == CHELA_NEEDS_ANSWER) // asked again by whoever resumes it
        chela__conversation_leave(wake->conversation);
    if (result->status != CHELA_PENDING && *result->text)
        chela__keeper_tell(keeper, result->task, result->text);
    if (keeper->observer.result)
        keeper->observer.result(keeper->observer.user, result);
    end(wake);
}

// ---- beginning ----

static struct chela__wake *
open_wake(struct chela__keeper *keeper, const char *task, struct chela_error *err)
{
    struct chela_conversation_options options = CHELA_CONVERSATION_OPTIONS_INIT;
    struct chela__wake               *wake    = calloc(1, sizeof *wake);
    if (!wake) {
        chela__error_memory(err);
        return NULL;
    }
    wake->keeper     = keeper;
    options.user     = wake;
    options.event    = on_event;
    options.card     = keeper->observer.card ? on_card : NULL;
    options.question = on_question;
    options.result   = on_result;
    (void)snprintf(wake->task, sizeof wake->task, "%s", task);
    if (chela_conversation_open(keeper->host, &options, &wake->conversation, err) < 0) {
        free(wake);
        return NULL;
    }
    wake->next    = keeper->wakes;
    keeper->wakes = wake;
    keeper->waking++;
    return wake;
}

// What cannot go on does not hold the others up, and is not tried for ever.
static void
could_not(struct chela__keeper *keeper, const char *task, const struct chela_error *err)
{
    if (err->status == CHELA_BUSY || err->status == CHELA_NO_MEMORY || err->status == CHELA_IO) {
        keeper->is_stuck = true;
        return;
    }
    chela__keeper_tell(keeper, task, err->text);
}

void
chela__keeper_wake(struct chela__keeper *keeper, const char *task)
{
    struct chela_error  err  = CHELA_ERROR_INIT;
    struct chela__wake *wake = keeper->is_closing ? NULL : open_wake(keeper, task, &err);
    if (!wake)
        return;
    if (chela_resume(wake->conversation, task, CHELA_ASK_USER, &err) >= 0) {
        own(wake);
        return;
    }
    could_not(keeper, task, &err);
    if (!keeper->is_stuck) // it stays as interrupted
        (void)chela__due_forget(keeper->host->state, task, NULL);
    end(wake);
}

void
chela__keeper_fire(struct chela__keeper *keeper, const json_t *order,
                   const struct chela__occurrence *occurrence)
{
    struct chela_error  err  = CHELA_ERROR_INIT;
    const char         *task = chela__json_str(order, "task");
    struct chela__wake *wake = keeper->is_closing ? NULL : open_wake(keeper, task, &err);
    if (!wake)
        return;
    if (chela__conversation_fire(wake->conversation, order, occurrence, &err) >= 0) {
        own(wake);
        return;
    }
    if (err.status != CHELA_CONFLICT || !strstr(err.text, "UNIQUE"))
        could_not(keeper, task, &err);
    end(wake);
}
