// due.c - what wakes when: waits of tasks and the next occurrence of standing orders; for plan/.
#include "state/private.h"

#include <sodium.h>

static chela_status
bound_of(const char *task, uint32_t step, uint32_t element, struct chela__buffer *ret_bound,
         struct chela_error *err)
{
    return chela__entry_bound(task, "due", (int64_t)step << 32 | element, ret_bound, err);
}

static chela_status
write_due(struct chela__state *state, const struct chela__due *due, const struct chela__task *task,
          struct chela_error *err)
{
    static const char    sql[]  = "INSERT OR REPLACE INTO due(task, step, element, at, zone, "
                                  "is_watch, content) VALUES(?, ?, ?, ?, ?, ?, ?)";
    struct chela__buffer bound  = CHELA__BUFFER_INIT;
    struct chela__buffer sealed = CHELA__BUFFER_INIT;
    chela_status         status = bound_of(due->task, due->step, due->element, &bound, err);
    if (status >= 0 && due->content)
        status = chela__seal_json(task->key, bound.data, due->content, &sealed, err);
    if (status >= 0)
        status = chela__database_run(state->database, err, sql, "iiintib", task->number,
                                     (int64_t)due->step, (int64_t)due->element, due->at_ms,
                                     state->clock->zone, (int64_t)due->is_watch, sealed.data,
                                     sealed.len);
    chela__buffer_done(&bound);
    chela__buffer_done(&sealed);
    return status;
}

chela_status
chela__due_put(struct chela__state *state, const struct chela__due *due, struct chela_error *err)
{
    struct chela__task task   = {0};
    chela_status       status = chela__state_ready(state, err);
    if (status >= 0)
        status = chela__database_begin(state->database, true, err);
    if (status < 0)
        return status;
    status = chela__task_open(state, due->task, &task, err);
    if (status >= 0)
        status = write_due(state, due, &task, err);
    sodium_memzero(&task, sizeof(task));
    return chela__database_finish(state->database, status, err);
}

chela_status
chela__due_remove(struct chela__state *state, const char *task, uint32_t step, uint32_t element,
                  struct chela_error *err)
{
    static const char sql[]  = "DELETE FROM due WHERE step=? AND element=? AND "
                               "task=(SELECT number FROM task WHERE id=?)";
    chela_status      status = chela__state_ready(state, err);
    return status < 0 ? status
                      : chela__database_run(state->database, err, sql, "iit", (int64_t)step,
                                            (int64_t)element, task);
}

chela_status
chela__due_forget(struct chela__state *state, const char *task, struct chela_error *err)
{
    static const char sql[]  = "DELETE FROM due WHERE task=(SELECT number FROM task WHERE id=?)";
    chela_status      status = chela__state_ready(state, err);
    return status < 0 ? status : chela__database_run(state->database, err, sql, "t", task);
}

// ---- who wakes ----

#define KEEPER (INT64_MAX - 1) // byte of the lock file; tasks are numbered from 1

chela_status
chela__state_keep(struct chela__state *state, struct chela_error *err)
{
    chela_status status = chela__state_ready(state, err);
    if (status < 0)
        return status;
    if (chela__task_hold(state, KEEPER, NULL) < 0)
        return chela__error(err, CHELA_BUSY, "another process carries out what is due already");
    return CHELA_OK;
}

void
chela__state_keep_end(struct chela__state *state)
{
    if (state->lock_fd >= 0)
        chela__task_release(state, KEEPER);
}

// ---- reading ----

static json_t *
make_row(struct chela__state *state, sqlite3_stmt *stmt)
{
    return json_pack("{s:s, s:I, s:I, s:I, s:s, s:b, s:b}", "task", chela__row_text(state, stmt, 0),
                     "step", (json_int_t)chela__row_number(state, stmt, 1), "element",
                     (json_int_t)chela__row_number(state, stmt, 2), "at_ms",
                     (json_int_t)chela__row_number(state, stmt, 3), "zone",
                     chela__row_text(state, stmt, 4), "is_watch",
                     chela__row_number(state, stmt, 5) != 0, "is_standing",
                     chela__row_number(state, stmt, 6) != 0);
}

chela_status
chela__due_list(struct chela__state *state, json_t **ret_due, struct chela_error *err)
{
    static const char sql[]  = "SELECT id, step, element, at, zone, is_watch, is_standing FROM due "
                               "JOIN task ON number=due.task WHERE state=0 "
                               "ORDER BY at IS NULL, at, number, step, element";
    sqlite3_stmt     *stmt   = NULL;
    chela_status      status = chela__state_ready(state, err);
    if (status < 0)
        return status;
    json_t *list = json_array();
    if (!list)
        return chela__error_memory(err);
    status = chela__database_query(state->database, &stmt, err, sql, "");
    for (bool is_row = true; status >= 0 && is_row;) {
        status = chela__database_next(state->database, stmt, &is_row, err);
        if (status >= 0 && is_row && json_array_append_new(list, make_row(state, stmt)) < 0) {
            chela__database_done(state->database, stmt);
            status = chela__error_memory(err);
        }
    }
    if (status >= 0)
        *ret_due = list;
    else
        json_decref(list);
    return status;
}

chela_status
chela__due_next(struct chela__state *state, int64_t *ret_ms, struct chela_error *err)
{
    static const char sql[]  = "SELECT at FROM due JOIN task ON number=due.task WHERE state=0 AND "
                               "at IS NOT NULL AND step<>4294967295 ORDER BY at LIMIT 1";
    chela_status      status = chela__state_ready(state, err);
    return status < 0 ? status
                      : chela__database_number(state->database, INT64_MAX, ret_ms, err, sql, "");
}

static chela_status
read_due(struct chela__state *state, const struct chela__task *task, const char *id, uint32_t step,
         uint32_t element, json_t **ret_due, struct chela_error *err)
{
    static const char sql[]  = "SELECT at, content FROM due WHERE task=? AND step=? AND element=?";
    sqlite3_stmt     *stmt   = NULL;
    bool              is_row = false;
    json_t           *due    = NULL;
    json_t           *inner  = NULL;
    struct chela__buffer bound  = CHELA__BUFFER_INIT;
    chela_status         status = bound_of(id, step, element, &bound, err);
    if (status >= 0)
        status = chela__database_query(state->database, &stmt, err, sql, "iii", task->number,
                                       (int64_t)step, (int64_t)element);
    if (status >= 0)
        status = chela__database_next(state->database, stmt, &is_row, err);
    if (status >= 0 && !is_row)
        status = chela__error(err, CHELA_NOT_FOUND, "the step does not wait");
    else if (status >= 0 && !chela__row_is_null(state, stmt, 1))
        status = chela__row_unseal(state, task->key, stmt, 1, bound.data, &inner, err);
    if (status >= 0)
        due = json_pack("{s:I, s:O*}", "at_ms", (json_int_t)chela__row_number(state, stmt, 0),
                        "content", inner);
    if (is_row)
        chela__database_done(state->database, stmt);
    chela__buffer_done(&bound);
    json_decref(inner);
    if (status >= 0)
        *ret_due = due;
    return status < 0 || due ? status : chela__error_memory(err);
}

chela_status
chela__due_get(struct chela__state *state, const char *task_id, uint32_t step, uint32_t element,
               json_t **ret_due, struct chela_error *err)
{
    struct chela__task task   = {0};
    chela_status       status = chela__state_ready(state, err);
    if (status >= 0)
        status = chela__task_open(state, task_id, &task, err);
    if (status >= 0)
        status = read_due(state, &task, task_id, step, element, ret_due, err);
    sodium_memzero(&task, sizeof(task));
    return status;
}
