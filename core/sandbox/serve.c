// serve.c - a plugin's side of the wire: loads it, runs its calls, sends what it says as frames.
//
// The same in chela-worker and, for what may run in process, in a thread of the host.
#include "sandbox/serve.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin/plugin.h"
#include "sandbox/enforce.h"
#include "sandbox/link.h"
#include "sandbox/services.h"

// ---- what the plugin says, as frames ----

static struct chela__wire_field
text_field(const char *text)
{
    return (struct chela__wire_field){.t = text, .len = strlen(text)};
}

static chela_status
say_json(struct chela__link *link, enum chela__wire_type type, uint64_t call, const char *json,
         size_t len)
{
    struct chela__frame frame = {.type = type, .call = call, .fields = {{.t = json, .len = len}}};
    if (memchr(json, 0, len))
        return CHELA_INVALID;
    chela_status status = chela__link_ask(link, &frame, NULL, 0, NULL);
    // What cannot even be sent is refused like what does not fit: the call still wants its end.
    return status == CHELA_LIMIT || status == CHELA_IO || status == CHELA_NO_MEMORY ? CHELA_INVALID
                                                                                    : status;
}

static chela_status
say_emit(void *user, uint64_t call, const char *json, size_t len)
{
    return say_json(user, CHELA__WIRE_ITEM, call, json, len);
}

static chela_status
say_reply(void *user, uint64_t call, const char *json, size_t len)
{
    chela_status status = say_json(user, CHELA__WIRE_REPLY, call, json, len);
    if (status != CHELA_INVALID)
        chela__link_forget(user, call);
    return status;
}

static void
say_fail(void *user, uint64_t call, chela_status status, int32_t effect, const char *text)
{
    struct chela__frame frame = {.type   = CHELA__WIRE_FAIL,
                                 .call   = call,
                                 .fields = {{.i = status}, {.i = effect}, text_field(text)}};
    if (frame.fields[2].len > CHELA__WIRE_LINE)
        frame.fields[2].len = CHELA__WIRE_LINE;
    chela__link_forget(user, call);
    chela__link_tell(user, &frame);
}

static void
say_pending(void *user, uint64_t call)
{
    chela__link_tell(user, &(struct chela__frame){.type = CHELA__WIRE_RETURNED, .call = call});
}

static void
say_progress(void *user, uint64_t call, double done, const char *note)
{
    struct chela__frame frame = {
        .type = CHELA__WIRE_PROGRESS, .call = call, .fields = {{.d = done}, text_field(note)}};
    if (frame.fields[1].len > CHELA__WIRE_LINE / 2)
        frame.fields[1].len = CHELA__WIRE_LINE / 2;
    chela__link_tell(user, &frame);
}

static void
say_log(void *user, uint64_t call, int32_t level, const char *text)
{
    struct chela__frame frame = {
        .type = CHELA__WIRE_LOG, .call = call, .fields = {{.i = level}, text_field(text)}};
    if (frame.fields[1].len > CHELA__WIRE_RECORD)
        frame.fields[1].len = CHELA__WIRE_RECORD;
    chela__link_tell(user, &frame);
}

static chela_status
say_attach(void *user, uint64_t call, int fd, const char *media, const char *name,
           char ret_ref[CHELA_REF_SIZE])
{
    struct chela__frame frame  = {.type       = CHELA__WIRE_ATTACH,
                                  .call       = call,
                                  .fields     = {text_field(media), text_field(name)},
                                  .files      = {fd},
                                  .file_count = 1};
    chela_status        status = chela__link_ask(user, &frame, ret_ref, CHELA_REF_SIZE, NULL);
    if (status < 0)
        ret_ref[0] = 0;
    return status;
}

static bool
ask_cancelled(void *user, uint64_t call)
{
    return chela__link_cancelled(user, call);
}

static int
ask_cancel_fd(void *user, uint64_t call)
{
    int                 fd    = -1;
    struct chela__frame frame = {.type = CHELA__WIRE_CANCELFD, .call = call};
    chela__link_ask(user, &frame, NULL, 0, &fd);
    return fd;
}

static const void *
find_service(void *user, const char *id)
{
    (void)user;
    return chela__service_find(id);
}

static const void *
find_service_offline(void *user, const char *id)
{
    return strcmp(id, CHELA_NET_SERVICE) != 0 ? find_service(user, id) : NULL;
}

static const struct chela__runner_sink sink = {
    .emit      = say_emit,
    .reply     = say_reply,
    .fail      = say_fail,
    .pending   = say_pending,
    .progress  = say_progress,
    .log       = say_log,
    .attach    = say_attach,
    .cancelled = ask_cancelled,
    .cancel_fd = ask_cancel_fd,
};

// Connections are for those who declared some.
static struct chela__runner_sink
sink_for(uint32_t flags)
{
    struct chela__runner_sink own = sink;
    own.service = flags & CHELA__PROFILE_CONNECTS ? find_service : find_service_offline;
    return own;
}

// ---- calls ----

// References come as one text, separated by spaces, in the order of the descriptors.
static void
take_files(struct chela__frame *frame, struct chela__runner_call *call)
{
    const char *at = frame->fields[6].t;
    for (size_t i = 0; i < frame->file_count; i++) {
        size_t len = strcspn(at, " ");
        if (len >= CHELA_REF_SIZE)
            len = CHELA_REF_SIZE - 1;
        memcpy(call->files[i].ref, at, len);
        call->files[i].ref[len] = 0;
        call->files[i].fd       = frame->files[i];
        at += len + (at[len] == ' ');
    }
    call->file_count  = frame->file_count;
    frame->file_count = 0;
}

static _Thread_local uint64_t current_call;

uint64_t
chela__serve_current_call(void)
{
    return current_call;
}

static void
run_call(struct chela__runner *runner, struct chela__frame *frame)
{
    const struct chela__wire_field *fields = frame->fields;
    struct chela__runner_call       call   = {
                .id         = frame->call,
                .capability = fields[0].t,
                .input      = fields[1].t,
                .input_len  = fields[1].len,
                .key        = fields[2].t,
                .now        = fields[3].t,
                .lang       = fields[4].t,
                .zone       = fields[5].t,
    };
    take_files(frame, &call);
    current_call = call.id;
    chela__runner_call(runner, &call);
    current_call = 0;
    chela__frame_done(frame);
}

struct server {
    const struct chela__serve_options *options;
    struct chela__runner_sink          sink;
    struct chela__link                *link;
    struct chela__runner              *runner;
    struct chela__plugin              *plugin;
};

static void *
run_calls(void *user)
{
    struct server      *server = user;
    struct chela__frame frame;
    while (chela__link_next(server->link, &frame))
        run_call(server->runner, &frame);
    return NULL;
}

// The first thread takes calls too; it alone runs open() and close().
static void
run_all(struct server *server, size_t calls)
{
    pthread_t threads[CHELA__WORKER_CALLS];
    size_t    count = 0;
    while (count + 1 < calls && pthread_create(&threads[count], NULL, run_calls, server) == 0)
        count++;
    run_calls(server);
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    chela__runner_close(server->runner);
}

static chela_status
load(struct server *server, const struct chela__frame *frame, struct chela_error *err)
{
    const struct chela__wire_field  *fields  = frame->fields;
    const struct chela__runner_facts facts   = {fields[1].t, fields[2].t, fields[3].t};
    const struct chela__runner_call  opening = {
         .key = "", .lang = fields[4].t, .zone = fields[5].t, .now = fields[6].t};
    const struct chela__serve_options *options = server->options;
    if (options->linked)
        options->linked(server->link, options->flags);
    chela_status status =
        chela__plugin_load(options->so_fd, fields[0].t, fields[0].len, &server->plugin, err);
    if (options->profile && chela__seccomp_enforce(options->profile, CHELA__STAGE_RUN) != 0)
        _exit(CHELA__EXIT_STAGE2);
    if (status == CHELA_OK)
        status = chela__runner_new(server->plugin, &facts, &server->sink, server->link,
                                   &server->runner, err);
    if (status == CHELA_OK)
        status = chela__runner_open(server->runner, &opening, err);
    return status;
}

chela_status
chela__serve(const struct chela__serve_options *options, struct chela_error *err)
{
    struct chela__frame frame;
    struct server       server = {.options = options, .sink = sink_for(options->flags)};
    chela_status        status =
        chela__frame_receive(options->socket, true, CHELA__FROM_HOST, &frame, err);
    if (status < 0)
        return status;
    if (frame.type != CHELA__WIRE_LOAD) {
        chela__frame_done(&frame);
        return chela__error(err, CHELA_INVALID, "expected LOAD");
    }
    status = chela__link_new(options->socket, &server.link, err);
    if (status == CHELA_OK)
        status = load(&server, &frame, err);
    chela__frame_done(&frame);
    if (!server.link)
        return status;
    const char *why = err->status < 0 ? err->text : "";
    chela__link_tell(server.link,
                     &(struct chela__frame){.type   = CHELA__WIRE_READY,
                                            .fields = {{.i = status}, text_field(why)}});
    if (status == CHELA_OK)
        run_all(&server, options->calls);
    else
        chela__runner_close(server.runner);
    chela__plugin_free(server.plugin);
    chela__link_free(server.link);
    return status;
}
