// remote.c - see remote.h.
#include "cli/remote.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/hand.h"

struct chela__remote {
    struct chela__hand                hand;
    struct chela_conversation_options callbacks;
    chela_status                      result;
    bool                              has_greeted;
};

chela_status
chela__remote_open(const char *data, const struct chela_conversation_options *callbacks,
                   struct chela__remote **ret_remote, struct chela_error *err)
{
    struct chela__remote *remote = calloc(1, sizeof *remote);
    if (!remote)
        return chela__error_memory(err);
    if (callbacks)
        remote->callbacks = *callbacks;
    remote->hand.fd     = -1;
    chela_status status = chela__hand_connect(data, &remote->hand, err);
    if (status < 0)
        chela__remote_close(remote);
    else
        *ret_remote = remote;
    return status;
}

void
chela__remote_close(struct chela__remote *remote)
{
    if (!remote)
        return;
    chela__hand_close(&remote->hand);
    free(remote);
}

int
chela__remote_fd(const struct chela__remote *remote)
{
    return remote->hand.fd;
}

chela_status
chela__remote_result(const struct chela__remote *remote)
{
    return remote->result;
}

static chela_status
await(struct chela__remote *remote, short events, struct chela_error *err)
{
    struct pollfd ready = {remote->hand.fd, events, 0};
    while (poll(&ready, 1, -1) < 0)
        if (errno != EINTR)
            return chela__error_errno(err, errno, "waiting");
    return CHELA_OK;
}

chela_status
chela__remote_send_take(struct chela__remote *remote, json_t *message, struct chela_error *err)
{
    if (message && !remote->has_greeted)
        json_object_set_new(message, "serve", json_integer(CHELA__HAND_VERSION));
    remote->has_greeted = true;
    chela_status status = chela__hand_put_take(&remote->hand, message, err);
    while (status >= 0 && remote->hand.out.len) {
        status = chela__hand_flush(&remote->hand, err);
        if (status >= 0 && remote->hand.out.len)
            status = await(remote, POLLOUT, err);
    }
    return status;
}

// ---- what comes back, as the callbacks want it ----

static const char *
text_at(const json_t *message, const char *key)
{
    const char *text = chela__json_str(message, key);
    return text ? text : "";
}

static char *
json_at(const json_t *message)
{
    const json_t *json = json_object_get(message, "json");
    char         *text = json ? chela__json_text(json) : NULL;
    return text ? text : strdup("null");
}

static void
pass_event(struct chela__remote *remote, const json_t *message)
{
    char                    *json  = json_at(message);
    const struct chela_event event = {.struct_size = sizeof event,
                                      .kind        = (int32_t)chela__json_int(message, "kind", 0),
                                      .task        = text_at(message, "task"),
                                      .step        = text_at(message, "step"),
                                      .capability  = text_at(message, "use"),
                                      .element = (uint32_t)chela__json_int(message, "element", 0),
                                      .status = (chela_status)chela__json_int(message, "status", 0),
                                      .progress =
                                          json_number_value(json_object_get(message, "progress")),
                                      .text   = text_at(message, "text"),
                                      .json   = json,
                                      .reason = text_at(message, "reason"),
                                      .done   = (uint32_t)chela__json_int(message, "done", 0),
                                      .total  = (uint32_t)chela__json_int(message, "total", 0)};
    if (json && remote->callbacks.event)
        remote->callbacks.event(remote->callbacks.user, &event);
    free(json);
}

static void
pass_card(struct chela__remote *remote, const json_t *message)
{
    char                   *json = json_at(message);
    const struct chela_card card = {
        .struct_size   = sizeof card,
        .is_reversible = json_is_true(json_object_get(message, "is_reversible")),
        .leaves_device = json_is_true(json_object_get(message, "leaves_device")),
        .costs         = json_is_true(json_object_get(message, "costs")),
        .json          = json,
        .text          = text_at(message, "text"),
        .scope         = (int32_t)chela__json_int(message, "scope", 0)};
    if (json && remote->callbacks.card)
        remote->callbacks.card(remote->callbacks.user, NULL, &card);
    free(json);
}

static void
pass_question(struct chela__remote *remote, const json_t *message)
{
    char                       *json     = json_at(message);
    const struct chela_question question = {
        .struct_size = sizeof question, .text = text_at(message, "text"), .json = json};
    if (json && remote->callbacks.question)
        remote->callbacks.question(remote->callbacks.user, &question);
    free(json);
}

static void
pass_result(struct chela__remote *remote, const json_t *message)
{
    char                     *json   = json_at(message);
    const struct chela_result result = {
        .struct_size = sizeof result,
        .status      = (chela_status)chela__json_int(message, "status", CHELA_FAILED),
        .task        = text_at(message, "task"),
        .text        = text_at(message, "text"),
        .json        = json};
    remote->result = result.status;
    if (json && remote->callbacks.result)
        remote->callbacks.result(remote->callbacks.user, &result);
    free(json);
}

static chela_status
pass(struct chela__remote *remote, const json_t *message, struct chela_error *err)
{
    static const struct {
        const char *name;
        void (*pass)(struct chela__remote *, const json_t *);
    } kinds[] = {{"event", pass_event},
                 {"card", pass_card},
                 {"question", pass_question},
                 {"result", pass_result}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (json_object_get(message, kinds[i].name)) {
            kinds[i].pass(remote, json_object_get(message, kinds[i].name));
            return CHELA_OK;
        }
    const json_t *fault = json_object_get(message, "error");
    if (!fault)
        return CHELA_OK; // a newer one may say more
    return chela__error(err, (chela_status)chela__json_int(fault, "status", CHELA_FAILED), "%s",
                        text_at(fault, "text"));
}

chela_status
chela__remote_dispatch(struct chela__remote *remote, struct chela_error *err)
{
    json_t      *message = NULL;
    chela_status filled  = chela__hand_fill(&remote->hand, err);
    chela_status status  = chela__hand_next(&remote->hand.in, &message, err);
    while (status == CHELA_OK) {
        status = pass(remote, message, err);
        json_decref(message);
        if (status >= 0)
            status = chela__hand_next(&remote->hand.in, &message, err);
    }
    return status < 0 ? status : filled;
}

chela_status
chela__remote_await(struct chela__remote *remote, json_t **ret_message, struct chela_error *err)
{
    chela_status filled = CHELA_OK;
    for (;;) {
        struct chela_error own    = CHELA_ERROR_INIT;
        chela_status       status = chela__hand_next(&remote->hand.in, ret_message, err);
        if (status != CHELA_PENDING)
            return status;
        if (filled < 0) // its last words have been read
            return chela__error(err, filled, "chela serve has ended");
        status = await(remote, POLLIN, err);
        if (status < 0)
            return status;
        filled = chela__hand_fill(&remote->hand, &own);
    }
}
