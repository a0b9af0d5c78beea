// serve.c - see serve.h. A client that has gone agrees to nothing; what was agreed to goes on.
#include "cli/serve.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/hand.h"

struct client {
    struct chela__serve       *serve;
    struct chela__hand         hand;
    struct chela_conversation *conversation;
    bool                       has_greeted;
    bool                       has_card; // open
    bool                       is_agreed;
    bool                       is_busy; // a request of it runs
};

struct chela__serve {
    struct chela_host *host;
    char              *socket; // its path
    int                listener;
    bool               is_stopping;
    int64_t            since_ms; // monotonic
    size_t             served;   // requests
    struct client     *clients[CHELA__SERVE_CLIENTS];
};

// ---- what a client is told ----

static void
tell_take(struct client *client, json_t *message)
{
    if (client->hand.fd < 0) {
        json_decref(message);
        return;
    }
    if (chela__hand_put_take(&client->hand, message, NULL) < 0 ||
        chela__hand_flush(&client->hand, NULL) < 0)
        chela__hand_close(&client->hand);
}

static void
tell_error(struct client *client, const struct chela_error *err)
{
    tell_take(client,
              json_pack("{s:{s:i, s:s}}", "error", "status", (int)err->status, "text", err->text));
}

static json_t *
parse(const char *text)
{
    json_t *json = NULL;
    (void)chela__json_read(text, strlen(text), NULL, &json, NULL);
    return json ? json : json_null();
}

static void
on_event(void *user, const struct chela_event *event)
{
    tell_take(user,
              json_pack("{s:{s:i, s:s, s:s, s:s, s:I, s:i, s:f, s:s, s:o, s:s, s:I, s:I}}", "event",
                        "kind", event->kind, "task", event->task, "step", event->step, "use",
                        event->capability, "element", (json_int_t)event->element, "status",
                        (int)event->status, "progress", event->progress, "text", event->text,
                        "json", parse(event->json), "reason", event->reason, "done",
                        (json_int_t)event->done, "total", (json_int_t)event->total));
}

static void
on_card(void *user, struct chela_conversation *conversation, const struct chela_card *card)
{
    struct client *client = user;
    if (client->hand.fd < 0) {
        (void)chela_consent(conversation, false, NULL);
        return;
    }
    client->has_card = true;
    tell_take(client, json_pack("{s:{s:b, s:b, s:b, s:i, s:o, s:s}}", "card", "is_reversible",
                                card->is_reversible, "leaves_device", card->leaves_device, "costs",
                                card->costs, "scope", card->scope, "json", parse(card->json),
                                "text", card->text));
}

static void
on_question(void *user, const struct chela_question *question)
{
    tell_take(user, json_pack("{s:{s:s, s:o}}", "question", "text", question->text, "json",
                              parse(question->json)));
}

static void
on_result(void *user, const struct chela_result *result)
{
    struct client *client = user;
    client->is_busy = client->has_card = client->is_agreed = false;
    tell_take(client,
              json_pack("{s:{s:i, s:s, s:s, s:o}}", "result", "status", (int)result->status, "task",
                        result->task, "text", result->text, "json", parse(result->json)));
}

// ---- what a client wants ----

static chela_status
open_conversation(struct client *client, const json_t *message, struct chela_error *err)
{
    struct chela_conversation_options options = CHELA_CONVERSATION_OPTIONS_INIT;
    if (client->conversation)
        return CHELA_OK;
    options.flags = (json_is_true(json_object_get(message, "dry")) ? CHELA_DRY_RUN : 0) |
                    (json_is_true(json_object_get(message, "explain")) ? CHELA_EXPLAIN : 0);
    options.user     = client;
    options.event    = on_event;
    options.card     = on_card;
    options.question = on_question;
    options.result   = on_result;
    return chela_conversation_open(client->serve->host, &options, &client->conversation, err);
}

static chela_status
want_ask(struct client *client, const json_t *message, struct chela_error *err)
{
    const char *text = chela__json_str(message, "text");
    return chela_ask(client->conversation, text ? text : "", err);
}

static chela_status
want_call(struct client *client, const json_t *message, struct chela_error *err)
{
    const char *use = chela__json_str(message, "use");
    return chela_call(client->conversation, use ? use : "", chela__json_str(message, "input"), err);
}

static chela_status
want_undo(struct client *client, const json_t *message, struct chela_error *err)
{
    const char *task = chela__json_str(message, "task");
    return chela_undo(client->conversation, task ? task : "last", chela__json_str(message, "step"),
                      err);
}

static chela_status
want_resume(struct client *client, const json_t *message, struct chela_error *err)
{
    return chela_resume(client->conversation, chela__json_str(message, "task"),
                        (int32_t)chela__json_int(message, "decision", 0), err);
}

static chela_status
want_consent(struct client *client, const json_t *message, struct chela_error *err)
{
    bool         agreed = json_is_true(json_object_get(message, "agreed"));
    json_int_t   scope  = chela__json_int(message, "scope", 0);
    chela_status status = agreed && scope
                              ? chela_grant(client->conversation, (int32_t)scope,
                                            (int64_t)chela__json_int(message, "until_ms", 0), err)
                              : chela_consent(client->conversation, agreed, err);
    client->has_card    = false;
    client->is_agreed   = agreed && status >= 0;
    return status;
}

static chela_status
want_steer(struct client *client, const json_t *message, struct chela_error *err)
{
    char        *said   = NULL;
    const char  *text   = chela__json_str(message, "text");
    chela_status status = chela_steer(client->conversation, text ? text : "", &said, err);
    if (said)
        tell_take(client, json_pack("{s:s}", "steered", said));
    free(said);
    return status;
}

static chela_status
want_cancel(struct client *client, const json_t *message, struct chela_error *err)
{
    (void)message;
    (void)err;
    chela_cancel(client->conversation);
    return CHELA_OK;
}

static chela_status
want_task_cancel(struct client *client, const json_t *message, struct chela_error *err)
{
    chela_status status =
        chela_task_cancel(client->serve->host, chela__json_str(message, "task"), err);
    if (status >= 0)
        tell_take(client, json_pack("{s:b}", "cancelled", 1));
    return status;
}

static chela_status
want_status(struct client *client, const json_t *message, struct chela_error *err)
{
    const struct chela__serve *serve   = client->serve;
    size_t                     clients = 0;
    (void)message;
    (void)err;
    for (size_t i = 0; i < CHELA__SERVE_CLIENTS; i++)
        clients += serve->clients[i] != NULL;
    tell_take(client,
              json_pack("{s:{s:I, s:I, s:I, s:I}}", "status", "pid", (json_int_t)getpid(),
                        "seconds", (json_int_t)((chela__monotonic_ms() - serve->since_ms) / 1000),
                        "clients", (json_int_t)clients - 1, "requests", (json_int_t)serve->served));
    return CHELA_OK;
}

static chela_status
want_stop(struct client *client, const json_t *message, struct chela_error *err)
{
    (void)message;
    (void)err;
    client->serve->is_stopping = true;
    tell_take(client, json_pack("{s:b}", "stopping", 1));
    return CHELA_OK;
}

static const struct {
    const char *name;
    bool        talks;   // needs a conversation
    bool        is_long; // a request with a result
    chela_status (*run)(struct client *, const json_t *, struct chela_error *);
} wants[] = {
    {"ask", true, true, want_ask},          {"call", true, true, want_call},
    {"undo", true, true, want_undo},        {"resume", true, true, want_resume},
    {"consent", true, false, want_consent}, {"steer", true, false, want_steer},
    {"cancel", true, false, want_cancel},   {"task-cancel", false, false, want_task_cancel},
    {"status", false, false, want_status},  {"stop", false, false, want_stop},
};

static chela_status
greet(struct client *client, const json_t *message, struct chela_error *err)
{
    if (client->has_greeted)
        return CHELA_OK;
    client->has_greeted = true;
    return chela__json_int(message, "serve", 0) == CHELA__HAND_VERSION
               ? CHELA_OK
               : chela__error(err, CHELA_UNSUPPORTED,
                              "this chela serve speaks version %d; start it anew",
                              CHELA__HAND_VERSION);
}

static chela_status
obey(struct client *client, const json_t *message, struct chela_error *err)
{
    const char  *name   = chela__json_str(message, "do");
    chela_status status = greet(client, message, err);
    size_t       i      = 0;
    if (status < 0)
        return status;
    while (name && i < sizeof wants / sizeof *wants && strcmp(name, wants[i].name) != 0)
        i++;
    if (!name || i == sizeof wants / sizeof *wants)
        return chela__error(err, CHELA_INVALID, "\"%.40s\" is nothing that can be done",
                            name ? name : "");
    if (wants[i].talks)
        status = open_conversation(client, message, err);
    if (status >= 0 && wants[i].is_long && client->serve->is_stopping)
        status = chela__error(err, CHELA_UNAVAILABLE, "chela serve is stopping");
    bool was_busy = client->is_busy;
    if (wants[i].is_long && status >= 0) {
        client->is_busy = true; // its result may come before it returns
        client->serve->served++;
    }
    if (status >= 0)
        status = wants[i].run(client, message, err);
    if (status < 0 && wants[i].is_long)
        client->is_busy = was_busy;
    return status;
}

// ---- clients ----

static void
drop(struct chela__serve *serve, size_t at)
{
    struct client *client = serve->clients[at];
    serve->clients[at]    = NULL;
    chela__hand_close(&client->hand);
    chela_conversation_close(client->conversation);
    free(client);
}

// Nobody is left to agree: what has not been agreed to ends, the rest goes on.
static void
let_go(struct client *client)
{
    chela__hand_close(&client->hand);
    if (client->has_card)
        (void)chela_consent(client->conversation, false, NULL);
    else if (client->is_busy && !client->is_agreed)
        chela_cancel(client->conversation);
    client->has_card = false;
}

static void
read_client(struct client *client)
{
    struct chela_error err     = CHELA_ERROR_INIT;
    json_t            *message = NULL;
    chela_status       filled  = chela__hand_fill(&client->hand, NULL);
    chela_status       status  = chela__hand_next(&client->hand.in, &message, &err);
    while (status == CHELA_OK && client->hand.fd >= 0) {
        struct chela_error own = CHELA_ERROR_INIT;
        if (obey(client, message, &own) < 0)
            tell_error(client, &own);
        json_decref(message);
        message = NULL;
        status  = chela__hand_next(&client->hand.in, &message, &err);
    }
    json_decref(message);
    if (status < 0)
        tell_error(client, &err);
    if (status < 0 || filled < 0 || client->hand.fd < 0)
        let_go(client);
}

static void
accept_client(struct chela__serve *serve)
{
    size_t at = 0;
    while (at < CHELA__SERVE_CLIENTS && serve->clients[at])
        at++;
    struct client *client = at < CHELA__SERVE_CLIENTS ? calloc(1, sizeof *client) : NULL;
    if (!client)
        return; // it waits
    client->serve   = serve;
    client->hand.fd = -1;
    if (chela__hand_accept(serve->listener, &client->hand, NULL) != CHELA_OK) {
        free(client);
        return;
    }
    serve->clients[at] = client;
}

// ---- the loop ----

enum { HOST, LISTENER, STOP, CLIENTS };

static size_t
collect(struct chela__serve *serve, int stop_fd, struct pollfd *fds)
{
    bool is_full = true;
    fds[HOST]    = (struct pollfd){chela_host_fd(serve->host), POLLIN, 0};
    fds[STOP]    = (struct pollfd){stop_fd, POLLIN, 0};
    for (size_t i = 0; i < CHELA__SERVE_CLIENTS; i++) {
        struct client *client = serve->clients[i];
        int            fd     = client ? client->hand.fd : -1;
        bool           waits  = fd >= 0 && client->hand.out.len;
        fds[CLIENTS + i]      = (struct pollfd){fd, (short)(POLLIN | (waits ? POLLOUT : 0)), 0};
        is_full &= client != NULL;
    }
    fds[LISTENER] = (struct pollfd){is_full ? -1 : serve->listener, POLLIN, 0};
    return CLIENTS + CHELA__SERVE_CLIENTS;
}

static void
serve_clients(struct chela__serve *serve, const struct pollfd *fds)
{
    for (size_t i = 0; i < CHELA__SERVE_CLIENTS; i++) {
        struct client *client = serve->clients[i];
        if (!client)
            continue;
        if (fds[CLIENTS + i].revents & POLLOUT && chela__hand_flush(&client->hand, NULL) < 0)
            let_go(client);
        if (client->hand.fd >= 0 && fds[CLIENTS + i].revents & (POLLIN | POLLHUP | POLLERR))
            read_client(client);
    }
    for (size_t i = 0; i < CHELA__SERVE_CLIENTS; i++)
        if (serve->clients[i] && serve->clients[i]->hand.fd < 0 && !serve->clients[i]->is_busy)
            drop(serve, i);
}

chela_status
chela__serve_run(struct chela__serve *serve, int stop_fd, struct chela_error *err)
{
    struct pollfd fds[CLIENTS + CHELA__SERVE_CLIENTS];
    while (!serve->is_stopping) {
        size_t count = collect(serve, stop_fd, fds);
        if (poll(fds, count, -1) < 0) {
            if (errno == EINTR)
                continue;
            return chela__error_errno(err, errno, "waiting");
        }
        if (fds[STOP].revents)
            serve->is_stopping = true;
        chela_status status = chela_dispatch(serve->host, 0, err);
        if (status < 0)
            return status;
        if (fds[LISTENER].revents)
            accept_client(serve);
        serve_clients(serve, fds);
    }
    return CHELA_OK;
}

// ---- life ----

chela_status
chela__serve_new(struct chela_host *host, const char *data, struct chela__serve **ret_serve,
                 struct chela_error *err)
{
    struct chela__serve *serve = calloc(1, sizeof *serve);
    if (!serve)
        return chela__error_memory(err);
    serve->host     = host;
    serve->listener = -1;
    serve->since_ms = chela__monotonic_ms();
    serve->socket   = chela__path(data, CHELA__HAND_NAME);
    chela_status status =
        serve->socket ? chela__hand_listen(data, &serve->listener, err) : chela__error_memory(err);
    if (status < 0)
        chela__serve_free(serve);
    else
        *ret_serve = serve;
    return status;
}

void
chela__serve_end(struct chela__serve *serve)
{
    if (serve->listener >= 0) {
        close(serve->listener);
        (void)unlink(serve->socket);
    }
    serve->listener = -1;
    for (size_t i = 0; i < CHELA__SERVE_CLIENTS; i++)
        if (serve->clients[i] && serve->clients[i]->has_card)
            (void)chela_consent(serve->clients[i]->conversation, false, NULL);
}

void
chela__serve_free(struct chela__serve *serve)
{
    if (!serve)
        return;
    chela__serve_end(serve);
    for (size_t i = 0; i < CHELA__SERVE_CLIENTS; i++)
        if (serve->clients[i])
            drop(serve, i);
    free(serve->socket);
    free(serve);
}
