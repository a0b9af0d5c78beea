// take.c - what lets an interrupted task go on: its wish, what is added on the way, who takes it
// over; for plan/.
#include "state/private.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#define MAX_KIND 32

_Static_assert(CHELA__WISH == 2 * crypto_generichash_BYTES + 1, "size of a wish");

// ---- the wish ----

static chela_status
hash_json(crypto_generichash_state *hash, const json_t *value, struct chela_error *err)
{
    char *text = value ? chela__json_text(value) : strdup("null");
    if (!text)
        return chela__error_memory(err);
    size_t len = strlen(text);
    crypto_generichash_update(hash, (const unsigned char *)text, len + 1);
    sodium_memzero(text, len);
    free(text);
    return CHELA_OK;
}

chela_status
chela__wish(const json_t *turns, const json_t *contract, char ret_wish[CHELA__WISH],
            struct chela_error *err)
{
    crypto_generichash_state hash;
    unsigned char            digest[crypto_generichash_BYTES];
    crypto_generichash_init(&hash, (const unsigned char *)"chela/wish/1", 12, sizeof(digest));
    chela_status status = hash_json(&hash, turns, err);
    if (status >= 0)
        status = hash_json(&hash, contract, err);
    if (status < 0)
        return status;
    crypto_generichash_final(&hash, digest, sizeof(digest));
    sodium_bin2hex(ret_wish, CHELA__WISH, digest, sizeof(digest));
    return CHELA_OK;
}

void
chela__wish_mark(const unsigned char key[CHELA__SEAL_KEY], const char *wish,
                 unsigned char ret_mark[CHELA__WISH_MARK])
{
    crypto_generichash(ret_mark, CHELA__WISH_MARK, (const unsigned char *)wish, strlen(wish), key,
                       CHELA__SEAL_KEY);
}

// ---- entries ----

static chela_status
write_entry(struct chela__state *state, const struct chela__task *task, const char *id,
            const char *kind, const json_t *content, struct chela_error *err)
{
    int64_t              now    = chela__state_now(state);
    struct chela__buffer bound  = CHELA__BUFFER_INIT;
    struct chela__buffer sealed = CHELA__BUFFER_INIT;
    chela_status         status = chela__entry_bound(id, kind, now, &bound, err);
    if (status >= 0)
        status = chela__seal_json(task->key, bound.data, content, &sealed, err);
    if (status >= 0)
        status = chela__database_run(
            state->database, err, "INSERT INTO entry(task, kind, at, content) VALUES(?, ?, ?, ?)",
            "itib", task->number, kind, now, sealed.data, sealed.len);
    chela__buffer_done(&bound);
    chela__buffer_done(&sealed);
    return status;
}

chela_status
chela__task_add(struct chela__state *state, const char *task_id, const char *kind,
                const json_t *content, struct chela_error *err)
{
    struct chela__task task = {0};
    if (!kind || !*kind || strlen(kind) > MAX_KIND || !content)
        return chela__error(err, CHELA_INVALID,
                            "an entry has a kind of at most %d bytes and content", MAX_KIND);
    chela_status status = chela__state_ready(state, err);
    if (status >= 0)
        status = chela__database_begin(state->database, true, err);
    if (status < 0)
        return status;
    status = chela__task_open(state, task_id, &task, err);
    if (status >= 0)
        status = write_entry(state, &task, task_id, kind, content, err);
    sodium_memzero(&task, sizeof(task));
    return chela__database_finish(state->database, status, err);
}

// ---- taking over ----

static chela_status
find_interrupted(struct chela__state *state, const char *id, int64_t *ret_number,
                 struct chela_error *err)
{
    static const char sql[] = "SELECT number FROM task WHERE state=0 AND number<? AND "
                              "NOT EXISTS(SELECT 1 FROM due WHERE due.task=task.number) "
                              "ORDER BY number DESC LIMIT 1";
    if (strcmp(id, "last") != 0)
        return chela__task_find(state, id, false, ret_number, err);
    int64_t      number = INT64_MAX;
    chela_status status = chela__state_ready(state, err);
    while (status >= 0) {
        status = chela__database_number(state->database, 0, &number, err, sql, "i", number);
        if (status < 0)
            break;
        if (!number)
            return chela__error(err, CHELA_NOT_FOUND, "no task was interrupted");
        if (!chela__task_is_held(state, number))
            break;
    }
    *ret_number = number;
    return status;
}

static chela_status
take(struct chela__state *state, int64_t number, const char *id, json_t **ret_task,
     struct chela_error *err)
{
    struct chela__task task   = {0};
    chela_status       status = chela__task_open(state, id, &task, err);
    sodium_memzero(&task, sizeof(task));
    json_t *shown = NULL;
    if (status >= 0)
        status = chela__task_show(state, id, &shown, err);
    if (status >= 0)
        status = chela__proof_complete(state, id, json_object_get(shown, "log"), err);
    if (status < 0) {
        json_decref(shown);
        chela__task_release(state, number);
        return status;
    }
    *ret_task = shown;
    return CHELA_OK;
}

chela_status
chela__task_take(struct chela__state *state, const char *id, char ret_id[CHELA__TASK_ID],
                 json_t **ret_task, struct chela_error *err)
{
    int64_t      number = 0;
    char         found[CHELA__TASK_ID];
    json_t      *line   = NULL;
    chela_status status = find_interrupted(state, id, &number, err);
    if (status >= 0)
        status = chela__task_line(state, number, found, &line, err);
    json_decref(line);
    if (status >= 0 && chela__task_is_held(state, number))
        status = chela__error(err, CHELA_BUSY, "another process works on this task");
    if (status >= 0)
        status = take(state, number, found, ret_task, err);
    if (status >= 0)
        memcpy(ret_id, found, sizeof(found));
    return status;
}

static chela_status
cancel(struct chela__state *state, const char *id, struct chela_error *err)
{
    json_t      *shown  = NULL;
    chela_status status = chela__task_show(state, id, &shown, err);
    if (status >= 0)
        status = chela__proof_complete(state, id, json_object_get(shown, "log"), err);
    json_decref(shown);
    return status < 0 ? status : chela__task_end(state, id, CHELA__TASK_CANCELLED, err);
}

chela_status
chela__task_cancel(struct chela__state *state, const char *id, struct chela_error *err)
{
    json_t      *line   = NULL;
    int64_t      number = 0;
    char         found[CHELA__TASK_ID];
    chela_status status = find_interrupted(state, id, &number, err);
    if (status >= 0)
        status = chela__task_line(state, number, found, &line, err);
    if (status < 0)
        return status;
    const char *how = chela__json_str(line, "state");
    if (!strcmp(how, "interrupted") || !strcmp(how, "waiting") || !strcmp(how, "standing"))
        status = cancel(state, found, err);
    else if (!strcmp(how, "running"))
        status =
            chela__error(err, CHELA_BUSY, "another process carries it out; stop it there (Ctrl-C)");
    else
        status = chela__error(err, CHELA_CONFLICT, "the task is %s already", how);
    json_decref(line);
    return status;
}

void
chela__task_leave(struct chela__state *state, const char *id)
{
    int64_t number = 0;
    if (chela__task_find(state, id, false, &number, NULL) >= 0)
        chela__task_release(state, number);
}
