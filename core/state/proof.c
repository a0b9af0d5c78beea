// proof.c - journal and audit log side by side: the signed lines of a task, and whether the journal
// says anything that they do not; for the command.
#include "state/private.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"

// ---- one task ----

struct proof {
    const char *task;
    json_t     *records;
    size_t      signed_count;
    bool        failed;
};

static bool
is_kind(const json_t *line, const char *kind)
{
    const char *text = chela__json_str(line, "kind");
    return text && !strcmp(text, kind);
}

static void
collect(void *user, const json_t *line)
{
    struct proof *proof = user;
    const char   *task  = chela__json_str(line, "task");
    if (is_kind(line, "checkpoint"))
        proof->signed_count = json_array_size(proof->records);
    else if (is_kind(line, "call") && task && !strcmp(task, proof->task))
        proof->failed |= json_array_append(proof->records, (json_t *)line) < 0;
}

chela_status
chela__task_proof(struct chela__state *state, const char *id, json_t **ret_proof,
                  struct chela_error *err)
{
    struct chela__audit_report report = {0};
    json_t                    *line   = NULL;
    int64_t                    number = 0;
    char                       task[CHELA__TASK_ID];
    struct proof               proof  = {.task = task, .records = json_array()};
    chela_status               status = proof.records ? CHELA_OK : chela__error_memory(err);
    if (status >= 0)
        status = chela__task_find(state, id, false, &number, err);
    if (status >= 0)
        status = chela__task_line(state, number, task, &line, err);
    if (status >= 0)
        status = chela__audit_read(state, collect, &proof, &report, err);
    json_t *all =
        status >= 0 && !proof.failed
            ? json_pack("{s:s, s:s, s:O, s:I}", "task", task, "root", report.root, "records",
                        proof.records, "signed", (json_int_t)proof.signed_count)
            : NULL;
    json_decref(line);
    json_decref(proof.records);
    if (status >= 0 && !all)
        return chela__error_memory(err);
    if (status >= 0)
        *ret_proof = all;
    return status;
}

// ---- all of them ----

#define MAX_NAME 96

// "TASK STEP ELEMENT OUTCOME" of every call, "TASK" of every end.
struct known {
    json_t *names;
    bool    failed;
};

static void
name_outcome(char name[MAX_NAME], const char *task, int64_t step, int64_t element,
             const char *outcome)
{
    (void)snprintf(name, MAX_NAME, "%.32s %lld %lld %.16s", task, (long long)step,
                   (long long)element, outcome);
}

static void
remember(void *user, const json_t *line)
{
    struct known *known   = user;
    const char   *task    = chela__json_str(line, "task");
    const char   *outcome = chela__json_str(line, "outcome");
    char          name[MAX_NAME];
    if (!task || (!is_kind(line, "end") && !(is_kind(line, "call") && outcome)))
        return;
    if (is_kind(line, "end"))
        (void)snprintf(name, sizeof name, "%.32s", task);
    else
        name_outcome(name, task, chela__json_int(line, "step", 0),
                     chela__json_int(line, "element", 0), outcome);
    known->failed |= json_object_set_new(known->names, name, json_true()) < 0;
}

static chela_status
check_row(struct chela__state *state, sqlite3_stmt *stmt, const json_t *names, uint64_t *count,
          struct chela_error *err)
{
    static const char *const outcomes[] = {"unknown", "none", "done"};
    const char              *task       = chela__row_text(state, stmt, 0);
    int64_t                  step       = chela__row_number(state, stmt, 1);
    char                     name[MAX_NAME];
    if (!json_object_get(names, task)) // it is under way, or its process ended
        return CHELA_OK;
    const char *outcome = outcomes[(uint64_t)chela__row_number(state, stmt, 3) % 3];
    name_outcome(name, task, step, chela__row_number(state, stmt, 2), outcome);
    if (!json_object_get(names, name))
        return chela__error(err, CHELA_UNTRUSTED,
                            "task %s, step %d: the journal says \"%s\", the audit log does not",
                            task, (int)step, outcome);
    ++*count;
    return CHELA_OK;
}

static chela_status
check_rows(struct chela__state *state, const json_t *names, uint64_t *count,
           struct chela_error *err)
{
    static const char sql[]  = "SELECT task.id, step, element, outcome FROM step JOIN task ON "
                               "step.task=task.number WHERE effect>=2 AND outcome IS NOT NULL";
    sqlite3_stmt     *stmt   = NULL;
    chela_status      status = chela__database_query(state->database, &stmt, err, sql, "");
    for (bool is_row = true; status >= 0 && is_row;) {
        status = chela__database_next(state->database, stmt, &is_row, err);
        if (status < 0 || !is_row)
            break;
        status = check_row(state, stmt, names, count, err);
        if (status < 0)
            chela__database_done(state->database, stmt);
    }
    return status;
}

chela_status
chela__audit_outcomes(struct chela__state *state, uint64_t *ret_count, struct chela_error *err)
{
    struct chela__audit_report report = {0};
    uint64_t                   count  = 0;
    struct known               known  = {.names = json_object()};
    chela_status status = known.names ? chela__state_ready(state, err) : chela__error_memory(err);
    if (status >= 0)
        status = chela__audit_read(state, remember, &known, &report, err);
    if (status >= 0 && known.failed)
        status = chela__error_memory(err);
    if (status >= 0)
        status = check_rows(state, known.names, &count, err);
    json_decref(known.names);
    if (status >= 0)
        *ret_count = count;
    return status;
}

// ---- after an interruption ----

static chela_status
log_again(struct chela__state *state, const char *task, const json_t *entry,
          struct chela_error *err)
{
    const char *outcome = chela__json_str(entry, "outcome");
    const char *effect  = chela__json_str(entry, "effect");
    if (!json_object_get(entry, "ended") || !effect || !outcome ||
        (strcmp(effect, "write") != 0 && strcmp(effect, "irreversible") != 0))
        return CHELA_OK;
    json_t *facts =
        json_pack("{s:O*, s:O*, s:s, s:s, s:O*, s:O*, s:O*, s:s, s:b}", "use",
                  json_object_get(entry, "use"), "digest", json_object_get(entry, "digest"),
                  "effect", effect, "task", task, "step", json_object_get(entry, "step"), "element",
                  json_object_get(entry, "element"), "status", json_object_get(entry, "status"),
                  "outcome", !strcmp(outcome, "failed") ? "none" : outcome, "again", 1);
    chela_status status =
        facts ? chela__audit_write(state, "call", facts, false, err) : chela__error_memory(err);
    json_decref(facts);
    return status;
}

chela_status
chela__proof_complete(struct chela__state *state, const char *task, const json_t *log,
                      struct chela_error *err)
{
    size_t       at;
    json_t      *entry;
    chela_status status = CHELA_OK;
    json_array_foreach(log, at, entry)
    {
        status = log_again(state, task, entry, err);
        if (status < 0)
            break;
    }
    return status;
}
