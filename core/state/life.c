// life.c - a task's begin and end, and what undoing leaves of it; called by plan/ and the command.
#include "state/private.h"

#include <sodium.h>
#include <string.h>

static unsigned
keep_for(bool is_ephemeral)
{
    return is_ephemeral ? CHELA__KEEP_MEMORY : CHELA__KEEP_MEMORY | CHELA__KEEP_DISK;
}

// ---- begin ----

static chela_status
seal_start(const struct chela__task_start *start, const char *id,
           const unsigned char key[CHELA__SEAL_KEY], struct chela__buffer *ret_sealed,
           struct chela_error *err)
{
    struct chela__buffer bound = CHELA__BUFFER_INIT;
    json_t      *content = json_pack("{s:O?, s:O?, s:O?, s:O?}", "turns", start->turns, "plan",
                                     start->plan, "contract", start->contract, "looked", start->looked);
    chela_status status  = content ? CHELA_OK : chela__error_memory(err);
    if (status >= 0)
        status = chela__task_bound(id, start->is_ephemeral, start->undoes, &bound, err);
    if (status >= 0)
        status = chela__seal_json(key, bound.data, content, ret_sealed, err);
    chela__buffer_done(&bound);
    json_decref(content);
    return status;
}

static chela_status
insert_task(struct chela__state *state, const struct chela__task_start *start, const char *id,
            int64_t *ret_number, struct chela_error *err)
{
    static const char sql[] = "INSERT INTO task(id, state, is_ephemeral, undoes, began, "
                              "is_standing, started_by, occurrence) VALUES(?, ?, ?, ?, ?, ?, ?, ?)";
    chela_status      status =
        chela__database_run(state->database, err, sql, "tiitiitt", id, (int64_t)CHELA__TASK_RUNNING,
                            (int64_t)start->is_ephemeral, start->undoes, chela__state_now(state),
                            (int64_t)start->is_standing, start->started_by, start->occurrence);
    if (status >= 0)
        *ret_number = state->database->api.sqlite3_last_insert_rowid(state->database->handle);
    return status;
}

static chela_status
write_start(struct chela__state *state, const struct chela__task_start *start, const char *id,
            int64_t number, struct chela_error *err)
{
    unsigned char        key[CHELA__SEAL_KEY], mark[CHELA__WISH_MARK];
    char                 wish[CHELA__WISH];
    struct chela__buffer sealed = CHELA__BUFFER_INIT;
    chela_status         status = chela__key_make(state, CHELA__CONTENT_KEY(number), 0,
                                                  keep_for(start->is_ephemeral), key, err);
    if (status >= 0)
        status = seal_start(start, id, key, &sealed, err);
    if (status >= 0)
        status = chela__wish(start->turns, start->contract, wish, err);
    if (status >= 0) {
        chela__wish_mark(key, wish, mark);
        status = chela__database_run(state->database, err,
                                     "UPDATE task SET content=?, wish=? WHERE number=?", "bbi",
                                     sealed.data, sealed.len, mark, sizeof(mark), number);
    }
    sodium_memzero(key, sizeof(key));
    chela__buffer_done(&sealed);
    return status;
}

// What the user agreed to, capability by capability, before anything of it happens.
static chela_status
log_grants(struct chela__state *state, const char *task, const json_t *contract,
           struct chela_error *err)
{
    const json_t *calls = json_object_get(contract, "calls");
    size_t        at;
    json_t       *call;
    chela_status  status = CHELA_OK;
    json_array_foreach(calls, at, call)
    {
        json_t *facts =
            json_pack("{s:s, s:O?, s:O?, s:O?, s:O*}", "task", task, "use",
                      json_object_get(call, "use"), "digest", json_object_get(call, "digest"),
                      "max", json_object_get(call, "max"), "grant", json_object_get(call, "grant"));
        status =
            facts ? chela__audit_write(state, "grant", facts, at + 1 == json_array_size(calls), err)
                  : chela__error_memory(err);
        json_decref(facts);
        if (status < 0)
            break;
    }
    return status;
}

chela_status
chela__task_begin(struct chela__state *state, const struct chela__task_start *start,
                  char ret_id[CHELA__TASK_ID], struct chela_error *err)
{
    char         id[CHELA__TASK_ID];
    int64_t      number = 0;
    chela_status status = chela__state_ready(state, err);
    chela__task_id(chela__state_now(state), id);
    if (status >= 0)
        status = log_grants(state, id, start->contract, err);
    if (status >= 0)
        status = chela__database_begin(state->database, true, err);
    if (status < 0)
        return status;
    status = insert_task(state, start, id, &number, err);
    if (status >= 0) // before anyone can see it, else it would look interrupted
        status = chela__task_hold(state, number, err);
    if (status >= 0)
        status = write_start(state, start, id, number, err);
    status = chela__database_finish(state->database, status, err);
    if (status < 0 && number)
        chela__task_release(state, number);
    if (status >= 0)
        memcpy(ret_id, id, sizeof(id));
    return status;
}

// ---- a task that runs ----

chela_status
chela__task_running(struct chela__state *state, const char *id, struct chela__task *ret_task,
                    struct chela_error *err)
{
    struct chela__database *database = state->database;
    sqlite3_stmt           *stmt     = NULL;
    bool                    is_row   = false;
    chela_status            status   = chela__database_query(
                     database, &stmt, err, "SELECT number, is_ephemeral, state, wish FROM task WHERE id=?", "t",
                     id);
    if (status >= 0)
        status = chela__database_next(database, stmt, &is_row, err);
    if (status < 0)
        return status;
    if (!is_row)
        return chela__error(err, CHELA_NOT_FOUND, "there is no task %s", id);
    ret_task->number       = database->api.sqlite3_column_int64(stmt, 0);
    ret_task->is_ephemeral = database->api.sqlite3_column_int64(stmt, 1);
    bool is_running        = database->api.sqlite3_column_int64(stmt, 2) == CHELA__TASK_RUNNING;
    if (database->api.sqlite3_column_bytes(stmt, 3) == sizeof(ret_task->wish))
        memcpy(ret_task->wish, database->api.sqlite3_column_blob(stmt, 3), sizeof(ret_task->wish));
    chela__database_done(database, stmt);
    if (!is_running)
        return chela__error(err, CHELA_CONFLICT, "task %s has ended", id);
    return chela__task_hold(state, ret_task->number, err);
}

chela_status
chela__task_open(struct chela__state *state, const char *id, struct chela__task *ret_task,
                 struct chela_error *err)
{
    bool         found  = false;
    chela_status status = chela__task_running(state, id, ret_task, err);
    if (status >= 0)
        status = chela__key_find(state, CHELA__CONTENT_KEY(ret_task->number), &found, ret_task->key,
                                 err);
    if (status >= 0 && !found)
        return chela__error(err, CHELA_UNAVAILABLE,
                            "task %s was ephemeral, its content is gone: it can only be ended", id);
    return status;
}

// ---- end ----

// Content goes twice: its key is destroyed and the sealed bytes are overwritten.
static chela_status
erase_content(struct chela__state *state, int64_t task, struct chela_error *err)
{
    bool         any    = false;
    chela_status status = chela__key_destroy(state, CHELA__CONTENT_KEY(task), err);
    if (status >= 0)
        status = chela__database_run(state->database, err,
                                     "UPDATE task SET content=NULL, wish=NULL WHERE number=?", "i",
                                     task);
    if (status >= 0)
        status =
            chela__database_run(state->database, err,
                                "UPDATE step SET input=NULL, output=NULL WHERE task=?", "i", task);
    if (status >= 0)
        status =
            chela__database_run(state->database, err, "DELETE FROM entry WHERE task=?", "i", task);
    if (status >= 0)
        status =
            chela__database_run(state->database, err, "DELETE FROM due WHERE task=?", "i", task);
    return status < 0 ? status : chela__keys_expire(state, &any, err);
}

// Of a task that changed something; it signs what was logged of it.
static chela_status
log_end(struct chela__state *state, const struct chela__task *task, const char *id,
        enum chela__task_state how, struct chela_error *err)
{
    static const char sql[]   = "SELECT count(*) FROM step WHERE task=? AND effect>=?";
    int64_t           effects = 0;
    chela_status      status  = chela__database_number(state->database, 0, &effects, err, sql, "ii",
                                                       task->number, (int64_t)CHELA__WRITES);
    if (status < 0 || !effects)
        return status;
    json_t *facts = json_pack("{s:s, s:s}", "task", id, "state", chela__task_state_name(how));
    status = facts ? chela__audit_write(state, "end", facts, true, err) : chela__error_memory(err);
    json_decref(facts);
    return status;
}

chela_status
chela__task_end(struct chela__state *state, const char *task_id, enum chela__task_state how,
                struct chela_error *err)
{
    struct chela__task task   = {0};
    chela_status       status = chela__state_ready(state, err);
    if (status >= 0)
        status = chela__database_begin(state->database, true, err);
    if (status < 0)
        return status;
    status = chela__task_running(state, task_id, &task, err);
    if (status >= 0)
        status = erase_content(state, task.number, err);
    if (status >= 0)
        status = chela__database_run(state->database, err, "DELETE FROM granted WHERE task=?", "t",
                                     task_id);
    if (status >= 0)
        status = chela__database_run(state->database, err,
                                     "UPDATE task SET state=?, ended=? WHERE number=?", "iii",
                                     (int64_t)how, chela__state_now(state), task.number);
    status = chela__database_finish(state->database, status, err);
    if (status < 0)
        return status;
    status = log_end(state, &task, task_id, how, err);
    chela__database_checkpoint(state->database);
    chela__task_release(state, task.number);
    return status;
}
