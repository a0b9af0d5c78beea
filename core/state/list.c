// list.c - which tasks there are, and which one somebody means; for the command and the host API.
#include "state/private.h"

#include <stdio.h>
#include <string.h>

#define MAX_ID 64 // bytes of an id or prefix as typed

static const char *const states[] = {"running", "done",      "partial",
                                     "failed",  "cancelled", "undone"}; // enum chela__task_state

// ---- one line of the list ----

// `number` first, then what make_line() reads. The newest attempt of a step speaks for it.
#define LINE                                                                                       \
    "SELECT number, id, state, began, ended, undoes, is_ephemeral,"                                \
    " (SELECT count(DISTINCT step * 4294967296 + element) FROM step WHERE task=t.number),"         \
    " (SELECT count(DISTINCT step * 4294967296 + element) FROM step WHERE task=t.number"           \
    "  AND effect>=2 AND outcome=2),"                                                              \
    " (SELECT count(*) FROM step WHERE task=t.number AND undo IS NOT NULL AND undo_until>?),"      \
    " started_by, is_standing, (SELECT count(*) FROM due WHERE task=t.number),"                    \
    " (SELECT min(at) FROM due WHERE task=t.number)"                                               \
    " FROM task t "
enum { STARTED_BY_AT = 10, STANDING_AT, DUE_COUNT_AT, DUE_AT };

const char *
chela__task_state_name(enum chela__task_state code)
{
    return (size_t)code < sizeof(states) / sizeof(states[0]) ? states[code] : "unknown";
}

static const char *
state_name(struct chela__state *state, sqlite3_stmt *stmt)
{
    enum chela__task_state code = (enum chela__task_state)chela__row_number(state, stmt, 2);
    if (code == CHELA__TASK_RUNNING && chela__row_number(state, stmt, STANDING_AT))
        return "standing";
    if (code == CHELA__TASK_RUNNING &&
        !chela__task_is_held(state, chela__row_number(state, stmt, 0)))
        return chela__row_number(state, stmt, DUE_COUNT_AT) ? "waiting" : "interrupted";
    return chela__task_state_name(code);
}

static json_t *
make_line(struct chela__state *state, sqlite3_stmt *stmt)
{
    json_t *line   = json_object();
    int     failed = 0;
    failed |= chela__put(line, "task", json_string(chela__row_text(state, stmt, 1)));
    failed |= chela__put(line, "state", json_string(state_name(state, stmt)));
    failed |= chela__put_time(state, line, "began", chela__row_number(state, stmt, 3));
    failed |= chela__put_optional_time(state, line, "ended", stmt, 4);
    if (!chela__row_is_null(state, stmt, 5))
        failed |= chela__put(line, "undoes", json_string(chela__row_text(state, stmt, 5)));
    failed |= chela__put(line, "steps", json_integer(chela__row_number(state, stmt, 7)));
    failed |= chela__put(line, "effects", json_integer(chela__row_number(state, stmt, 8)));
    failed |= chela__put(line, "undoable", json_integer(chela__row_number(state, stmt, 9)));
    if (!chela__row_is_null(state, stmt, STARTED_BY_AT))
        failed |= chela__put(line, "started_by",
                             json_string(chela__row_text(state, stmt, STARTED_BY_AT)));
    failed |= chela__put_optional_time(state, line, "due", stmt, DUE_AT);
    if (!failed)
        return line;
    json_decref(line);
    return NULL;
}

chela_status
chela__task_list(struct chela__state *state, size_t max, json_t **ret_tasks,
                 struct chela_error *err)
{
    static const char sql[]  = LINE "ORDER BY number DESC LIMIT ?";
    sqlite3_stmt     *stmt   = NULL;
    chela_status      status = chela__state_ready(state, err);
    if (status < 0)
        return status;
    json_t *tasks = json_array();
    if (!tasks)
        return chela__error_memory(err);
    status = chela__database_query(state->database, &stmt, err, sql, "ii", chela__state_now(state),
                                   max > INT64_MAX ? INT64_MAX : (int64_t)max);
    for (bool is_row = true; status >= 0 && is_row;) {
        status = chela__database_next(state->database, stmt, &is_row, err);
        if (status >= 0 && is_row && json_array_append_new(tasks, make_line(state, stmt)) < 0) {
            chela__database_done(state->database, stmt);
            status = chela__error_memory(err);
        }
    }
    if (status >= 0)
        *ret_tasks = tasks;
    else
        json_decref(tasks);
    return status;
}

chela_status
chela__task_line(struct chela__state *state, int64_t number, char ret_id[CHELA__TASK_ID],
                 json_t **ret_line, struct chela_error *err)
{
    static const char sql[]  = LINE "WHERE number=?";
    sqlite3_stmt     *stmt   = NULL;
    bool              is_row = false;
    chela_status      status = chela__database_query(state->database, &stmt, err, sql, "ii",
                                                     chela__state_now(state), number);
    if (status >= 0)
        status = chela__database_next(state->database, stmt, &is_row, err);
    if (status < 0)
        return status;
    if (!is_row)
        return chela__error(err, CHELA_NOT_FOUND, "there is no such task");
    json_t *line = make_line(state, stmt);
    snprintf(ret_id, CHELA__TASK_ID, "%s", chela__row_text(state, stmt, 1));
    chela__database_done(state->database, stmt);
    if (!line)
        return chela__error_memory(err);
    *ret_line = line;
    return CHELA_OK;
}

// ---- which task is meant ----

static chela_status
find_newest(struct chela__state *state, bool with_effect, int64_t *ret_number,
            struct chela_error *err)
{
    static const char any_sql[] = "SELECT number FROM task ORDER BY number DESC LIMIT 1";
    static const char effect_sql[] =
        "SELECT number FROM task t WHERE undoes IS NULL AND EXISTS(SELECT 1 FROM step WHERE "
        "task=t.number AND effect>=2 AND outcome IS NOT 1) ORDER BY number DESC LIMIT 1";
    chela_status status = chela__database_number(state->database, 0, ret_number, err,
                                                 with_effect ? effect_sql : any_sql, "");
    if (status >= 0 && !*ret_number)
        return chela__error(err, CHELA_NOT_FOUND,
                            with_effect ? "no task has changed anything yet"
                                        : "there is no task yet");
    return status;
}

static chela_status
find_prefix(struct chela__state *state, const char *id, int64_t *ret_number,
            struct chela_error *err)
{
    static const char least_sql[] =
        "SELECT number FROM task WHERE id>=? AND id<? ORDER BY id LIMIT 1";
    static const char most_sql[] =
        "SELECT number FROM task WHERE id>=? AND id<? ORDER BY id DESC LIMIT 1";
    char   least[MAX_ID + 1], behind[MAX_ID + 2];
    size_t len = strlen(id);
    if (len == 0 || len > MAX_ID)
        return chela__error(err, CHELA_INVALID, "a task's id has 1 to %d characters", MAX_ID);
    for (size_t i = 0; i <= len; i++)
        least[i] = behind[i] = id[i] >= 'a' && id[i] <= 'z' ? (char)(id[i] - 'a' + 'A') : id[i];
    behind[len]        = '~'; // behind every digit of an id
    behind[len + 1]    = 0;
    int64_t      first = 0, last = 0;
    chela_status status =
        chela__database_number(state->database, 0, &first, err, least_sql, "tt", least, behind);
    if (status >= 0)
        status =
            chela__database_number(state->database, 0, &last, err, most_sql, "tt", least, behind);
    if (status < 0)
        return status;
    if (!first)
        return chela__error(err, CHELA_NOT_FOUND, "there is no task %s", id);
    if (first != last)
        return chela__error(err, CHELA_CONFLICT, "several tasks begin with %s: say more of it", id);
    *ret_number = first;
    return CHELA_OK;
}

chela_status
chela__task_find(struct chela__state *state, const char *id, bool with_effect, int64_t *ret_number,
                 struct chela_error *err)
{
    chela_status status = chela__state_ready(state, err);
    if (status < 0)
        return status;
    if (strcmp(id, "last") == 0)
        return find_newest(state, with_effect, ret_number, err);
    return find_prefix(state, id, ret_number, err);
}
