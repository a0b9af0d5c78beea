// migrate.c - the tables of state.db, one step a version; run whenever the file is opened.
#include "state/database.h"

#include <stdio.h>

// Never edited once released: a change is a new step at the end. Clear columns are the skeleton
// (what kind of thing happened when); every BLOB is sealed (seal.h) and gone when its key is.
static const char *const steps[] = {
    "CREATE TABLE note(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE task("
    " number INTEGER PRIMARY KEY AUTOINCREMENT," // and the byte of state.lock that its process
                                                 // holds
    " id TEXT NOT NULL UNIQUE, state INTEGER NOT NULL, is_ephemeral INTEGER NOT NULL,"
    " undoes TEXT, began INTEGER NOT NULL, ended INTEGER, content BLOB) STRICT;"
    "CREATE TABLE step("
    " number INTEGER PRIMARY KEY, task INTEGER NOT NULL REFERENCES task(number),"
    " step INTEGER NOT NULL, element INTEGER NOT NULL, attempt INTEGER NOT NULL,"
    " capability TEXT NOT NULL, digest TEXT NOT NULL, effect INTEGER NOT NULL,"
    " idempotency INTEGER NOT NULL, key TEXT NOT NULL, began INTEGER NOT NULL, input BLOB,"
    " ended INTEGER, status INTEGER, outcome INTEGER, label INTEGER, output BLOB,"
    " undo BLOB, undo_until INTEGER, undone INTEGER,"
    " UNIQUE(task, step, element, attempt)) STRICT;"
    "CREATE INDEX step_undo ON step(undo_until) WHERE undo IS NOT NULL;"
    "CREATE TABLE slot(" // wrapped keys; step and element -1: of the task's content
    " task INTEGER NOT NULL REFERENCES task(number), step INTEGER NOT NULL,"
    " element INTEGER NOT NULL, until INTEGER, key BLOB NOT NULL,"
    " PRIMARY KEY(task, step, element)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX slot_until ON slot(until) WHERE until IS NOT NULL;",
    // What a resume must know beside the steps, and the digest of the wish under the content key.
    "CREATE TABLE entry("
    " number INTEGER PRIMARY KEY, task INTEGER NOT NULL REFERENCES task(number),"
    " kind TEXT NOT NULL, at INTEGER NOT NULL, content BLOB) STRICT;"
    "CREATE INDEX entry_task ON entry(task);"
    "CREATE INDEX task_running ON task(state) WHERE state=0;"
    "ALTER TABLE task ADD COLUMN wish BLOB;",
    // What wakes when: a wait of a task, or the next occurrence of a standing order; and which
    // standing order started a task for which occurrence.
    "CREATE TABLE due("
    " task INTEGER NOT NULL REFERENCES task(number), step INTEGER NOT NULL,"
    " element INTEGER NOT NULL, at INTEGER, zone TEXT NOT NULL, is_watch INTEGER NOT NULL,"
    " content BLOB, PRIMARY KEY(task, step, element)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX due_at ON due(at) WHERE at IS NOT NULL;"
    "ALTER TABLE task ADD COLUMN is_standing INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE task ADD COLUMN started_by TEXT;"
    "ALTER TABLE task ADD COLUMN occurrence TEXT;"
    "CREATE UNIQUE INDEX task_occurrence ON task(started_by, occurrence)"
    " WHERE started_by IS NOT NULL;",
    "CREATE TABLE granted("
    " number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, capability TEXT NOT NULL,"
    " digest TEXT NOT NULL, scope INTEGER NOT NULL, task TEXT, made INTEGER NOT NULL,"
    " until INTEGER, content BLOB NOT NULL) STRICT;"
    "CREATE INDEX granted_capability ON granted(capability);",
    "CREATE TABLE memory("
    " number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
    " source TEXT NOT NULL, at INTEGER NOT NULL, origin TEXT, content BLOB NOT NULL) STRICT;"
    "CREATE INDEX memory_origin ON memory(origin) WHERE origin IS NOT NULL;"
    "CREATE TABLE memory_word(word BLOB NOT NULL, memory INTEGER NOT NULL,"
    " PRIMARY KEY(word, memory)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX memory_word_memory ON memory_word(memory);",
};

#define VERSION ((int64_t)(sizeof(steps) / sizeof(steps[0])))

static chela_status
run_steps(struct chela__database *database, int64_t from, struct chela_error *err)
{
    char pragma[48];
    for (int64_t i = from; i < VERSION; i++) {
        snprintf(pragma, sizeof(pragma), "PRAGMA user_version=%d", (int)i + 1);
        if (database->api.sqlite3_exec(database->handle, steps[i], NULL, NULL, NULL) ||
            database->api.sqlite3_exec(database->handle, pragma, NULL, NULL, NULL))
            return chela__error(err, CHELA_IO, "state.db: version %d cannot be made: %s",
                                (int)i + 1, database->api.sqlite3_errmsg(database->handle));
    }
    return CHELA_OK;
}

static chela_status
read_version(struct chela__database *database, int64_t *ret_version, struct chela_error *err)
{
    chela_status status =
        chela__database_number(database, 0, ret_version, err, "PRAGMA user_version", "");
    if (status >= 0 && *ret_version > VERSION)
        return chela__error(err, CHELA_UNSUPPORTED,
                            "state.db has version %d, this Chela knows %d: use the newer one",
                            (int)*ret_version, (int)VERSION);
    return status;
}

chela_status
chela__database_migrate(struct chela__database *database, struct chela_error *err)
{
    int64_t      version = 0;
    chela_status status  = read_version(database, &version, err);
    if (status < 0 || version == VERSION)
        return status;
    status = chela__database_begin(database, true, err);
    if (status < 0)
        return status;
    status = read_version(database, &version, err); // another process may have been faster
    if (status >= 0)
        status = run_steps(database, version, err);
    return chela__database_finish(database, status, err);
}
