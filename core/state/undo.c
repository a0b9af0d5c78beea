// undo.c - the recorded inverses of a task, and what is left once one of them has run; for plan/.
#include "state/private.h"

#include <sodium.h>
#include <string.h>

// The newest attempt of each step that may have had an effect, newest first.
#define EFFECTS                                                                                    \
    "SELECT number, step, element, attempt, capability, digest, effect, idempotency, key, undo,"   \
    " undo_until, status, outcome, label FROM step s WHERE task=? AND effect>=2 AND undone IS "    \
    "NULL"                                                                                         \
    " AND outcome IS NOT 1 AND attempt=(SELECT max(attempt) FROM step WHERE task=s.task AND"       \
    " step=s.step AND element=s.element) ORDER BY number DESC"
enum { UNDO_AT = 9, UNTIL_AT = 10, OUTCOME_AT = 12 };

// Why a step has no inverse any more, or NULL while its arguments are there.
static const char *
why_not(struct chela__state *state, sqlite3_stmt *stmt)
{
    if (chela__row_is_null(state, stmt, OUTCOME_AT) ||
        chela__row_number(state, stmt, OUTCOME_AT) == CHELA_EFFECT_UNKNOWN)
        return "it is not known whether it happened";
    if (chela__row_is_null(state, stmt, UNTIL_AT))
        return "it cannot be undone";
    if (chela__row_is_null(state, stmt, UNDO_AT) ||
        chela__row_number(state, stmt, UNTIL_AT) <= chela__state_now(state))
        return "the time to undo it is over";
    return NULL;
}

static chela_status
unseal_undo(struct chela__state *state, const unsigned char key[CHELA__SEAL_KEY],
            sqlite3_stmt *stmt, const struct chela__step_row *row, json_t *entry,
            struct chela_error *err)
{
    struct chela__buffer bound  = CHELA__BUFFER_INIT;
    json_t              *undo   = NULL;
    chela_status         status = chela__step_bound(row, CHELA__UNDO, &bound, err);
    if (status >= 0)
        status = chela__row_unseal(state, key, stmt, UNDO_AT, bound.data, &undo, err);
    if (status >= 0 && (json_object_update(entry, undo) < 0 ||
                        chela__put_optional_time(state, entry, "until", stmt, UNTIL_AT) < 0))
        status = chela__error_memory(err);
    chela__buffer_done(&bound);
    json_decref(undo);
    return status;
}

// {"use", "with", "until"}, or {"cannot"} when the key went with the process that had it.
static chela_status
add_inverse(struct chela__state *state, int64_t task, sqlite3_stmt *stmt,
            const struct chela__step_row *row, json_t *entry, struct chela_error *err)
{
    struct chela__key_name name  = {task, row->step, row->element};
    bool                   found = false;
    unsigned char          key[CHELA__SEAL_KEY];
    chela_status           status = chela__key_find(state, name, &found, key, err);
    if (status < 0)
        return status;
    if (found)
        status = unseal_undo(state, key, stmt, row, entry, err);
    else if (chela__put(entry, "cannot", json_string("the task was ephemeral")) < 0)
        status = chela__error_memory(err);
    sodium_memzero(key, sizeof(key));
    return status;
}

static chela_status
add_entry(struct chela__state *state, int64_t task, const char *id, sqlite3_stmt *stmt,
          json_t *steps, struct chela_error *err)
{
    struct chela__step_row row    = chela__row_step(state, stmt, id);
    const char            *cannot = why_not(state, stmt);
    row.undo_until                = chela__row_number(state, stmt, UNTIL_AT);
    json_t *entry = json_pack("{s:I, s:I, s:s}", "step", (json_int_t)row.step, "element",
                              (json_int_t)row.element, "of", row.capability);
    if (!entry || (cannot && chela__put(entry, "cannot", json_string(cannot)) < 0) ||
        json_array_append(steps, entry) < 0) {
        json_decref(entry);
        return chela__error_memory(err);
    }
    chela_status status = cannot ? CHELA_OK : add_inverse(state, task, stmt, &row, entry, err);
    if (status < 0)
        chela__error_prefix(err, "task %s, step %d", id, (int)row.step);
    json_decref(entry);
    return status;
}

static chela_status
list_effects(struct chela__state *state, int64_t task, const char *id, json_t *steps,
             struct chela_error *err)
{
    sqlite3_stmt *stmt   = NULL;
    chela_status  status = chela__database_query(state->database, &stmt, err, EFFECTS, "i", task);
    for (bool is_row = true; status >= 0 && is_row;) {
        status = chela__database_next(state->database, stmt, &is_row, err);
        if (status < 0 || !is_row)
            break;
        status = add_entry(state, task, id, stmt, steps, err);
        if (status < 0)
            chela__database_done(state->database, stmt);
    }
    return status;
}

chela_status
chela__task_undo_list(struct chela__state *state, const char *id, char ret_id[CHELA__TASK_ID],
                      json_t **ret_steps, struct chela_error *err)
{
    int64_t      number = 0;
    char         found[CHELA__TASK_ID];
    json_t      *line  = NULL;
    json_t      *steps = json_array();
    chela_status status =
        steps ? chela__task_find(state, id, true, &number, err) : chela__error_memory(err);
    if (status >= 0)
        status = chela__task_line(state, number, found, &line, err);
    if (status >= 0)
        status = list_effects(state, number, found, steps, err);
    json_decref(line);
    if (status < 0) {
        json_decref(steps);
        return status;
    }
    memcpy(ret_id, found, sizeof(found));
    *ret_steps = steps;
    return CHELA_OK;
}

static chela_status
mark_undone(struct chela__state *state, struct chela__key_name name, struct chela_error *err)
{
    static const char step_sql[] = "UPDATE step SET undone=?, undo=NULL "
                                   "WHERE task=? AND step=? AND element=? AND undone IS NULL";
    static const char task_sql[] =
        "UPDATE task SET state=? WHERE number=? AND state!=? AND NOT EXISTS(SELECT 1 FROM step "
        "WHERE task=task.number AND effect>=? AND undone IS NULL AND outcome IS NOT ?)";
    chela_status status =
        chela__database_run(state->database, err, step_sql, "iiii", chela__state_now(state),
                            name.task, name.step, name.element);
    if (status >= 0 && chela__database_changes(state->database) == 0)
        return chela__error(err, CHELA_CONFLICT, "there is no such effect to undo");
    if (status >= 0)
        status = chela__key_destroy(state, name, err);
    if (status >= 0)
        status = chela__database_run(
            state->database, err, task_sql, "iiiii", (int64_t)CHELA__TASK_UNDONE, name.task,
            (int64_t)CHELA__TASK_RUNNING, (int64_t)CHELA__WRITES, (int64_t)CHELA_NO_EFFECT);
    return status;
}

chela_status
chela__mark_undone(struct chela__state *state, const struct chela__undone *undone,
                   struct chela_error *err)
{
    struct chela__key_name name = {0, undone->step, undone->element};
    chela_status           status =
        chela__database_number(state->database, 0, &name.task, err,
                               "SELECT number FROM task WHERE id=?", "t", undone->task);
    if (status >= 0 && !name.task)
        return chela__error(err, CHELA_NOT_FOUND, "there is no task %s", undone->task);
    return status < 0 ? status : mark_undone(state, name, err);
}

chela_status
chela__step_undone(struct chela__state *state, const char *task, uint32_t step, uint32_t element,
                   struct chela_error *err)
{
    struct chela__undone undone = {task, step, element};
    chela_status         status = chela__state_ready(state, err);
    if (status >= 0)
        status = chela__database_begin(state->database, true, err);
    if (status < 0)
        return status;
    return chela__database_finish(state->database, chela__mark_undone(state, &undone, err), err);
}
