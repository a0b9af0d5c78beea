// database.h - SQLite as state/ uses it: one connection, typed statements, one writer at a time.
//
// WAL, defensive, deleted content overwritten. A failed fsync ends the process: what the kernel has
// dropped cannot be written again, and only the disk knows what is true.
#ifndef CHELA_STATE_DATABASE_H
#define CHELA_STATE_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "state/sqlite.h"

#define CHELA__DATABASE_STATEMENTS 128 // more than the statements that state/ has

struct chela__statement {
    const char   *sql; // static, so its address tells it
    sqlite3_stmt *stmt;
};

struct chela__database {
    struct chela__sqlite    api;
    sqlite3                *handle;
    bool                    is_durable; // the connection's PRAGMA synchronous is FULL
    struct chela__statement statements[CHELA__DATABASE_STATEMENTS];
    size_t                  statement_count;
};

// Opens or makes the file (0600). The caller migrates it.
chela_status
chela__database_open(const char *path, struct chela__database **ret_database,
                     struct chela_error *err);
void
chela__database_close(struct chela__database *database);

// After a failed sync: says so in a line and ends the process.
__attribute__((noreturn)) void
chela__database_end_process(void);

// Brings the tables to this version of Chela; refuses a file that a newer one wrote.
chela_status
chela__database_migrate(struct chela__database *database, struct chela_error *err);

// A transaction; no other process writes while it runs. `is_durable`: commit syncs, and with it all
// that was committed before.
chela_status
chela__database_begin(struct chela__database *database, bool is_durable, struct chela_error *err);
chela_status
chela__database_commit(struct chela__database *database, struct chela_error *err);
// Commits when `status` is CHELA_OK, else rolls back; returns the first failure.
chela_status
chela__database_finish(struct chela__database *database, chela_status status,
                       struct chela_error *err);

// Moves the WAL into the file and empties it, so that overwritten content leaves the disk's files.
// When another process reads just now the next one does it.
void
chela__database_checkpoint(struct chela__database *database);

// `binds` has a letter for each `?`: i int64_t, n int64_t (0 is null), t const char * (NULL is
// null), b const void * and size_t (NULL is null). `sql` is static. Texts and bytes are borrowed
// until the statement is done.
chela_status
chela__database_query(struct chela__database *database, sqlite3_stmt **ret_stmt,
                      struct chela_error *err, const char *sql, const char *binds, ...);
// The next row: *ret_row false behind the last one, when the statement is done.
chela_status
chela__database_next(struct chela__database *database, sqlite3_stmt *stmt, bool *ret_row,
                     struct chela_error *err);
// Ends a query before its last row. NULL is allowed.
void
chela__database_done(struct chela__database *database, sqlite3_stmt *stmt);
// A query without rows.
chela_status
chela__database_run(struct chela__database *database, struct chela_error *err, const char *sql,
                    const char *binds, ...);

// The first column of the first row; `otherwise` when there is no row.
chela_status
chela__database_number(struct chela__database *database, int64_t otherwise, int64_t *ret_number,
                       struct chela_error *err, const char *sql, const char *binds, ...);

int64_t
chela__database_changes(struct chela__database *database); // rows of the last statement

#endif
