// journal.c - records each step's intent before it is dispatched and its outcome before anyone sees
// it; called by call/.
#include "state/private.h"

#include <sodium.h>
#include <string.h>

#define MAX_NAME 256 // bytes of a capability's name, a digest or a key

static chela_status
seal_step(const unsigned char key[CHELA__SEAL_KEY], const struct chela__step_row *row,
          enum chela__column column, const json_t *value, struct chela__buffer *ret_sealed,
          struct chela_error *err)
{
    struct chela__buffer bound  = CHELA__BUFFER_INIT;
    chela_status         status = value ? CHELA_OK : chela__error_memory(err);
    if (status >= 0)
        status = chela__step_bound(row, column, &bound, err);
    if (status >= 0)
        status = chela__seal_json(key, bound.data, value, ret_sealed, err);
    chela__buffer_done(&bound);
    return status;
}

static chela_status
check_intent(const struct chela__intent *intent, struct chela_error *err)
{
    const char *texts[] = {intent->capability, intent->digest, intent->key};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (!texts[i] || strlen(texts[i]) > MAX_NAME)
            return chela__error(err, CHELA_INVALID,
                                "intent: capability, digest and key must be there, each at most "
                                "%d bytes",
                                MAX_NAME);
    if (intent->attempt < 1)
        return chela__error(err, CHELA_INVALID, "intent: attempts count from 1, got %d",
                            intent->attempt);
    return CHELA_OK;
}

static chela_status
write_intent(struct chela__state *state, const struct chela__intent *intent,
             const struct chela__task *task, struct chela_error *err)
{
    static const char sql[] =
        "INSERT INTO step(task, step, element, attempt, capability, digest, effect, idempotency, "
        "key, began, input) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    struct chela__step_row row    = {.task        = intent->task,
                                     .step        = intent->step,
                                     .element     = intent->element,
                                     .attempt     = intent->attempt,
                                     .capability  = intent->capability,
                                     .digest      = intent->digest,
                                     .key         = intent->key,
                                     .effect      = intent->effect,
                                     .idempotency = intent->idempotency};
    struct chela__buffer   sealed = CHELA__BUFFER_INIT;
    json_t      *content = json_pack("{s:s?, s:O?}", "id", intent->step_id, "input", intent->input);
    chela_status status  = seal_step(task->key, &row, CHELA__INPUT, content, &sealed, err);
    if (status >= 0)
        status = chela__database_run(state->database, err, sql, "iiiittiitib", task->number,
                                     row.step, row.element, row.attempt, row.capability, row.digest,
                                     row.effect, row.idempotency, row.key, chela__state_now(state),
                                     sealed.data, sealed.len);
    json_decref(content);
    chela__buffer_done(&sealed);
    return status;
}

// Whatever a repair or a resume did on the way: the wish is still the one the user had.
static chela_status
check_wish(const struct chela__task *task, const struct chela__intent *intent,
           struct chela_error *err)
{
    unsigned char mark[CHELA__WISH_MARK];
    if (!intent->wish)
        return CHELA_OK;
    chela__wish_mark(task->key, intent->wish, mark);
    if (sodium_memcmp(mark, task->wish, sizeof(mark)) == 0)
        return CHELA_OK;
    return chela__error(err, CHELA_CONFLICT,
                        "step %u: words or contract are not those that task %s began with",
                        intent->step, intent->task);
}

chela_status
chela__step_intent(struct chela__state *state, const struct chela__intent *intent,
                   struct chela_error *err)
{
    struct chela__task task   = {0};
    chela_status       status = check_intent(intent, err);
    if (status >= 0)
        status = chela__state_ready(state, err);
    if (status >= 0)
        status = chela__database_begin(state->database, intent->effect >= CHELA__WRITES, err);
    if (status < 0)
        return status;
    status = chela__task_open(state, intent->task, &task, err);
    if (status >= 0)
        status = check_wish(&task, intent, err);
    if (status >= 0)
        status = write_intent(state, intent, &task, err);
    sodium_memzero(&task, sizeof(task));
    return chela__database_finish(state->database, status, err);
}

// The newest intent of a step, which must still be without an outcome.
struct open_intent {
    int64_t                number;
    struct chela__step_row row;
    char                   capability[MAX_NAME + 1];
    char                   digest[MAX_NAME + 1];
    char                   key[MAX_NAME + 1];
};

static void
copy_text(struct chela__database *database, sqlite3_stmt *stmt, int column,
          char ret_text[MAX_NAME + 1])
{
    const char *text = (const char *)database->api.sqlite3_column_text(stmt, column);
    size_t      len  = text ? strnlen(text, MAX_NAME) : 0;
    memcpy(ret_text, text ? text : "", len);
    ret_text[len] = 0;
}

static void
read_intent(struct chela__database *database, sqlite3_stmt *stmt, struct open_intent *intent)
{
    const struct chela__sqlite *api = &database->api;
    intent->number                  = api->sqlite3_column_int64(stmt, 0);
    intent->row.attempt             = api->sqlite3_column_int64(stmt, 1);
    intent->row.effect              = api->sqlite3_column_int64(stmt, 2);
    intent->row.idempotency         = api->sqlite3_column_int64(stmt, 3);
    copy_text(database, stmt, 4, intent->capability);
    copy_text(database, stmt, 5, intent->digest);
    copy_text(database, stmt, 6, intent->key);
    intent->row.capability = intent->capability;
    intent->row.digest     = intent->digest;
    intent->row.key        = intent->key;
}

static chela_status
find_intent(struct chela__state *state, const struct chela__result *result, int64_t task,
            struct open_intent *intent, struct chela_error *err)
{
    static const char sql[] =
        "SELECT number, attempt, effect, idempotency, capability, digest, "
        "key, ended IS NOT NULL AND (status>=0 OR outcome!=0 OR effect<2) "
        "FROM step WHERE task=? AND step=? AND element=? ORDER BY attempt DESC LIMIT 1";
    struct chela__database *database = state->database;
    sqlite3_stmt           *stmt     = NULL;
    bool                    is_row   = false;
    chela_status            status   = chela__database_query(database, &stmt, err, sql, "iii", task,
                                                             (int64_t)result->step, (int64_t)result->element);
    if (status >= 0)
        status = chela__database_next(database, stmt, &is_row, err);
    if (status < 0)
        return status;
    if (!is_row)
        return chela__error(err, CHELA_CONFLICT, "step %u: an outcome without an intent",
                            result->step);
    if (database->api.sqlite3_column_int64(stmt, 7))
        status =
            chela__error(err, CHELA_CONFLICT, "step %u: it has an outcome already", result->step);
    else
        read_intent(database, stmt, intent);
    chela__database_done(database, stmt);
    return status;
}

// The undo arguments under a key of their own; nothing when there is no window.
static chela_status
write_undo(struct chela__state *state, const struct chela__result *result,
           const struct chela__task *task, const struct open_intent *intent,
           struct chela_error *err)
{
    if (!result->undo || result->undo_until_ms <= chela__state_now(state))
        return CHELA_OK;
    unsigned char          key[CHELA__SEAL_KEY];
    struct chela__buffer   sealed = CHELA__BUFFER_INIT;
    struct chela__key_name name   = {task->number, result->step, result->element};
    unsigned               keep   = task->is_ephemeral ? CHELA__KEEP_MEMORY : CHELA__KEEP_DISK;
    chela_status status = chela__key_make(state, name, result->undo_until_ms, keep, key, err);
    if (status >= 0)
        status = seal_step(key, &intent->row, CHELA__UNDO, result->undo, &sealed, err);
    if (status >= 0)
        status = chela__database_run(
            state->database, err, "UPDATE step SET undo=?, undo_until=? WHERE number=?", "bii",
            sealed.data, sealed.len, result->undo_until_ms, intent->number);
    sodium_memzero(key, sizeof(key));
    chela__buffer_done(&sealed);
    return status;
}

static chela_status
write_outcome(struct chela__state *state, const struct chela__result *result,
              const struct chela__task *task, struct open_intent *intent, struct chela_error *err)
{
    static const char    sql[]  = "UPDATE step SET ended=?, status=?, outcome=?, label=?, output=? "
                                  "WHERE number=?";
    struct chela__buffer sealed = CHELA__BUFFER_INIT;
    json_t *content     = json_pack("{s:O?, s:s?}", "output", result->output, "text", result->text);
    chela_status status = seal_step(task->key, &intent->row, CHELA__OUTPUT, content, &sealed, err);
    if (status >= 0)
        status = chela__database_run(state->database, err, sql, "iiiibi", chela__state_now(state),
                                     intent->row.status, intent->row.outcome, intent->row.label,
                                     sealed.data, sealed.len, intent->number);
    if (status >= 0)
        status = write_undo(state, result, task, intent, err);
    json_decref(content);
    chela__buffer_done(&sealed);
    return status;
}

// What an intent's effect decides: whether its outcome is synced.
static chela_status
effect_of(struct chela__state *state, const struct chela__result *result, int64_t *ret_effect,
          struct chela_error *err)
{
    static const char sql[] = "SELECT effect FROM step JOIN task ON step.task=task.number "
                              "WHERE task.id=? AND step=? AND element=?";
    return chela__database_number(state->database, CHELA__WRITES, ret_effect, err, sql, "tii",
                                  result->task, (int64_t)result->step, (int64_t)result->element);
}

chela_status
chela__step_outcome(struct chela__state *state, const struct chela__result *result,
                    struct chela_error *err)
{
    struct chela__task task   = {0};
    struct open_intent intent = {.row = {.task       = result->task,
                                         .step       = result->step,
                                         .element    = result->element,
                                         .status     = result->status,
                                         .outcome    = result->effect,
                                         .label      = result->label,
                                         .undo_until = result->undo_until_ms}};
    int64_t            effect = 0;
    chela_status       status = chela__state_ready(state, err);
    if (status >= 0)
        status = effect_of(state, result, &effect, err);
    if (status >= 0)
        status = chela__database_begin(state->database, effect >= CHELA__WRITES, err);
    if (status < 0)
        return status;
    status = chela__task_open(state, result->task, &task, err);
    if (status >= 0)
        status = find_intent(state, result, task.number, &intent, err);
    if (status >= 0)
        status = write_outcome(state, result, &task, &intent, err);
    if (status >= 0 && result->undone.task)
        status = chela__mark_undone(state, &result->undone, err);
    sodium_memzero(&task, sizeof(task));
    return chela__database_finish(state->database, status, err);
}
