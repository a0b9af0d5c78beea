// exec_service.c - chela.exec/1 in the worker: what a plugin asks for, as messages to the host.
#include <stdlib.h>
#include <string.h>

#include "plugin/plugin.h"
#include "sandbox/link.h"
#include "sandbox/list.h"
#include "sandbox/services.h"

static struct chela__wire_field
text_field(const char *text)
{
    return (struct chela__wire_field){.t = text ? text : "", .len = text ? strlen(text) : 0};
}

static chela_status
add_list(struct chela__buffer *list, const char *const *texts)
{
    for (; texts && *texts; texts++)
        if (!chela__list_add(list, *texts))
            return CHELA_INVALID;
    return list->len > CHELA_EXEC_TEXT_MAX ? CHELA_LIMIT : CHELA_OK;
}

// Standard descriptors that are there, then the further ones.
static chela_status
add_files(struct chela__frame *frame, const struct chela_exec_start *start)
{
    const int standard[] = {start->input, start->output, start->error};
    if (start->file_count > CHELA_EXEC_FILES || (start->file_count > 0 && !start->files))
        return CHELA_INVALID;
    for (size_t i = 0; i < 3; i++) {
        if (standard[i] < 0)
            continue;
        frame->fields[4].i |= (int64_t)1 << i;
        frame->files[frame->file_count++] = standard[i];
    }
    for (size_t i = 0; i < start->file_count; i++)
        frame->files[frame->file_count++] = start->files[i];
    return CHELA_OK;
}

static chela_status
ask(struct chela_call *call, struct chela__frame *frame, int64_t *ret_number)
{
    char                text[64];
    struct chela__link *link   = chela__call_user(call, &frame->call);
    chela_status        status = chela__link_ask(link, frame, text, sizeof(text), NULL);
    if (status == CHELA_OK && ret_number)
        *ret_number = strtoll(text, NULL, 10);
    return status;
}

static chela_status
exec_start(struct chela_call *call, const struct chela_exec_start *start, int64_t *ret_program)
{
    struct chela__buffer arguments = CHELA__BUFFER_INIT, environment = CHELA__BUFFER_INIT;
    struct chela__frame  frame = {.type = CHELA__WIRE_EXEC};
    if (!CHELA_HAS(start, file_count) || !start->program)
        return CHELA_INVALID;
    chela_status status = add_list(&arguments, start->arguments);
    if (status == CHELA_OK)
        status = add_list(&environment, start->environment);
    if (status == CHELA_OK)
        status = add_files(&frame, start);
    if (status == CHELA_OK) {
        frame.fields[0] = text_field(start->program);
        frame.fields[1] = text_field(arguments.data);
        frame.fields[2] = text_field(environment.data);
        frame.fields[3] = text_field(start->folder);
        status          = ask(call, &frame, ret_program);
    }
    chela__buffer_done(&arguments);
    chela__buffer_done(&environment);
    return status;
}

static chela_status
exec_wait(struct chela_call *call, int64_t program, int32_t *ret_code)
{
    struct chela__frame frame  = {.type = CHELA__WIRE_EXECWAIT, .fields = {{.i = program}}};
    int64_t             code   = 0;
    chela_status        status = ask(call, &frame, &code);
    if (status == CHELA_OK)
        *ret_code = (int32_t)code;
    return status;
}

static chela_status
exec_kill(struct chela_call *call, int64_t program)
{
    struct chela__frame frame = {.type = CHELA__WIRE_EXECKILL, .fields = {{.i = program}}};
    return ask(call, &frame, NULL);
}

const struct chela_exec chela__exec_service = {
    .struct_size = sizeof(chela__exec_service),
    .start       = exec_start,
    .wait        = exec_wait,
    .kill        = exec_kill,
};
