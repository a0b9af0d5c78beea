// frames.c - what a plugin says, frame by frame: to its call, to the log, or dropped.
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/json.h"
#include "call/private.h"

static void
answer(struct chela__slot *slot, const struct chela__frame *to, chela_status status,
       const char *text)
{
    struct chela__frame frame = {.type   = CHELA__WIRE_ANSWER,
                                 .call   = to->call,
                                 .seq    = to->seq,
                                 .fields = {{.i = status}, {.t = text, .len = strlen(text)}}};
    chela__slot_send(slot, &frame);
}

// Reads and checks an output or item. The message is for the plugin's developer.
static chela_status
read_checked(struct chela__call *call, const struct chela__wire_field *text, bool has_schema,
             json_t **ret_value, struct chela_error *err)
{
    const struct chela__capability *capability = call->capability;
    const char                     *what  = capability->items && has_schema ? "item" : "output";
    json_t                         *value = NULL;
    chela_status status                   = chela__json_read(text->t, text->len, NULL, &value, err);
    if (status < 0)
        chela__error_prefix(err, "%s: %s", capability->name, what);
    if (status == CHELA_OK && has_schema && capability->output_schema)
        status = chela__value_check(capability, what, capability->output_schema, value, err);
    if (status < 0) {
        json_decref(value);
        return status;
    }
    *ret_value = value;
    return CHELA_OK;
}

// A stream's output is what was collected; what its reply says is not part of any schema.
static void
on_reply(struct chela__call *call, struct chela__frame *frame)
{
    struct chela_error err       = CHELA_ERROR_INIT;
    json_t            *output    = NULL;
    bool               is_stream = call->capability->items != NULL;
    if (read_checked(call, &frame->fields[0], !is_stream, &output, &err) < 0) {
        memcpy(call->refusal, err.text, sizeof(call->refusal));
        answer(call->slot, frame, CHELA_INVALID, err.text);
        return;
    }
    if (is_stream) {
        json_decref(output);
        output = json_pack("{s:o}", "items", call->items ? json_incref(call->items) : json_array());
    }
    answer(call->slot, frame, CHELA_OK, "");
    if (call->abort_status == CHELA_LIMIT) {
        json_decref(output);
        chela__call_finish(call, CHELA_LIMIT, chela__call_effect(call), NULL, call->abort_text);
        return;
    }
    chela__call_finish(call, CHELA_OK,
                       call->capability->effect < CHELA__WRITE ? CHELA_NO_EFFECT
                                                               : CHELA_EFFECT_DONE,
                       output, NULL);
}

// A watch has no end, so nothing of it is kept.
static chela_status
collect(struct chela__call *call, json_t *item, size_t bytes)
{
    if (call->capability->flags & CHELA__WATCH)
        return CHELA_OK;
    if (!call->items)
        call->items = json_array();
    call->items_bytes += bytes;
    if (call->items_bytes > CHELA__ITEMS_BYTES || json_array_size(call->items) >= CHELA__ITEMS_MAX)
        return CHELA_LIMIT;
    return json_array_append(call->items, item) == 0 ? CHELA_OK : CHELA_NO_MEMORY;
}

static void
on_item(struct chela__call *call, struct chela__frame *frame)
{
    struct chela_error err  = CHELA_ERROR_INIT;
    json_t            *item = NULL;
    if (call->abort_status < 0) {
        answer(call->slot, frame, CHELA_CANCELLED, call->abort_text);
        return;
    }
    if (!call->capability->items)
        chela__error(&err, CHELA_INVALID, "%s: the manifest declares no items",
                     call->capability->name);
    else
        read_checked(call, &frame->fields[0], true, &item, &err);
    if (err.status < 0) {
        answer(call->slot, frame, CHELA_INVALID, err.text);
        return;
    }
    if (collect(call, item, frame->fields[0].len) < 0) {
        answer(call->slot, frame, CHELA_CANCELLED, "too many items");
        chela__call_abort(call, CHELA_LIMIT, "its stream has more items than can be kept");
    } else {
        answer(call->slot, frame, CHELA_OK, "");
        if (call->request.item)
            call->request.item(call->request.user, item);
    }
    json_decref(item);
}

static void
on_attach(struct chela__call *call, struct chela__frame *frame)
{
    struct chela_error err = CHELA_ERROR_INIT;
    char               ref[CHELA_REF_SIZE];
    if (frame->file_count != 1)
        chela__error(&err, CHELA_INVALID, "attach: no descriptor");
    else if (!call->request.files)
        chela__error(&err, CHELA_UNSUPPORTED, "attach: this call keeps no files");
    else
        chela__files_add(call->request.files, frame->files[0], frame->fields[0].t,
                         frame->fields[1].t, ref, &err);
    answer(call->slot, frame, err.status, err.status < 0 ? err.text : ref);
}

// Made on demand: most handlers only poll.
static void
on_cancel_fd(struct chela__call *call, struct chela__frame *frame)
{
    struct chela__frame reply = {.type   = CHELA__WIRE_ANSWER,
                                 .call   = frame->call,
                                 .seq    = frame->seq,
                                 .fields = {{.i = CHELA_OK}, {.t = "", .len = 0}}};
    if (call->cancel_fd < 0)
        call->cancel_fd = eventfd(call->abort_status < 0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (call->cancel_fd >= 0)
        reply.files[reply.file_count++] = call->cancel_fd;
    chela__slot_send(call->slot, &reply);
}

// A pure or reading capability has no effect, whatever the plugin says.
static void
on_fail(struct chela__call *call, const struct chela__frame *frame)
{
    chela_status status = (chela_status)frame->fields[0].i;
    int32_t      effect = (int32_t)frame->fields[1].i;
    const char  *text   = *call->refusal ? call->refusal : frame->fields[2].t;
    if (call->capability->effect < CHELA__WRITE)
        effect = CHELA_NO_EFFECT;
    if (call->abort_status < 0) {
        status = call->abort_status;
        text   = call->abort_text;
    } else if (*call->refusal) {
        status = CHELA_INVALID;
    }
    chela__call_finish(call, status < 0 ? status : CHELA_FAILED, effect, NULL, text);
}

static void
on_returned(struct chela__call *call)
{
    if (call->phase != CHELA__CALL_RUNNING)
        return;
    call->phase = CHELA__CALL_PENDING;
    chela__slot_release(call->slot);
    chela__slot_pump(call->slot);
}

static void
on_log(struct chela__slot *slot, const struct chela__frame *frame)
{
    const struct chela__calls_options *options = &slot->calls->options;
    if (options->log)
        options->log(options->user, slot->loadable.manifest->id, (int)frame->fields[0].i,
                     frame->fields[1].t);
}

static struct chela__call *
find_call(struct chela__slot *slot, uint64_t id)
{
    struct chela__call *call = slot->queue;
    while (call && (call->id != id || call->phase == CHELA__CALL_QUEUED))
        call = call->next;
    return call;
}

// Threads of a plugin may speak of a call that has just ended; whoever waits gets an answer.
static void
to_nobody(struct chela__slot *slot, const struct chela__frame *frame)
{
    if (frame->type == CHELA__WIRE_REPLY || frame->type == CHELA__WIRE_ITEM ||
        frame->type == CHELA__WIRE_ATTACH || frame->type == CHELA__WIRE_CANCELFD ||
        frame->type == CHELA__WIRE_EXEC || frame->type == CHELA__WIRE_EXECWAIT ||
        frame->type == CHELA__WIRE_EXECKILL)
        answer(slot, frame, CHELA_CONFLICT, "the call has ended");
}

static void
deliver_to_call(struct chela__call *call, struct chela__frame *frame)
{
    switch (frame->type) {
    case CHELA__WIRE_REPLY:
        on_reply(call, frame);
        break;
    case CHELA__WIRE_ITEM:
        on_item(call, frame);
        break;
    case CHELA__WIRE_ATTACH:
        on_attach(call, frame);
        break;
    case CHELA__WIRE_CANCELFD:
        on_cancel_fd(call, frame);
        break;
    case CHELA__WIRE_FAIL:
        on_fail(call, frame);
        break;
    case CHELA__WIRE_RETURNED:
        on_returned(call);
        break;
    case CHELA__WIRE_EXEC:
    case CHELA__WIRE_EXECWAIT:
    case CHELA__WIRE_EXECKILL:
        chela__exec_deliver(call, frame);
        break;
    default: // PROGRESS
        if (call->request.progress)
            call->request.progress(call->request.user, frame->fields[0].d, frame->fields[1].t);
        break;
    }
}

void
chela__frame_deliver(struct chela__slot *slot, struct chela__frame *frame)
{
    struct chela__call *call = find_call(slot, frame->call);
    if (frame->type == CHELA__WIRE_READY)
        chela__slot_ready(slot, (chela_status)frame->fields[0].i, frame->fields[1].t);
    else if (frame->type == CHELA__WIRE_LOG)
        on_log(slot, frame);
    else if (frame->type == CHELA__WIRE_CONNECT || frame->type == CHELA__WIRE_BUS)
        chela__net_deliver(slot, frame);
    else if (call)
        deliver_to_call(call, frame);
    else
        to_nobody(slot, frame);
}
