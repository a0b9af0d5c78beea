// memory.c - what the user stated and what confirmed plans showed: sealed rows, found by keyed
// hashes of words, forgotten with all that was derived from them.
//
// Clear: kind, source, date, what a row was derived from. Words are stored as keyed hashes alone,
// so that the file has no index of plain words.
#include "state/private.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define HASH_BYTES crypto_generichash_BYTES_MIN

// ---- one row ----

struct row {
    const char *id, *kind, *source, *from; // `from` may be NULL
    int64_t     at;
};

static chela_status
bound_of(const struct row *row, struct chela__buffer *ret_bound, struct chela_error *err)
{
    chela__buffer_format(ret_bound, "memory/1\x1f%s\x1f%s\x1f%s\x1f%s\x1f%lld", row->id, row->kind,
                         row->source, row->from ? row->from : "", (long long)row->at);
    return ret_bound->failed ? chela__error_memory(err) : CHELA_OK;
}

// A word of one kind, so that the same word of two kinds shows nothing.
static void
hash_word(const struct chela__state *state, const char *kind, const char *word,
          unsigned char ret_hash[HASH_BYTES])
{
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, state->wrap, CHELA__STATE_KEY, HASH_BYTES);
    crypto_generichash_update(&hash, (const unsigned char *)kind, strlen(kind) + 1);
    crypto_generichash_update(&hash, (const unsigned char *)word, strlen(word));
    crypto_generichash_final(&hash, ret_hash, HASH_BYTES);
    sodium_memzero(&hash, sizeof hash);
}

// ---- putting ----

static chela_status
insert_words(struct chela__state *state, const struct chela__memory *memory, int64_t number,
             struct chela_error *err)
{
    unsigned char hash[HASH_BYTES];
    chela_status  status = CHELA_OK;
    for (size_t i = 0; i < json_array_size(memory->words) && status >= 0; i++) {
        hash_word(state, memory->kind, json_string_value(json_array_get(memory->words, i)), hash);
        status = chela__database_run(state->database, err,
                                     "INSERT OR IGNORE INTO memory_word(word, memory) VALUES(?, ?)",
                                     "bi", hash, sizeof hash, number);
    }
    return status;
}

static chela_status
insert(struct chela__state *state, const struct chela__memory *memory, const struct row *row,
       struct chela_error *err)
{
    struct chela__buffer bound = CHELA__BUFFER_INIT, sealed = CHELA__BUFFER_INIT;
    chela_status         status = bound_of(row, &bound, err);
    if (status >= 0)
        status = chela__seal_json(state->wrap, bound.data, memory->content, &sealed, err);
    if (status >= 0)
        status = chela__database_run(
            state->database, err,
            "INSERT INTO memory(id, kind, source, at, origin, content) VALUES(?, ?, ?, ?, ?, ?)",
            "tttitb", row->id, row->kind, row->source, row->at, row->from, sealed.data, sealed.len);
    if (status >= 0)
        status = insert_words(
            state, memory, state->database->api.sqlite3_last_insert_rowid(state->database->handle),
            err);
    chela__buffer_done(&bound);
    chela__buffer_done(&sealed);
    return status;
}

chela_status
chela__memory_put(struct chela__state *state, const struct chela__memory *memory,
                  char ret_id[CHELA__TASK_ID], struct chela_error *err)
{
    chela_status status = chela__state_ready(state, err);
    chela__task_id(chela__state_now(state), ret_id);
    const struct row row = {.id     = ret_id,
                            .kind   = memory->kind,
                            .source = memory->source,
                            .from   = memory->from,
                            .at     = chela__state_now(state)};
    if (status >= 0)
        status = chela__database_begin(state->database, true, err);
    if (status < 0)
        return status;
    status = insert(state, memory, &row, err);
    return chela__database_finish(state->database, status, err);
}

// ---- reading ----

#define COLUMNS "id, kind, source, origin, at, content"
enum { ID, KIND, SOURCE, FROM, AT, CONTENT, HITS };

static chela_status
read_row(struct chela__state *state, sqlite3_stmt *stmt, json_t **ret_entry,
         struct chela_error *err)
{
    bool                 has_from = !chela__row_is_null(state, stmt, FROM);
    struct row           row      = {.id     = chela__row_text(state, stmt, ID),
                                     .kind   = chela__row_text(state, stmt, KIND),
                                     .source = chela__row_text(state, stmt, SOURCE),
                                     .from   = has_from ? chela__row_text(state, stmt, FROM) : NULL,
                                     .at     = chela__row_number(state, stmt, AT)};
    struct chela__buffer bound    = CHELA__BUFFER_INIT;
    json_t              *entry    = NULL;
    chela_status         status   = bound_of(&row, &bound, err);
    if (status >= 0)
        status = chela__row_unseal(state, state->wrap, stmt, CONTENT, bound.data, &entry, err);
    chela__buffer_done(&bound);
    if (status < 0)
        return status;
    int failed = chela__put(entry, "memory", json_string(row.id));
    failed |= chela__put(entry, "kind", json_string(row.kind));
    failed |= chela__put(entry, "source", json_string(row.source));
    failed |= chela__put_time(state, entry, "at", row.at);
    if (row.from)
        failed |= chela__put(entry, "from", json_string(row.from));
    *ret_entry = entry;
    return failed ? chela__error_memory(err) : CHELA_OK;
}

// All rows of a query, `has_hits`: with how many words were found.
static chela_status
read_rows(struct chela__state *state, sqlite3_stmt *stmt, bool has_hits, json_t *rows,
          struct chela_error *err)
{
    chela_status status = CHELA_OK;
    for (bool is_row = true; status >= 0 && is_row;) {
        json_t *entry = NULL;
        status        = chela__database_next(state->database, stmt, &is_row, err);
        if (status < 0 || !is_row)
            break;
        status = read_row(state, stmt, &entry, err);
        if (status >= 0 && has_hits)
            chela__put(entry, "hits", json_integer(chela__row_number(state, stmt, HITS)));
        if (status >= 0 && json_array_append(rows, entry) < 0)
            status = chela__error_memory(err);
        json_decref(entry);
        if (status < 0) {
            chela__error_prefix(err, "a memory in state.db");
            chela__database_done(state->database, stmt);
        }
    }
    return status;
}

static chela_status
give_rows(chela_status status, json_t *rows, json_t **ret_rows)
{
    if (status < 0)
        json_decref(rows);
    else
        *ret_rows = rows;
    return status;
}

chela_status
chela__memory_list(struct chela__state *state, const char *id, size_t max, json_t **ret_rows,
                   struct chela_error *err)
{
    static const char sql[]  = "SELECT " COLUMNS " FROM memory WHERE ?1 IS NULL OR id=?1 "
                               "ORDER BY number DESC LIMIT ?2";
    sqlite3_stmt     *stmt   = NULL;
    json_t           *rows   = json_array();
    chela_status      status = rows ? chela__state_ready(state, err) : chela__error_memory(err);
    if (status >= 0)
        status = chela__database_query(state->database, &stmt, err, sql, "ti", id, (int64_t)max);
    if (status >= 0)
        status = read_rows(state, stmt, false, rows, err);
    return give_rows(status, rows, ret_rows);
}

// ---- finding ----

#define CANDIDATES 4096 // rows of one word that are looked at, newest first

// Counts into the connection's own table: how many of the words a row has.
static chela_status
count_hits(struct chela__state *state, const char *kind, const json_t *words,
           struct chela_error *err)
{
    unsigned char hash[HASH_BYTES];
    chela_status  status = chela__database_run(
         state->database, err,
         "CREATE TEMP TABLE IF NOT EXISTS hit(memory INTEGER PRIMARY KEY, count INTEGER)", "");
    if (status >= 0)
        status = chela__database_run(state->database, err, "DELETE FROM temp.hit", "");
    for (size_t i = 0; i < json_array_size(words) && status >= 0; i++) {
        hash_word(state, kind, json_string_value(json_array_get(words, i)), hash);
        status = chela__database_run(
            state->database, err,
            "INSERT INTO temp.hit(memory, count) SELECT memory, 1 FROM memory_word WHERE word=? "
            "ORDER BY memory DESC LIMIT ? ON CONFLICT(memory) DO UPDATE SET count=count+1",
            "bi", hash, sizeof hash, (int64_t)CANDIDATES);
    }
    return status;
}

chela_status
chela__memory_find(struct chela__state *state, const char *kind, const json_t *words, size_t max,
                   json_t **ret_rows, struct chela_error *err)
{
    static const char sql[]  = "SELECT " COLUMNS ", hit.count FROM temp.hit hit JOIN memory "
                               "ON memory.number=hit.memory "
                               "ORDER BY hit.count DESC, memory.number DESC LIMIT ?";
    sqlite3_stmt     *stmt   = NULL;
    json_t           *rows   = json_array();
    chela_status      status = rows ? chela__state_ready(state, err) : chela__error_memory(err);
    if (status >= 0)
        status = count_hits(state, kind, words, err);
    if (status >= 0)
        status = chela__database_query(state->database, &stmt, err, sql, "i", (int64_t)max);
    if (status >= 0)
        status = read_rows(state, stmt, true, rows, err);
    return give_rows(status, rows, ret_rows);
}

// ---- forgetting ----

// The row, and all that was derived from it, whatever the distance.
static chela_status
forget_one(struct chela__state *state, const char *id, struct chela_error *err)
{
    static const char words[] =
        "WITH RECURSIVE gone(id) AS (SELECT ?1 UNION SELECT memory.id FROM memory, gone "
        "WHERE memory.origin=gone.id) DELETE FROM memory_word WHERE memory IN "
        "(SELECT number FROM memory WHERE id IN gone)";
    static const char rows[] =
        "WITH RECURSIVE gone(id) AS (SELECT ?1 UNION SELECT memory.id FROM memory, gone "
        "WHERE memory.origin=gone.id) DELETE FROM memory WHERE id IN gone";
    chela_status status = chela__database_run(state->database, err, words, "t", id);
    return status < 0 ? status : chela__database_run(state->database, err, rows, "t", id);
}

chela_status
chela__memory_forget(struct chela__state *state, const json_t *ids, size_t *ret_count,
                     struct chela_error *err)
{
    int64_t      before = 0, after = 0;
    chela_status status = chela__state_ready(state, err);
    if (status >= 0)
        status = chela__database_begin(state->database, true, err);
    if (status < 0)
        return status;
    status =
        chela__database_number(state->database, 0, &before, err, "SELECT count(*) FROM memory", "");
    for (size_t i = 0; i < json_array_size(ids) && status >= 0; i++)
        status = forget_one(state, json_string_value(json_array_get(ids, i)), err);
    if (status >= 0)
        status = chela__database_number(state->database, 0, &after, err,
                                        "SELECT count(*) FROM memory", "");
    status = chela__database_finish(state->database, status, err);
    chela__database_checkpoint(state->database);
    if (status >= 0 && ret_count)
        *ret_count = (size_t)(before - after);
    return status;
}
