// net.c - the connections that plugins ask for: from their frames to the broker, and the descriptor
// back. Each belongs to a running call (or to open()), is logged with it and ends with it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call/private.h"

struct chela__connection {
    struct chela__connection *next; // of its slot
    struct chela__slot       *slot;
    struct chela__connecting *attempt;
    uint64_t                  call; // for which; 0: for open()
    uint64_t                  asked_by;
    uint32_t                  seq;
    struct chela__program    *program; // of the call, for which it is; NULL: for the plugin itself
    char                      to[CHELA__HOST_SIZE + 16];
};

static void
answer(const struct chela__connection *request, chela_status status, const char *text, int fd)
{
    struct chela__frame frame = {.type       = CHELA__WIRE_ANSWER,
                                 .call       = request->asked_by,
                                 .seq        = request->seq,
                                 .fields     = {{.i = status}, {.t = text, .len = strlen(text)}},
                                 .files      = {fd},
                                 .file_count = fd >= 0};
    if (request->program)
        chela__program_answer(request->program, request->seq, fd);
    else
        chela__slot_send(request->slot, &frame);
}

// ---- what is told of it ----

// An order or a refusal to connect stands in the audit log beside the call that it was for.
static chela_status
log_connection(struct chela__slot *slot, const struct chela__call *call, const char *to,
               bool is_refusal, struct chela_error *err)
{
    struct chela__state *state = slot->calls->options.state;
    if (!state)
        return CHELA_OK;
    json_t *facts =
        json_pack("{s:s, s:s, s:s, s:s*, s:s*}", "plugin", slot->loadable.manifest->id, "digest",
                  slot->loadable.manifest->digest, "to", to, "use",
                  call ? call->capability->full_name : NULL, "task", call ? call->task : NULL);
    chela_status status =
        facts ? chela__audit_write(state, is_refusal ? "refusal" : "connect", facts, false, err)
              : chela__error_memory(err);
    json_decref(facts);
    return status;
}

static void
tell_plugin_log(struct chela__slot *slot, const char *why)
{
    const struct chela__calls_options *options = &slot->calls->options;
    if (options->log)
        options->log(options->user, slot->loadable.manifest->id, CHELA_LOG_WARNING, why);
}

// ---- for which call ----

static struct chela__call *
call_with(struct chela__slot *slot, uint64_t id)
{
    struct chela__call *call = slot->queue;
    while (call && (call->phase == CHELA__CALL_QUEUED || (id != 0 && call->id != id)))
        call = call->next;
    return call;
}

// Threads of libraries do not know for whom they work: theirs is the oldest call.
static struct chela__call *
call_for(struct chela__slot *slot, uint64_t id)
{
    struct chela__call *call = id ? call_with(slot, id) : NULL;
    return call ? call : call_with(slot, 0);
}

// ---- ends ----

static void
request_free(struct chela__connection *request)
{
    struct chela__connection **at = &request->slot->connecting;
    while (*at != request)
        at = &(*at)->next;
    *at = request->next;
    chela__connecting_cancel(request->attempt);
    free(request);
}

static void
on_connected(void *user, struct chela__connected *connected)
{
    struct chela__connection *request = user;
    struct chela__slot       *slot    = request->slot;
    struct chela__call       *call    = request->call ? call_for(slot, request->call) : NULL;
    struct chela_error        err     = CHELA_ERROR_INIT;
    char                      to[CHELA__HOST_SIZE + CHELA__ADDRESS_TEXT + 32];
    request->attempt = NULL;
    snprintf(to, sizeof(to), "%s%s%s%s", request->to, *connected->text ? " (" : "", connected->text,
             *connected->text ? ")" : "");
    if (connected->status != CHELA_OK)
        chela__error(&err, connected->status, "%s", connected->text);
    else
        log_connection(slot, call, to, false, &err); // not logged: not handed over
    if (err.status < 0) {
        tell_plugin_log(slot, err.text);
        answer(request, err.status, err.text, -1);
    } else {
        if (call && call->request.connected)
            call->request.connected(call->request.user, to);
        answer(request, CHELA_OK, connected->text, connected->fd);
    }
    request_free(request);
}

void
chela__net_cancel(struct chela__slot *slot, const struct chela__call *call)
{
    for (struct chela__connection *each = slot->connecting, *next; each; each = next) {
        next = each->next;
        if (each->call != call->id)
            continue;
        answer(each, CHELA_CANCELLED, "the call is over", -1);
        request_free(each);
    }
}

void
chela__net_done(struct chela__slot *slot)
{
    while (slot->connecting)
        request_free(slot->connecting);
    chela__client_free(slot->client);
    slot->client = NULL;
}

// ---- requests ----

static chela_status
have_client(struct chela__slot *slot, struct chela_error *err)
{
    struct chela__calls *calls  = slot->calls;
    chela_status         status = CHELA_OK;
    if (!slot->reach)
        return chela__error(err, CHELA_DENIED, "its manifest declares no connections");
    if (!calls->broker) {
        const struct chela__broker_options options = {.loop         = calls->options.loop,
                                                      .resolve      = calls->options.resolve,
                                                      .resolve_user = calls->options.user};
        status = chela__broker_new(&options, &calls->broker, err);
    }
    if (status == CHELA_OK && !slot->client)
        status = chela__client_new(calls->broker, slot->reach, &slot->client, err);
    return status;
}

static chela_status
start(struct chela__connection *request, const struct chela__frame *frame, struct chela_error *err)
{
    struct chela__slot *slot = request->slot;
    int64_t      number = frame->type == CHELA__WIRE_BUS ? frame->fields[0].i : frame->fields[1].i;
    chela_status status = have_client(slot, err);
    if (status < 0)
        return status;
    if (frame->type == CHELA__WIRE_CONNECT) {
        snprintf(request->to, sizeof(request->to), "%s:%lld", frame->fields[0].t,
                 (long long)number);
        return chela__client_connect(slot->client, frame->fields[0].t, number, on_connected,
                                     request, &request->attempt, err);
    }
    if (number < 0 || number >= CHELA__BUS_COUNT)
        return chela__error(err, CHELA_INVALID, "there is no such bus");
    snprintf(request->to, sizeof(request->to), "dbus.%s",
             number == CHELA__BUS_SESSION ? "session" : "system");
    return chela__client_bus(slot->client, (enum chela__bus)number, on_connected, request,
                             &request->attempt, err);
}

// Nothing connects for nobody: there is a call that this is for, or the plugin is being opened.
static chela_status
check_call(const struct chela__slot *slot, const struct chela__call *call, struct chela_error *err)
{
    if (!call && slot->state != SLOT_STARTING)
        return chela__error(err, CHELA_DENIED, "connections are made for running calls only");
    if (call && call->abort_status < 0)
        return chela__error(err, CHELA_CANCELLED, "the call is over");
    return CHELA_OK;
}

static void
deliver(struct chela__slot *slot, const struct chela__frame *frame, struct chela__program *program)
{
    struct chela_error       err   = CHELA_ERROR_INIT;
    struct chela__call      *call  = call_for(slot, frame->call);
    struct chela__connection facts = {.next     = slot->connecting,
                                      .slot     = slot,
                                      .call     = call ? call->id : 0,
                                      .asked_by = frame->call,
                                      .seq      = frame->seq,
                                      .program  = program};

    struct chela__connection *request = calloc(1, sizeof(*request));
    if (!request) {
        answer(&facts, CHELA_NO_MEMORY, "out of memory", -1);
        return;
    }
    *request         = facts;
    slot->connecting = request;
    if (check_call(slot, call, &err) == CHELA_OK && start(request, frame, &err) == CHELA_OK)
        return;
    if (err.status == CHELA_DENIED)
        (void)log_connection(slot, call, request->to, true, NULL); // refused, logged or not
    tell_plugin_log(slot, err.text);
    answer(request, err.status, err.text, -1);
    request_free(request);
}

void
chela__net_deliver(struct chela__slot *slot, const struct chela__frame *frame)
{
    deliver(slot, frame, NULL);
}

void
chela__net_for_program(const struct chela__call *call, struct chela__program *program,
                       const char *host, int64_t port, uint32_t seq)
{
    const struct chela__frame frame = {.type   = CHELA__WIRE_CONNECT,
                                       .call   = call->id,
                                       .seq    = seq,
                                       .fields = {{.t = host, .len = strlen(host)}, {.i = port}}};
    deliver(call->slot, &frame, program);
}

void
chela__net_forget(struct chela__slot *slot, const struct chela__program *program)
{
    for (struct chela__connection *each = slot->connecting, *next; each; each = next) {
        next = each->next;
        if (each->program == program)
            request_free(each);
    }
}
