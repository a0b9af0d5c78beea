// sqlite.h - the functions of libsqlite3 that database.c and migrate.c use, opened on first use.
#ifndef CHELA_STATE_SQLITE_H
#define CHELA_STATE_SQLITE_H

#include <sqlite3.h>

#define CHELA__SQLITE_SONAME "libsqlite3.so.0"

// clang-format off
#define CHELA__SQLITE(X)                                                                           \
    X(sqlite3_open_v2) X(sqlite3_close_v2) X(sqlite3_extended_result_codes)                        \
    X(sqlite3_extended_errcode) X(sqlite3_errmsg) X(sqlite3_busy_timeout) X(sqlite3_db_config)     \
    X(sqlite3_limit) X(sqlite3_exec) X(sqlite3_prepare_v3) X(sqlite3_finalize) X(sqlite3_step)     \
    X(sqlite3_reset) X(sqlite3_clear_bindings) X(sqlite3_bind_int64) X(sqlite3_bind_null)          \
    X(sqlite3_bind_text) X(sqlite3_bind_blob) X(sqlite3_column_int64) X(sqlite3_column_text)       \
    X(sqlite3_column_blob) X(sqlite3_column_bytes) X(sqlite3_column_type)                          \
    X(sqlite3_last_insert_rowid) X(sqlite3_changes) X(sqlite3_get_autocommit)
// clang-format on

struct chela__sqlite {
#define CHELA__SQLITE_SLOT(function) __typeof__(&(function)) function; // NOLINT: it names a member
    CHELA__SQLITE(CHELA__SQLITE_SLOT)
#undef CHELA__SQLITE_SLOT
};

#endif
