// input.c - what goes into a call: defaults, the schema, file handles, the time it may take.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/duration.h"
#include "call/private.h"

#define FILE_PATTERN "^file:[0-9a-f]{32}$" // of chela:File/1 and every type made from it

chela_status
chela__value_check(const struct chela__capability *capability, const char *what,
                   const struct chela__schema *schema, const json_t *value, struct chela_error *err)
{
    struct chela__schema_faults faults = {0};
    struct chela_error          fault  = CHELA_ERROR_INIT;
    chela_status                status = chela__schema_check(schema, value, &faults, &fault);
    if (status < 0)
        chela__error(err, status, "%s: %s%s%s: %s", capability->name, what,
                     faults.count > 0 && *faults.items[0].instance ? " " : "",
                     faults.count > 0 ? faults.items[0].instance : "", fault.text);
    chela__schema_faults_done(&faults);
    return status;
}

chela_status
chela__input_prepare(struct chela__capability *capability, const json_t *input, json_t **ret_input,
                     struct chela_error *err)
{
    json_t      *copy   = json_deep_copy(input);
    chela_status status = copy ? CHELA_OK : chela__error_memory(err);
    if (status == CHELA_OK)
        status = chela__capability_schemas(capability, err);
    if (status == CHELA_OK)
        status = chela__schema_fill_defaults(capability->input_schema, copy, err);
    if (status == CHELA_OK)
        status = chela__value_check(capability, "input", capability->input_schema, copy, err);
    if (status < 0) {
        json_decref(copy);
        return status;
    }
    *ret_input = copy;
    return CHELA_OK;
}

int64_t
chela__input_timeout(const struct chela__call *call)
{
    int64_t       base = call->request.deadline_ms, plus = 0;
    const json_t *more = NULL;
    if (base > 0)
        return base;
    if (call->capability->timeout_plus)
        more = chela__json_at(call->input, call->capability->timeout_plus);
    if (json_is_string(more))
        chela__duration_parse(json_string_value(more), &plus, NULL);
    return call->capability->timeout_ms + (plus > 0 ? plus : 0);
}

// ---- file handles ----

struct search {
    const struct chela__call *call;
    struct chela__frame      *frame;
    struct chela__buffer     *refs;
    struct chela__buffer      pointer;
    struct chela_error       *err;
};

// A text that looks like a handle opens a file only where the schema says that it is one.
static bool
is_file_place(const struct search *search)
{
    const json_t *place =
        chela__schema_at(search->call->capability->input_schema, search->pointer.data);
    const char *pattern = chela__json_str(place, "pattern");
    return pattern && strcmp(pattern, FILE_PATTERN) == 0;
}

static chela_status
take_handle(struct search *search, const char *ref)
{
    int fd;
    if (strncmp(ref, "file:", 5) != 0 || !is_file_place(search))
        return CHELA_OK;
    if (search->frame->file_count == CHELA__WIRE_FILES)
        return chela__error(search->err, CHELA_LIMIT, "%s: more than %d files in one call",
                            search->pointer.data, CHELA__WIRE_FILES);
    chela_status status = chela__files_open(search->call->request.files, ref, &fd, search->err);
    if (status < 0) {
        chela__error_prefix(search->err, "%s", search->pointer.data);
        return status;
    }
    search->frame->files[search->frame->file_count++] = fd;
    chela__buffer_format(search->refs, "%s%s", search->refs->len ? " " : "", ref);
    return CHELA_OK;
}

static chela_status
visit(struct search *search, const json_t *value);

static chela_status
visit_member(struct search *search, const char *name, const json_t *value)
{
    size_t len = search->pointer.len;
    chela__json_pointer_add(&search->pointer, name);
    chela_status status = search->pointer.failed ? CHELA_NO_MEMORY : visit(search, value);
    search->pointer.len = len;
    if (search->pointer.data)
        search->pointer.data[len] = 0;
    return status;
}

// As deep as the JSON reader lets a value be.
static chela_status
visit(struct search *search, const json_t *value)
{
    chela_status status = CHELA_OK;
    const char  *name;
    json_t      *member;
    size_t       index;
    if (json_is_string(value) && search->pointer.data)
        return take_handle(search, json_string_value(value));
    json_object_foreach((json_t *)value, name, member)
    {
        if (status == CHELA_OK)
            status = visit_member(search, name, member);
    }
    json_array_foreach(value, index, member)
    {
        if (status == CHELA_OK)
            status = visit_member(search, "*", member);
    }
    return status;
}

chela_status
chela__input_files(const struct chela__call *call, struct chela__frame *frame,
                   struct chela__buffer *refs, struct chela_error *err)
{
    struct search search = {.call = call, .frame = frame, .refs = refs, .err = err};
    chela_status  status = call->request.files ? visit(&search, call->input) : CHELA_OK;
    chela__buffer_done(&search.pointer);
    if (status < 0)
        chela__error_prefix(err, "%s: input", call->capability->name);
    return status;
}
