// rows.c - from a row of a query to members of a JSON object; for list.c, show.c and undo.c.
#include "state/private.h"

int
chela__put(json_t *object, const char *key, json_t *value_take)
{
    return json_object_set_new(object, key, value_take);
}

int
chela__put_time(struct chela__state *state, json_t *object, const char *key, int64_t ms)
{
    char text[CHELA__TIME_TEXT];
    if (chela__time_format(ms, state->clock->zone, text, NULL) < 0 &&
        chela__time_format(ms, "UTC", text, NULL) < 0)
        return -1;
    return chela__put(object, key, json_string(text));
}

int64_t
chela__row_number(struct chela__state *state, sqlite3_stmt *stmt, int at)
{
    return state->database->api.sqlite3_column_int64(stmt, at);
}

const char *
chela__row_text(struct chela__state *state, sqlite3_stmt *stmt, int at)
{
    const char *text = (const char *)state->database->api.sqlite3_column_text(stmt, at);
    return text ? text : "";
}

bool
chela__row_is_null(struct chela__state *state, sqlite3_stmt *stmt, int at)
{
    return state->database->api.sqlite3_column_type(stmt, at) == SQLITE_NULL;
}

int
chela__put_optional_time(struct chela__state *state, json_t *object, const char *key,
                         sqlite3_stmt *stmt, int at)
{
    if (chela__row_is_null(state, stmt, at))
        return 0;
    return chela__put_time(state, object, key, chela__row_number(state, stmt, at));
}

chela_status
chela__row_unseal(struct chela__state *state, const unsigned char key[CHELA__SEAL_KEY],
                  sqlite3_stmt *stmt, int at, const char *bound, json_t **ret_value,
                  struct chela_error *err)
{
    const struct chela__sqlite *api  = &state->database->api;
    const void                 *data = api->sqlite3_column_blob(stmt, at);
    return chela__unseal_json(key, bound, data, (size_t)api->sqlite3_column_bytes(stmt, at),
                              ret_value, err);
}

struct chela__step_row
chela__row_step(struct chela__state *state, sqlite3_stmt *stmt, const char *task)
{
    return (struct chela__step_row){.task        = task,
                                    .step        = chela__row_number(state, stmt, 1),
                                    .element     = chela__row_number(state, stmt, 2),
                                    .attempt     = chela__row_number(state, stmt, 3),
                                    .capability  = chela__row_text(state, stmt, 4),
                                    .digest      = chela__row_text(state, stmt, 5),
                                    .effect      = chela__row_number(state, stmt, 6),
                                    .idempotency = chela__row_number(state, stmt, 7),
                                    .key         = chela__row_text(state, stmt, 8),
                                    .status      = chela__row_number(state, stmt, 11),
                                    .outcome     = chela__row_number(state, stmt, 12),
                                    .label       = chela__row_number(state, stmt, 13)};
}
