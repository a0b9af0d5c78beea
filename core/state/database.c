// database.c - SQLite as state/ uses it: opening, transactions, typed statements.
#include "state/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lazy.h"

#define BUSY_MS 5000                 // how long another process' transaction is waited for
#define MAX_VALUE (32 * 1024 * 1024) // bytes of one column
#define EXIT_SYNC 74                 // EX_IOERR of sysexits.h
#define SQL_MAX_DEPTH 32

void
chela__database_end_process(void)
{
    static const char text[]  = "chela: the disk could not keep the journal (fsync failed); "
                                "start again, what is on disk is the truth\n";
    ssize_t           ignored = write(STDERR_FILENO, text, sizeof(text) - 1);
    (void)ignored;
    _exit(EXIT_SYNC);
}

static chela_status
status_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return CHELA_BUSY;
    case SQLITE_NOMEM:
        return CHELA_NO_MEMORY;
    case SQLITE_CONSTRAINT:
        return CHELA_CONFLICT;
    case SQLITE_TOOBIG:
        return CHELA_LIMIT;
    default:
        return CHELA_IO;
    }
}

// The connection's last error; never returns when a sync has failed.
static chela_status
fail(struct chela__database *database, struct chela_error *err)
{
    int code = database->api.sqlite3_extended_errcode(database->handle);
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
        chela__database_end_process();
    return chela__error(err, status_of(code), "state.db: %s",
                        database->api.sqlite3_errmsg(database->handle));
}

static chela_status
load(struct chela__sqlite *api, struct chela_error *err)
{
#define SYMBOL(function) {#function, (void **)&api->function},
    const struct chela__lazy_symbol symbols[] = {CHELA__SQLITE(SYMBOL)};
#undef SYMBOL
    return chela__lazy_open(CHELA__SQLITE_SONAME, symbols, sizeof(symbols) / sizeof(symbols[0]),
                            err);
}

static chela_status
exec(struct chela__database *database, const char *sql, struct chela_error *err)
{
    if (database->api.sqlite3_exec(database->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return fail(database, err);
    return CHELA_OK;
}

// Made by us, not by SQLite, so that it is private from its first byte; WAL and index inherit it.
static chela_status
make_private(const char *path, struct chela_error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return chela__error_errno(err, errno, "%s cannot be opened", path);
    close(fd);
    return CHELA_OK;
}

static chela_status
configure(struct chela__database *database, struct chela_error *err)
{
    const struct chela__sqlite *api = &database->api;
    api->sqlite3_extended_result_codes(database->handle, 1);
    api->sqlite3_busy_timeout(database->handle, BUSY_MS);
    api->sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    api->sqlite3_db_config(database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    api->sqlite3_db_config(database->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    api->sqlite3_db_config(database->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    api->sqlite3_limit(database->handle, SQLITE_LIMIT_LENGTH, MAX_VALUE);
    api->sqlite3_limit(database->handle, SQLITE_LIMIT_ATTACHED, 0);
    api->sqlite3_limit(database->handle, SQLITE_LIMIT_EXPR_DEPTH, SQL_MAX_DEPTH);
    database->is_durable = true;
    return exec(database,
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON; PRAGMA foreign_keys=ON;"
                "PRAGMA mmap_size=0",
                err);
}

chela_status
chela__database_open(const char *path, struct chela__database **ret_database,
                     struct chela_error *err)
{
    struct chela__database *database = calloc(1, sizeof(*database));
    if (!database)
        return chela__error_memory(err);
    chela_status status = load(&database->api, err);
    if (status < 0)
        goto out;
    status = make_private(path, err);
    if (status < 0)
        goto out;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    if (database->api.sqlite3_open_v2(path, &database->handle, flags, NULL) != SQLITE_OK) {
        status = database->handle ? fail(database, err) : chela__error_memory(err);
        goto out;
    }
    status = configure(database, err);
    if (status < 0)
        goto out;
    *ret_database = database;
    database      = NULL;
out:
    chela__database_close(database);
    return status;
}

void
chela__database_close(struct chela__database *database)
{
    if (!database)
        return;
    for (size_t i = 0; i < database->statement_count; i++)
        database->api.sqlite3_finalize(database->statements[i].stmt);
    if (database->handle)
        database->api.sqlite3_close_v2(database->handle);
    free(database);
}

// ---- transactions ----

chela_status
chela__database_begin(struct chela__database *database, bool is_durable, struct chela_error *err)
{
    if (database->is_durable != is_durable) {
        chela_status status = exec(
            database, is_durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL", err);
        if (status < 0)
            return status;
        database->is_durable = is_durable;
    }
    return chela__database_run(database, err, "BEGIN IMMEDIATE", "");
}

chela_status
chela__database_commit(struct chela__database *database, struct chela_error *err)
{
    return chela__database_run(database, err, "COMMIT", "");
}

chela_status
chela__database_finish(struct chela__database *database, chela_status status,
                       struct chela_error *err)
{
    if (status >= 0)
        status = chela__database_commit(database, err);
    if (status < 0 && !database->api.sqlite3_get_autocommit(database->handle))
        chela__database_run(database, NULL, "ROLLBACK", "");
    return status;
}

void
chela__database_checkpoint(struct chela__database *database)
{
    chela__database_run(database, NULL, "PRAGMA wal_checkpoint(TRUNCATE)", "");
}

// ---- statements ----

static chela_status
prepare(struct chela__database *database, const char *sql, sqlite3_stmt **ret_stmt,
        struct chela_error *err)
{
    for (size_t i = 0; i < database->statement_count; i++) {
        if (database->statements[i].sql == sql) {
            *ret_stmt = database->statements[i].stmt;
            return CHELA_OK;
        }
    }
    if (database->statement_count == CHELA__DATABASE_STATEMENTS)
        return chela__error(err, CHELA_LIMIT, "state.db: more than %d statements",
                            CHELA__DATABASE_STATEMENTS);
    if (database->api.sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                         ret_stmt, NULL) != SQLITE_OK)
        return fail(database, err);
    database->statements[database->statement_count++] = (struct chela__statement){sql, *ret_stmt};
    return CHELA_OK;
}

// NOLINTBEGIN(clang-analyzer-valist.Uninitialized): it does not see through the pointer
static int
bind_one(const struct chela__sqlite *api, sqlite3_stmt *stmt, int at, char kind, va_list *args)
{
    if (kind == 'i')
        return api->sqlite3_bind_int64(stmt, at, va_arg(*args, int64_t));
    if (kind == 'n') {
        int64_t number = va_arg(*args, int64_t);
        return number ? api->sqlite3_bind_int64(stmt, at, number)
                      : api->sqlite3_bind_null(stmt, at);
    }
    if (kind == 't')
        return api->sqlite3_bind_text(stmt, at, va_arg(*args, const char *), -1, SQLITE_STATIC);
    const void *data = va_arg(*args, const void *);
    size_t      len  = va_arg(*args, size_t);
    if (len > MAX_VALUE)
        return SQLITE_TOOBIG;
    return api->sqlite3_bind_blob(stmt, at, data, (int)len, SQLITE_STATIC);
}
// NOLINTEND(clang-analyzer-valist.Uninitialized)

static chela_status
query(struct chela__database *database, sqlite3_stmt **ret_stmt, struct chela_error *err,
      const char *sql, const char *binds, va_list *args)
{
    sqlite3_stmt *stmt   = NULL;
    chela_status  status = prepare(database, sql, &stmt, err);
    if (status < 0)
        return status;
    for (int i = 0; binds[i]; i++) {
        int code = bind_one(&database->api, stmt, i + 1, binds[i], args);
        if (code == SQLITE_OK)
            continue;
        chela__database_done(database, stmt);
        return chela__error(err, status_of(code), "state.db: value %d cannot be stored", i + 1);
    }
    *ret_stmt = stmt;
    return CHELA_OK;
}

chela_status
chela__database_query(struct chela__database *database, sqlite3_stmt **ret_stmt,
                      struct chela_error *err, const char *sql, const char *binds, ...)
{
    va_list args;
    va_start(args, binds);
    chela_status status = query(database, ret_stmt, err, sql, binds, &args);
    va_end(args);
    return status;
}

chela_status
chela__database_next(struct chela__database *database, sqlite3_stmt *stmt, bool *ret_row,
                     struct chela_error *err)
{
    int code = database->api.sqlite3_step(stmt);
    *ret_row = code == SQLITE_ROW;
    if (code == SQLITE_ROW)
        return CHELA_OK;
    chela_status status = code == SQLITE_DONE ? CHELA_OK : fail(database, err);
    chela__database_done(database, stmt);
    return status;
}

void
chela__database_done(struct chela__database *database, sqlite3_stmt *stmt)
{
    if (!stmt)
        return;
    database->api.sqlite3_reset(stmt);
    database->api.sqlite3_clear_bindings(stmt);
}

static chela_status
run(struct chela__database *database, struct chela_error *err, const char *sql, const char *binds,
    va_list *args)
{
    sqlite3_stmt *stmt   = NULL;
    bool          is_row = true;
    chela_status  status = query(database, &stmt, err, sql, binds, args);
    while (status >= 0 && is_row)
        status = chela__database_next(database, stmt, &is_row, err);
    return status;
}

chela_status
chela__database_run(struct chela__database *database, struct chela_error *err, const char *sql,
                    const char *binds, ...)
{
    va_list args;
    va_start(args, binds);
    chela_status status = run(database, err, sql, binds, &args);
    va_end(args);
    return status;
}

chela_status
chela__database_number(struct chela__database *database, int64_t otherwise, int64_t *ret_number,
                       struct chela_error *err, const char *sql, const char *binds, ...)
{
    sqlite3_stmt *stmt   = NULL;
    bool          is_row = false;
    va_list       args;
    va_start(args, binds);
    chela_status status = query(database, &stmt, err, sql, binds, &args);
    va_end(args);
    if (status >= 0)
        status = chela__database_next(database, stmt, &is_row, err);
    if (status < 0)
        return status;
    *ret_number = is_row ? database->api.sqlite3_column_int64(stmt, 0) : otherwise;
    if (is_row)
        chela__database_done(database, stmt);
    return CHELA_OK;
}

int64_t
chela__database_changes(struct chela__database *database)
{
    return database->api.sqlite3_changes(database->handle);
}
