// show.c - one task with its log as JSON; for the command, the host API and a resume.
#include "state/private.h"

#include <sodium.h>
#include <string.h>

#include "base/json.h"

// As enum chela__effect and enum chela__idempotency of package/manifest.h, which state/ lies below.
static const char *const effects[]       = {"pure", "read", "write", "irreversible"};
static const char *const idempotencies[] = {"safe", "keyed", "once"};

#define NAME_OF(names, number)                                                                     \
    ((number) >= 0 && (number) < (int64_t)(sizeof(names) / sizeof((names)[0])) ? (names)[number]   \
                                                                               : "unknown")

// As chela__row_step() reads it.
#define STEP                                                                                       \
    "SELECT number, step, element, attempt, capability, digest, effect, idempotency, key, began,"  \
    " ended, status, outcome, label, undone, input, output FROM step WHERE task=? ORDER BY number"
enum { INPUT_AT = 15, OUTPUT_AT = 16 };

// Without an outcome only a living process can still bring one.
static const char *
outcome_name(bool has_outcome, bool is_running, const struct chela__step_row *row)
{
    if (!has_outcome)
        return is_running ? "running" : "unknown";
    if (row->status >= 0)
        return "done";
    if (row->effect < CHELA__WRITES || row->outcome == CHELA_NO_EFFECT)
        return "failed";
    return row->outcome == CHELA_EFFECT_DONE ? "done" : "unknown";
}

static json_t *
make_step(struct chela__state *state, sqlite3_stmt *stmt, const struct chela__step_row *row,
          bool is_running)
{
    json_t *step        = json_object();
    bool    has_outcome = !chela__row_is_null(state, stmt, 10);
    int     failed      = 0;
    failed |= chela__put(step, "step", json_integer(row->step));
    failed |= chela__put(step, "element", json_integer(row->element));
    failed |= chela__put(step, "attempt", json_integer(row->attempt));
    failed |= chela__put(step, "use", json_string(row->capability));
    failed |= chela__put(step, "digest", json_string(row->digest));
    failed |= chela__put(step, "effect", json_string(NAME_OF(effects, row->effect)));
    failed |=
        chela__put(step, "idempotency", json_string(NAME_OF(idempotencies, row->idempotency)));
    failed |= chela__put(step, "key", json_string(row->key));
    failed |= chela__put_time(state, step, "began", chela__row_number(state, stmt, 9));
    failed |= chela__put(step, "outcome", json_string(outcome_name(has_outcome, is_running, row)));
    failed |= chela__put_optional_time(state, step, "ended", stmt, 10);
    if (has_outcome)
        failed |=
            chela__put(step, "status", json_string(chela__status_name((chela_status)row->status)));
    if (has_outcome)
        failed |= chela__put(step, "label", json_integer(row->label));
    failed |= chela__put_optional_time(state, step, "undone", stmt, 14);
    if (!failed)
        return step;
    json_decref(step);
    return NULL;
}

// Joins the members of one sealed column into the step.
static chela_status
add_content(struct chela__state *state, const unsigned char key[CHELA__SEAL_KEY],
            sqlite3_stmt *stmt, const struct chela__step_row *row, enum chela__column which,
            json_t *step, struct chela_error *err)
{
    int at = which == CHELA__INPUT ? INPUT_AT : OUTPUT_AT;
    if (chela__row_is_null(state, stmt, at))
        return CHELA_OK;
    struct chela__buffer bound   = CHELA__BUFFER_INIT;
    json_t              *content = NULL;
    chela_status         status  = chela__step_bound(row, which, &bound, err);
    if (status >= 0)
        status = chela__row_unseal(state, key, stmt, at, bound.data, &content, err);
    if (status >= 0 && json_object_update(step, content) < 0)
        status = chela__error_memory(err);
    chela__buffer_done(&bound);
    json_decref(content);
    return status;
}

// What a task is read with.
struct reading {
    int64_t       number;
    char          id[CHELA__TASK_ID];
    bool          is_running;
    bool          has_key;
    unsigned char key[CHELA__SEAL_KEY];
};

static chela_status
add_step(struct chela__state *state, const struct reading *reading, sqlite3_stmt *stmt, json_t *log,
         struct chela_error *err)
{
    struct chela__step_row row    = chela__row_step(state, stmt, reading->id);
    json_t                *step   = make_step(state, stmt, &row, reading->is_running);
    chela_status           status = step ? CHELA_OK : chela__error_memory(err);
    if (status >= 0 && reading->has_key)
        status = add_content(state, reading->key, stmt, &row, CHELA__INPUT, step, err);
    if (status >= 0 && reading->has_key)
        status = add_content(state, reading->key, stmt, &row, CHELA__OUTPUT, step, err);
    if (status >= 0 && json_array_append(log, step) < 0)
        status = chela__error_memory(err);
    if (status < 0)
        chela__error_prefix(err, "task %s, step %d", reading->id, (int)row.step);
    json_decref(step);
    return status;
}

static chela_status
add_log(struct chela__state *state, const struct reading *reading, json_t *task,
        struct chela_error *err)
{
    sqlite3_stmt *stmt = NULL;
    json_t       *log  = json_array();
    if (chela__put(task, "log", log) < 0)
        return chela__error_memory(err);
    chela_status status =
        chela__database_query(state->database, &stmt, err, STEP, "i", reading->number);
    for (bool is_row = true; status >= 0 && is_row;) {
        status = chela__database_next(state->database, stmt, &is_row, err);
        if (status < 0 || !is_row)
            break;
        status = add_step(state, reading, stmt, log, err);
        if (status < 0)
            chela__database_done(state->database, stmt);
    }
    return status;
}

static chela_status
add_start(struct chela__state *state, const struct reading *reading, json_t *task,
          struct chela_error *err)
{
    static const char sql[]  = "SELECT content, is_ephemeral, undoes FROM task WHERE number=?";
    sqlite3_stmt     *stmt   = NULL;
    bool              is_row = false;
    chela_status      status =
        chela__database_query(state->database, &stmt, err, sql, "i", reading->number);
    if (status >= 0)
        status = chela__database_next(state->database, stmt, &is_row, err);
    if (status < 0 || !is_row)
        return status;
    struct chela__buffer bound   = CHELA__BUFFER_INIT;
    json_t              *content = NULL;
    status = chela__task_bound(reading->id, chela__row_number(state, stmt, 1) != 0,
                               (const char *)state->database->api.sqlite3_column_text(stmt, 2),
                               &bound, err);
    if (status >= 0)
        status = chela__row_unseal(state, reading->key, stmt, 0, bound.data, &content, err);
    if (status >= 0 && json_object_update(task, content) < 0)
        status = chela__error_memory(err);
    if (status < 0)
        chela__error_prefix(err, "task %s", reading->id);
    chela__database_done(state->database, stmt);
    chela__buffer_done(&bound);
    json_decref(content);
    return status;
}

static chela_status
add_entry(struct chela__state *state, const struct reading *reading, sqlite3_stmt *stmt,
          json_t *entries, struct chela_error *err)
{
    struct chela__buffer bound   = CHELA__BUFFER_INIT;
    const char          *kind    = chela__row_text(state, stmt, 0);
    int64_t              at      = chela__row_number(state, stmt, 1);
    json_t              *content = NULL;
    json_t              *entry   = json_pack("{s:s}", "kind", kind);
    chela_status         status  = chela__entry_bound(reading->id, kind, at, &bound, err);
    if (status >= 0)
        status = chela__row_unseal(state, reading->key, stmt, 2, bound.data, &content, err);
    if (status >= 0 && (!entry || chela__put_time(state, entry, "at", at) < 0 ||
                        chela__put(entry, "content", json_incref(content)) < 0 ||
                        json_array_append(entries, entry) < 0))
        status = chela__error_memory(err);
    chela__buffer_done(&bound);
    json_decref(content);
    json_decref(entry);
    return status;
}

static chela_status
add_entries(struct chela__state *state, const struct reading *reading, json_t *task,
            struct chela_error *err)
{
    static const char sql[]   = "SELECT kind, at, content FROM entry WHERE task=? ORDER BY number";
    sqlite3_stmt     *stmt    = NULL;
    json_t           *entries = json_array();
    if (chela__put(task, "entries", entries) < 0)
        return chela__error_memory(err);
    chela_status status =
        chela__database_query(state->database, &stmt, err, sql, "i", reading->number);
    for (bool is_row = true; status >= 0 && is_row;) {
        status = chela__database_next(state->database, stmt, &is_row, err);
        if (status < 0 || !is_row)
            break;
        status = add_entry(state, reading, stmt, entries, err);
        if (status < 0)
            chela__database_done(state->database, stmt);
    }
    return status;
}

static chela_status
add_all(struct chela__state *state, struct reading *reading, json_t *task, struct chela_error *err)
{
    chela_status status = chela__key_find(state, CHELA__CONTENT_KEY(reading->number),
                                          &reading->has_key, reading->key, err);
    if (status >= 0 && chela__put(task, "contents", json_boolean(reading->has_key)) < 0)
        status = chela__error_memory(err);
    if (status >= 0 && reading->has_key)
        status = add_start(state, reading, task, err);
    if (status >= 0 && reading->has_key)
        status = add_entries(state, reading, task, err);
    if (status >= 0)
        status = add_log(state, reading, task, err);
    return status;
}

chela_status
chela__task_show(struct chela__state *state, const char *id, json_t **ret_task,
                 struct chela_error *err)
{
    struct reading reading = {0};
    json_t        *task    = NULL;
    chela_status   status  = chela__task_find(state, id, false, &reading.number, err);
    if (status >= 0)
        status = chela__task_line(state, reading.number, reading.id, &task, err);
    if (status >= 0)
        reading.is_running = strcmp(chela__json_str(task, "state"), "running") == 0;
    if (status >= 0)
        status = add_all(state, &reading, task, err);
    sodium_memzero(&reading, sizeof(reading));
    if (status >= 0)
        *ret_task = task;
    else
        json_decref(task);
    return status;
}
