// exec.c - chela.exec/1: the programs that a call runs; they end with it. See sandbox/program.h.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chela/exec.h>

#include "call/private.h"
#include "sandbox/list.h"

#define ENVIRONMENT_MAX 256 // entries

struct chela__exec {
    struct chela__exec    *next;
    struct chela__call    *call;
    struct chela__program *program; // NULL once it has ended
    int64_t                number;
    uint32_t               waiting; // seq of the EXECWAIT that wants its end; 0: none
    chela_status           status;
    int                    code;
    char                   why[CHELA_ERROR_TEXT];
};

static void
answer(const struct chela__call *call, uint32_t seq, chela_status status, const char *text)
{
    const struct chela__frame frame = {.type   = CHELA__WIRE_ANSWER,
                                       .call   = call->id,
                                       .seq    = seq,
                                       .fields = {{.i = status}, {.t = text, .len = strlen(text)}}};
    chela__slot_send(call->slot, &frame);
}

static void
answer_number(const struct chela__call *call, uint32_t seq, int64_t number)
{
    char text[24];
    snprintf(text, sizeof(text), "%lld", (long long)number);
    answer(call, seq, CHELA_OK, text);
}

static void
log_for_plugin(const struct chela__call *call, const char *why)
{
    const struct chela__calls_options *options = &call->calls->options;
    if (options->log)
        options->log(options->user, call->slot->loadable.manifest->id, CHELA_LOG_WARNING, why);
}

// Programs that ran, and those that were refused, stand in the audit log, without their arguments.
static chela_status
log_program(const struct chela__call *call, const char *program, bool is_refusal,
            struct chela_error *err)
{
    struct chela__state          *state    = call->calls->options.state;
    const struct chela__manifest *manifest = call->slot->loadable.manifest;
    if (!state)
        return CHELA_OK;
    json_t *facts =
        json_pack("{s:s, s:s, s:s, s:s, s:s*}", "plugin", manifest->id, "digest", manifest->digest,
                  "program", program, "use", call->capability->full_name, "task", call->task);
    chela_status status =
        facts ? chela__audit_write(state, is_refusal ? "refusal" : "program", facts, false, err)
              : chela__error_memory(err);
    json_decref(facts);
    return status;
}

// ---- its end ----

static void
tell_end(struct chela__exec *exec)
{
    if (!exec->waiting)
        return;
    if (exec->status < 0)
        answer(exec->call, exec->waiting, exec->status, exec->why);
    else
        answer_number(exec->call, exec->waiting, exec->code);
    exec->waiting = 0;
}

static void
drop_program(struct chela__exec *exec)
{
    chela__net_forget(exec->call->slot, exec->program);
    chela__program_free(exec->program);
    exec->program = NULL;
}

static void
on_ended(void *user, chela_status status, int code, const char *why)
{
    struct chela__exec *exec = user;
    exec->status             = status;
    exec->code               = code;
    snprintf(exec->why, sizeof(exec->why), "%s", why);
    if (status < 0)
        log_for_plugin(exec->call, why);
    drop_program(exec);
    tell_end(exec);
}

static void
on_connect(void *user, const char *host, int64_t port, uint32_t seq)
{
    struct chela__exec *exec = user;
    chela__net_for_program(exec->call, exec->program, host, port, seq);
}

void
chela__exec_cancel(struct chela__call *call)
{
    for (struct chela__exec *exec = call->execs; exec; exec = exec->next) {
        if (exec->waiting)
            answer(call, exec->waiting, CHELA_CANCELLED, "the call is over");
        exec->waiting = 0;
    }
}

void
chela__exec_done(struct chela__call *call)
{
    while (call->execs) {
        struct chela__exec *exec = call->execs;
        call->execs              = exec->next;
        drop_program(exec);
        free(exec);
    }
}

// ---- its start ----

static bool
is_declared(const struct chela__call *call, const char *program)
{
    size_t  index;
    json_t *each;
    json_array_foreach(json_object_get(call->slot->loadable.manifest->json, "sandbox"), index, each)
    {
        const char *text = json_string_value(each);
        if (text && strncmp(text, "exec:", 5) == 0 && strcmp(text + 5, program) == 0)
            return true;
    }
    return false;
}

// Names of its own; none that steers the loader, and none of ours.
static bool
may_set(const char *entry)
{
    static const char *const ours[]  = {"HOME", "PATH", "TMPDIR", "LANG", "TZ"};
    static const char *const roots[] = {"LD_", "GLIBC_", "MALLOC_", "GCONV_PATH", "LOCPATH"};
    size_t                   len     = strcspn(entry, "=");
    if (len == 0 || entry[len] != '=' || isdigit((unsigned char)entry[0]))
        return false;
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)entry[i]) && entry[i] != '_')
            return false;
    for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
        if (strlen(ours[i]) == len && memcmp(ours[i], entry, len) == 0)
            return false;
    for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++)
        if (strncmp(entry, roots[i], strlen(roots[i])) == 0)
            return false;
    return true;
}

// Ours first; `asked` is cut into its entries.
static chela_status
write_environment(const struct chela__call *call, char *asked, struct chela__buffer *list,
                  struct chela_error *err)
{
    const struct chela__calls_options *options = &call->calls->options;
    const char                        *entries[ENVIRONMENT_MAX + 1];
    size_t                             count = 0;
    chela_status status = chela__list_split(asked, entries, ENVIRONMENT_MAX, &count);
    if (status < 0)
        return chela__error(err, status, "exec: more than %d entries of environment",
                            ENVIRONMENT_MAX);
    chela__buffer_format(list,
                         "HOME=" CHELA__PROGRAM_HOME "\x1f"
                         "TMPDIR=/tmp\x1f"
                         "PATH=/usr/local/bin:/usr/bin:/bin\x1f"
                         "LANG=%s.UTF-8\x1f"
                         "TZ=%s\x1f",
                         "C", options->clock->zone);
    for (size_t i = 0; i < count; i++) {
        if (!may_set(entries[i]))
            return chela__error(err, CHELA_DENIED, "exec: the environment may not hold %.*s",
                                (int)strcspn(entries[i], "="), entries[i]);
        chela__list_add(list, entries[i]);
    }
    return CHELA_OK;
}

static chela_status
check_start(const struct chela__call *call, const char *program, struct chela_error *err)
{
    size_t running = 0;
    for (const struct chela__exec *exec = call->execs; exec; exec = exec->next)
        running += exec->program != NULL;
    if (call->abort_status < 0)
        return chela__error(err, CHELA_CANCELLED, "the call is over");
    if (running >= CHELA_EXEC_PROGRAMS)
        return chela__error(err, CHELA_BUSY, "exec: %zu programs of this call run already",
                            running);
    if (!is_declared(call, program))
        return chela__error(err, CHELA_DENIED, "exec: its manifest does not name \"exec:%.200s\"",
                            program);
    return CHELA_OK;
}

// A host whose plugins all run in process has none yet.
static chela_status
have_spawner(struct chela__calls *calls, struct chela_error *err)
{
    return calls->spawner ? CHELA_OK
                          : chela__spawner_new(calls->options.worker, &calls->spawner, err);
}

static chela_status
start(struct chela__exec *exec, const struct chela__frame *frame, struct chela_error *err)
{
    struct chela__call             *call        = exec->call;
    struct chela__slot             *slot        = call->slot;
    const struct chela__wire_field *fields      = frame->fields;
    struct chela__profile           profile     = {0};
    struct chela__buffer            environment = CHELA__BUFFER_INIT, targets = CHELA__BUFFER_INIT;
    char                           *path = NULL;
    chela_status                    status =
        chela__program_profile(slot->loadable.manifest, &slot->profile, &profile, err);
    if (status == CHELA_OK)
        status = chela__program_find(fields[0].t, &profile, &path, err);
    if (status == CHELA_OK)
        status = write_environment(call, (char *)fields[2].t, &environment, err);
    if (status == CHELA_OK)
        status = have_spawner(call->calls, err);
    if (status == CHELA_OK)
        status = log_program(call, fields[0].t, false, err); // not logged: not started
    if (status == CHELA_OK) {
        chela__program_targets(slot->reach, &targets);
        const struct chela__program_start order = {.loop        = call->calls->options.loop,
                                                   .spawner     = call->calls->spawner,
                                                   .profile     = &profile,
                                                   .targets     = targets.data ? targets.data : "",
                                                   .path        = path,
                                                   .arguments   = fields[1].t,
                                                   .environment = environment.data,
                                                   .folder      = fields[3].t,
                                                   .standard    = (int)fields[4].i,
                                                   .files       = frame->files,
                                                   .file_count  = frame->file_count,
                                                   .ended       = on_ended,
                                                   .connect     = slot->reach ? on_connect : NULL,
                                                   .user        = exec};
        status                                  = chela__program_new(&order, &exec->program, err);
    }
    chela__profile_done(&profile);
    chela__buffer_done(&environment);
    chela__buffer_done(&targets);
    free(path);
    return status;
}

static void
on_start(struct chela__call *call, const struct chela__frame *frame)
{
    struct chela_error  err  = CHELA_ERROR_INIT;
    struct chela__exec *exec = calloc(1, sizeof(*exec));
    if (!exec)
        chela__error_memory(&err);
    else
        *exec = (struct chela__exec){.call = call, .number = ++call->exec_number};
    if (exec && check_start(call, frame->fields[0].t, &err) == CHELA_OK)
        start(exec, frame, &err);
    if (err.status < 0 || !exec) {
        if (err.status == CHELA_DENIED)
            (void)log_program(call, frame->fields[0].t, true, NULL); // refused, logged or not
        log_for_plugin(call, err.text);
        answer(call, frame->seq, err.status, err.text);
        free(exec);
        return;
    }
    exec->next  = call->execs;
    call->execs = exec;
    answer_number(call, frame->seq, exec->number);
}

void
chela__exec_deliver(struct chela__call *call, const struct chela__frame *frame)
{
    if (frame->type == CHELA__WIRE_EXEC) {
        on_start(call, frame);
        return;
    }
    struct chela__exec *exec = call->execs;
    while (exec && exec->number != frame->fields[0].i)
        exec = exec->next;
    if (!exec || (frame->type == CHELA__WIRE_EXECWAIT && exec->waiting)) {
        answer(call, frame->seq, exec ? CHELA_CONFLICT : CHELA_NOT_FOUND,
               exec ? "it is waited for already" : "the call has no such program");
    } else if (frame->type == CHELA__WIRE_EXECKILL) {
        if (exec->program)
            chela__program_kill(exec->program);
        answer(call, frame->seq, CHELA_OK, "");
    } else if (call->abort_status < 0) {
        answer(call, frame->seq, CHELA_CANCELLED, "the call is over");
    } else {
        exec->waiting = frame->seq;
        if (!exec->program)
            tell_end(exec);
    }
}
