// grants.c - yeses that hold for more than one card: stored sealed, listed, revoked.
//
// Clear: which capability of which manifest, how long. Sealed: the arguments that bind it and the
// sentence that was agreed to. A row that is edited or moved does not open.
#include "state/private.h"

#include <stdio.h>
#include <string.h>

// ---- one row ----

struct row {
    const char *id, *capability, *digest, *task;
    int64_t     scope, made, until;
};

static chela_status
bound_of(const struct row *row, struct chela__buffer *ret_bound, struct chela_error *err)
{
    chela__buffer_format(ret_bound, "grant/1\x1f%s\x1f%s\x1f%s\x1f%lld\x1f%s\x1f%lld\x1f%lld",
                         row->id, row->capability, row->digest, (long long)row->scope,
                         row->task ? row->task : "", (long long)row->made, (long long)row->until);
    return ret_bound->failed ? chela__error_memory(err) : CHELA_OK;
}

// ---- adding ----

static chela_status
insert(struct chela__state *state, const struct row *row, const json_t *content,
       struct chela_error *err)
{
    struct chela__buffer bound = CHELA__BUFFER_INIT, sealed = CHELA__BUFFER_INIT;
    chela_status         status = bound_of(row, &bound, err);
    if (status >= 0)
        status = chela__seal_json(state->wrap, bound.data, content, &sealed, err);
    if (status >= 0)
        status = chela__database_run(
            state->database, err,
            "INSERT INTO granted(id, capability, digest, scope, task, made, until, content) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            "tttitinb", row->id, row->capability, row->digest, row->scope, row->task, row->made,
            row->until, sealed.data, sealed.len);
    chela__buffer_done(&bound);
    chela__buffer_done(&sealed);
    return status;
}

static chela_status
log_grant(struct chela__state *state, const struct row *row, const char *scope,
          struct chela_error *err)
{
    json_t *facts =
        json_pack("{s:s, s:s, s:s, s:s, s:s*}", "grant", row->id, "use", row->capability, "digest",
                  row->digest, "scope", scope, "task", row->task);
    chela_status status =
        facts ? chela__audit_write(state, "grant", facts, true, err) : chela__error_memory(err);
    json_decref(facts);
    return status;
}

chela_status
chela__grant_add(struct chela__state *state, const struct chela__granted *grant,
                 struct chela_error *err)
{
    char         id[CHELA__TASK_ID];
    chela_status status = chela__state_ready(state, err);
    chela__task_id(chela__state_now(state), id);
    struct row row = {.id         = id,
                      .capability = grant->capability,
                      .digest     = grant->digest,
                      .task       = grant->task,
                      .scope      = grant->scope,
                      .made       = chela__state_now(state),
                      .until      = grant->until_ms};
    if (status >= 0)
        status = log_grant(state, &row, grant->scope_name, err);
    if (status >= 0)
        status = chela__database_begin(state->database, true, err);
    if (status < 0)
        return status;
    status = insert(state, &row, grant->content, err);
    return chela__database_finish(state->database, status, err);
}

// ---- listing ----

#define COLUMNS "id, capability, digest, scope, task, made, until, content"
enum { ID, CAPABILITY, DIGEST, SCOPE, TASK, MADE, UNTIL, CONTENT };

static chela_status
unseal(struct chela__state *state, sqlite3_stmt *stmt, const struct row *row, json_t **ret_grant,
       struct chela_error *err)
{
    struct chela__buffer bound  = CHELA__BUFFER_INIT;
    chela_status         status = bound_of(row, &bound, err);
    if (status >= 0)
        status = chela__row_unseal(state, state->wrap, stmt, CONTENT, bound.data, ret_grant, err);
    chela__buffer_done(&bound);
    return status;
}

static chela_status
add_row(struct chela__state *state, sqlite3_stmt *stmt, json_t *grants, struct chela_error *err)
{
    bool         has_task = !chela__row_is_null(state, stmt, TASK);
    struct row   row      = {.id         = chela__row_text(state, stmt, ID),
                             .capability = chela__row_text(state, stmt, CAPABILITY),
                             .digest     = chela__row_text(state, stmt, DIGEST),
                             .task       = has_task ? chela__row_text(state, stmt, TASK) : NULL,
                             .scope      = chela__row_number(state, stmt, SCOPE),
                             .made       = chela__row_number(state, stmt, MADE),
                             .until      = chela__row_number(state, stmt, UNTIL)};
    json_t      *grant    = NULL;
    chela_status status   = unseal(state, stmt, &row, &grant, err);
    if (status < 0)
        return status;
    int failed = chela__put(grant, "grant", json_string(row.id));
    failed |= chela__put(grant, "use", json_string(row.capability));
    failed |= chela__put(grant, "digest", json_string(row.digest));
    failed |= chela__put(grant, "scope", json_integer(row.scope));
    failed |= chela__put_time(state, grant, "made", row.made);
    failed |= chela__put_optional_time(state, grant, "until", stmt, UNTIL);
    if (row.task)
        failed |= chela__put(grant, "task", json_string(row.task));
    failed |= json_array_append(grants, grant);
    json_decref(grant);
    return failed ? chela__error_memory(err) : CHELA_OK;
}

chela_status
chela__grant_list(struct chela__state *state, const char *capability, json_t **ret_grants,
                  struct chela_error *err)
{
    static const char sql[] = "SELECT " COLUMNS " FROM granted WHERE (?1 IS NULL OR capability=?1) "
                              "AND made<=?2 AND (until IS NULL OR until>?2) ORDER BY number DESC";
    sqlite3_stmt     *stmt  = NULL;
    json_t           *grants = json_array();
    chela_status      status = grants ? chela__state_ready(state, err) : chela__error_memory(err);
    if (status >= 0)
        status = chela__database_query(state->database, &stmt, err, sql, "ti", capability,
                                       chela__state_now(state));
    for (bool is_row = true; status >= 0 && is_row;) {
        status = chela__database_next(state->database, stmt, &is_row, err);
        if (status < 0 || !is_row)
            break;
        status = add_row(state, stmt, grants, err);
        if (status < 0) {
            chela__error_prefix(err, "a grant in state.db");
            chela__database_done(state->database, stmt);
        }
    }
    if (status < 0)
        json_decref(grants);
    else
        *ret_grants = grants;
    return status;
}

chela_status
chela__grant_holds(struct chela__state *state, const char *id, bool *ret_holds,
                   struct chela_error *err)
{
    int64_t      count  = 0;
    int64_t      now    = chela__state_now(state);
    chela_status status = chela__state_ready(state, err);
    if (status >= 0)
        status = chela__database_number(state->database, 0, &count, err,
                                        "SELECT count(*) FROM granted WHERE id=? AND made<=? AND "
                                        "(until IS NULL OR until>?)",
                                        "tii", id, now, now);
    *ret_holds = count > 0;
    return status;
}

// ---- revoking ----

static chela_status
log_revoked(struct chela__state *state, const char *id, struct chela_error *err)
{
    json_t      *facts  = json_pack("{s:s}", "grant", id);
    chela_status status = facts ? chela__audit_write(state, "grant revoked", facts, true, err)
                                : chela__error_memory(err);
    json_decref(facts);
    return status;
}

static chela_status
find_one(struct chela__state *state, const char *id, int64_t *ret_count, struct chela_error *err)
{
    chela_status status = chela__database_number(
        state->database, 0, ret_count, err,
        "SELECT count(*) FROM granted WHERE substr(id, 1, length(?1))=?1", "t", id);
    if (status >= 0 && *ret_count == 0)
        return chela__error(err, CHELA_NOT_FOUND, "there is no grant %s: see `chela grants`", id);
    if (status >= 0 && *ret_count > 1)
        return chela__error(err, CHELA_CONFLICT, "%s begins %d grants: give more of the id", id,
                            (int)*ret_count);
    return status;
}

chela_status
chela__grant_remove(struct chela__state *state, const char *id, size_t *ret_count,
                    struct chela_error *err)
{
    int64_t      count  = 0;
    chela_status status = chela__state_ready(state, err);
    if (status >= 0 && id)
        status = find_one(state, id, &count, err);
    if (status >= 0)
        status = log_revoked(state, id ? id : "all", err);
    if (status >= 0)
        status = chela__database_begin(state->database, true, err);
    if (status < 0)
        return status;
    status = chela__database_run(
        state->database, err,
        "DELETE FROM granted WHERE ?1 IS NULL OR substr(id, 1, length(?1))=?1", "t", id);
    count  = chela__database_changes(state->database);
    status = chela__database_finish(state->database, status, err);
    if (status >= 0)
        *ret_count = (size_t)count;
    return status;
}
