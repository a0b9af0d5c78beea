// replay.c - the backend that proposes what a recording says, found by the turns of the request.
//
// One JSON object a line: {"turns": [...], "kind": "plan"|"question"|"refusal"|"answer", "plan"?,
// "question"?, "text"?, "score"?}. Of several lines with the same turns the first that has not been
// played wins; after the last one they begin anew.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "base/file.h"
#include "base/json.h"

#define RECORDING_MAX_BYTES ((size_t)16 * 1024 * 1024)

struct replay {
    struct chela__backend backend;
    json_t               *lines; // array
    bool                 *is_played;
};

// ---- reading ----

static int
kind_of(const json_t *line)
{
    static const char *const names[] = {"plan", "question", "refusal", "answer"};
    const char              *name    = chela__json_str(line, "kind");
    for (int i = 0; name && i < 4; i++)
        if (!strcmp(name, names[i]))
            return i;
    return -1;
}

static chela_status
add_line(struct replay *replay, const char *text, size_t len, struct chela_error *err)
{
    json_t      *line   = NULL;
    chela_status status = chela__json_read(text, len, NULL, &line, err);
    if (status < 0)
        return status;
    if (kind_of(line) < 0 || !json_is_array(json_object_get(line, "turns"))) {
        json_decref(line);
        return chela__error(err, CHELA_INVALID,
                            "expected {\"turns\": [...], \"kind\": \"plan\", "
                            "...}");
    }
    return json_array_append_new(replay->lines, line) < 0 ? chela__error_memory(err) : CHELA_OK;
}

static chela_status
add_lines(struct replay *replay, const char *data, size_t len, struct chela_error *err)
{
    size_t number = 1;
    for (size_t at = 0; at < len; number++) {
        const char  *end    = memchr(data + at, '\n', len - at);
        size_t       width  = end ? (size_t)(end - data) - at : len - at;
        chela_status status = width ? add_line(replay, data + at, width, err) : CHELA_OK;
        if (status < 0) {
            chela__error_prefix(err, "line %zu", number);
            return status;
        }
        at += width + 1;
    }
    replay->is_played = calloc(json_array_size(replay->lines) + 1, sizeof *replay->is_played);
    return replay->is_played ? CHELA_OK : chela__error_memory(err);
}

// ---- playing ----

static json_t *
find(struct replay *replay, const json_t *turns)
{
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < json_array_size(replay->lines); i++) {
            json_t *line = json_array_get(replay->lines, i);
            if (!json_equal(json_object_get(line, "turns"), turns) || replay->is_played[i])
                continue;
            replay->is_played[i] = true;
            return line;
        }
        for (size_t i = 0; i < json_array_size(replay->lines); i++)
            if (json_equal(json_object_get(json_array_get(replay->lines, i), "turns"), turns))
                replay->is_played[i] = false;
    }
    return NULL;
}

static chela_status
propose(struct chela__backend *backend, const struct chela__backend_request *request,
        void (*done)(void *user, chela_status status, const struct chela__proposal *proposal,
                     const struct chela_error *err),
        void *user, struct chela_error *err)
{
    struct replay *replay = (struct replay *)backend;
    json_t        *line   = find(replay, request->turns);
    json_t        *own    = line ? NULL : chela__backend_own_turns(request);
    if (own)
        line = find(replay, own);
    json_decref(own);
    if (!line)
        return chela__error(err, CHELA_NOT_FOUND, "the recording has no proposal for these turns");
    const char            *text     = chela__json_str(line, "text");
    struct chela__proposal proposal = {
        .kind     = (enum chela__proposal_kind)kind_of(line),
        .plan     = json_incref(json_object_get(line, "plan")),
        .question = json_incref(json_object_get(line, "question")),
        .text     = text ? strdup(text) : NULL,
        .score    = json_number_value(json_object_get(line, "score")),
    };
    done(user, CHELA_OK, &proposal, NULL);
    chela__proposal_done(&proposal);
    return CHELA_OK;
}

static void
cancel(struct chela__backend *backend)
{
    (void)backend; // every proposal has come by the time propose() returns
}

static void
replay_free(struct chela__backend *backend)
{
    struct replay *replay = (struct replay *)backend;
    json_decref(replay->lines);
    free(replay->is_played);
    free(replay);
}

static const struct chela__backend_methods methods = {
    .name = "replay", .propose = propose, .cancel = cancel, .free = replay_free};

chela_status
chela__backend_replay_new(const char *path, struct chela__backend **ret_backend,
                          struct chela_error *err)
{
    char          *data   = NULL;
    size_t         len    = 0;
    struct replay *replay = calloc(1, sizeof *replay);
    if (!replay)
        return chela__error_memory(err);
    replay->backend.methods = &methods;
    replay->lines           = json_array();
    chela_status status     = replay->lines ? CHELA_OK : chela__error_memory(err);
    if (status >= 0)
        status = chela__file_read(AT_FDCWD, path, RECORDING_MAX_BYTES, &data, &len, err);
    if (status >= 0)
        status = add_lines(replay, data, len, err);
    free(data);
    if (status < 0) {
        chela__error_prefix(err, "%s", path);
        replay_free(&replay->backend);
        return status;
    }
    *ret_backend = &replay->backend;
    return CHELA_OK;
}
