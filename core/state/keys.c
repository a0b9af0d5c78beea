// keys.c - the keys under which content lies, and their end; called by journal.c and tasks.c.
//
// The device key (provider) wraps one key a task for its content and one a step for its undo
// arguments. What is wrapped stands in a slot; without its slot a sealed value is noise.
#include "state/private.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define KEY_FILE "state.key"

// A key in memory that is locked, not dumped and guarded (sodium_malloc).
struct chela__held {
    struct chela__held    *next;
    struct chela__key_name name;
    int64_t                until_ms;
    unsigned char          key[CHELA__SEAL_KEY];
};

// ---- the provider `file` ----

static chela_status
check_private(int dirfd, struct chela_error *err)
{
    struct stat info;
    if (fstatat(dirfd, KEY_FILE, &info, AT_SYMLINK_NOFOLLOW) < 0)
        return chela__error_errno(err, errno, KEY_FILE);
    if (!S_ISREG(info.st_mode) || info.st_uid != geteuid() || (info.st_mode & 077))
        return chela__error(err, CHELA_UNTRUSTED,
                            KEY_FILE ": must be a file that only you can read: chmod 600 it, or "
                                     "if it was open to others, remove it and state.db");
    return CHELA_OK;
}

static chela_status
make_key(int dirfd, struct chela_error *err)
{
    unsigned char key[CHELA__STATE_KEY];
    randombytes_buf(key, sizeof(key));
    chela_status status = chela__file_write(dirfd, KEY_FILE, 0600, key, sizeof(key), err);
    sodium_memzero(key, sizeof(key));
    return status;
}

static chela_status
read_key(int dirfd, unsigned char ret_key[CHELA__STATE_KEY], struct chela_error *err)
{
    char        *data   = NULL;
    size_t       len    = 0;
    chela_status status = check_private(dirfd, err);
    if (status >= 0)
        status = chela__file_read(dirfd, KEY_FILE, CHELA__STATE_KEY, &data, &len, err);
    if (status < 0)
        return status;
    if (len == CHELA__STATE_KEY)
        memcpy(ret_key, data, len);
    else
        status = chela__error(err, CHELA_UNTRUSTED, KEY_FILE ": must be %d bytes, is %zu",
                              CHELA__STATE_KEY, len);
    sodium_memzero(data, len);
    free(data);
    return status;
}

chela_status
chela__key_file(const char *folder, unsigned char ret_key[CHELA__STATE_KEY],
                struct chela_error *err)
{
    int dirfd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dirfd < 0)
        return chela__error_errno(err, errno, "%s", folder);
    chela_status status = CHELA_OK;
    if (faccessat(dirfd, KEY_FILE, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
        status = make_key(dirfd, err);
    if (status >= 0)
        status = read_key(dirfd, ret_key, err);
    close(dirfd);
    return status;
}

// ---- keys in memory ----

static bool
same_name(struct chela__key_name a, struct chela__key_name b)
{
    return a.task == b.task && a.step == b.step && a.element == b.element;
}

static void
drop(struct chela__held **link)
{
    struct chela__held *held = *link;
    *link                    = held->next;
    sodium_free(held); // wipes it
}

static struct chela__held **
find_held(struct chela__state *state, struct chela__key_name name)
{
    struct chela__held **link = &state->held;
    while (*link && !same_name((*link)->name, name))
        link = &(*link)->next;
    return link;
}

static chela_status
hold_key(struct chela__state *state, struct chela__key_name name, int64_t until_ms,
         const unsigned char key[CHELA__SEAL_KEY], struct chela_error *err)
{
    struct chela__held **old = find_held(state, name);
    if (*old)
        drop(old);
    struct chela__held *held = sodium_malloc(sizeof(*held));
    if (!held)
        return chela__error_memory(err);
    held->name     = name;
    held->until_ms = until_ms;
    memcpy(held->key, key, CHELA__SEAL_KEY);
    held->next  = state->held;
    state->held = held;
    return CHELA_OK;
}

void
chela__keys_wipe(struct chela__state *state)
{
    while (state->held)
        drop(&state->held);
}

// ---- slots ----

static void
slot_bound(struct chela__key_name name, char ret_bound[96])
{
    snprintf(ret_bound, 96, "slot/1 %lld %lld %lld", (long long)name.task, (long long)name.step,
             (long long)name.element);
}

static chela_status
write_slot(struct chela__state *state, struct chela__key_name name, int64_t until_ms,
           const unsigned char key[CHELA__SEAL_KEY], struct chela_error *err)
{
    char                 bound[96];
    struct chela__buffer wrapped = CHELA__BUFFER_INIT;
    slot_bound(name, bound);
    chela_status status = chela__seal(state->wrap, bound, key, CHELA__SEAL_KEY, &wrapped, err);
    if (status >= 0)
        status = chela__database_run(
            state->database, err,
            "INSERT OR REPLACE INTO slot(task, step, element, until, key) VALUES(?,?,?,?,?)",
            "iiinb", name.task, name.step, name.element, until_ms, wrapped.data, wrapped.len);
    chela__buffer_done(&wrapped);
    return status;
}

chela_status
chela__key_make(struct chela__state *state, struct chela__key_name name, int64_t until_ms,
                unsigned keep, unsigned char ret_key[CHELA__SEAL_KEY], struct chela_error *err)
{
    unsigned char key[CHELA__SEAL_KEY];
    chela_status  status = CHELA_OK;
    randombytes_buf(key, sizeof(key));
    if (keep & CHELA__KEEP_DISK)
        status = write_slot(state, name, until_ms, key, err);
    if (status >= 0 && (keep & CHELA__KEEP_MEMORY))
        status = hold_key(state, name, until_ms, key, err);
    if (status >= 0)
        memcpy(ret_key, key, sizeof(key));
    sodium_memzero(key, sizeof(key));
    return status;
}

static chela_status
read_slot(struct chela__state *state, struct chela__key_name name, bool *ret_found,
          unsigned char ret_key[CHELA__SEAL_KEY], struct chela_error *err)
{
    struct chela__database *database = state->database;
    char                    bound[96];
    sqlite3_stmt           *stmt   = NULL;
    chela_status            status = chela__database_query(
                   database, &stmt, err, "SELECT key FROM slot WHERE task=? AND step=? AND element=?", "iii",
                   name.task, name.step, name.element);
    if (status >= 0)
        status = chela__database_next(database, stmt, ret_found, err);
    if (status < 0 || !*ret_found)
        return status;
    slot_bound(name, bound);
    status = chela__unseal(state->wrap, bound, database->api.sqlite3_column_blob(stmt, 0),
                           (size_t)database->api.sqlite3_column_bytes(stmt, 0), ret_key,
                           CHELA__SEAL_KEY, err);
    chela__database_done(database, stmt);
    return status;
}

chela_status
chela__key_find(struct chela__state *state, struct chela__key_name name, bool *ret_found,
                unsigned char ret_key[CHELA__SEAL_KEY], struct chela_error *err)
{
    struct chela__held *held = *find_held(state, name);
    if (!held)
        return read_slot(state, name, ret_found, ret_key, err);
    memcpy(ret_key, held->key, CHELA__SEAL_KEY);
    *ret_found = true;
    return CHELA_OK;
}

chela_status
chela__key_destroy(struct chela__state *state, struct chela__key_name name, struct chela_error *err)
{
    struct chela__held **held = find_held(state, name);
    if (*held)
        drop(held);
    return chela__database_run(state->database, err,
                               "DELETE FROM slot WHERE task=? AND step=? AND element=?", "iii",
                               name.task, name.step, name.element);
}

chela_status
chela__keys_expire(struct chela__state *state, bool *ret_any, struct chela_error *err)
{
    int64_t now = chela__state_now(state);
    for (struct chela__held **link = &state->held; *link;) {
        if ((*link)->until_ms && (*link)->until_ms <= now)
            drop(link);
        else
            link = &(*link)->next;
    }
    chela_status status = chela__database_run(
        state->database, err, "DELETE FROM slot WHERE until IS NOT NULL AND until <= ?", "i", now);
    if (status >= 0)
        status = chela__database_run(state->database, err, "DELETE FROM granted WHERE until <= ?",
                                     "i", now);
    if (status >= 0)
        status = chela__database_run(
            state->database, err,
            "UPDATE step SET undo=NULL WHERE undo IS NOT NULL AND undo_until <= ?", "i", now);
    if (status >= 0)
        *ret_any = chela__database_changes(state->database) > 0;
    return status;
}

// When the next window closes, of keys on disk and of those in memory alone; 0: none is open.
static chela_status
next_expiry(struct chela__state *state, int64_t *ret_next_ms, struct chela_error *err)
{
    static const char sql[] = "SELECT ifnull(min(until), 0) FROM slot WHERE until IS NOT NULL";
    chela_status status     = chela__database_number(state->database, 0, ret_next_ms, err, sql, "");
    for (const struct chela__held *held = state->held; held && status >= 0; held = held->next)
        if (held->until_ms && (!*ret_next_ms || held->until_ms < *ret_next_ms))
            *ret_next_ms = held->until_ms;
    return status;
}

chela_status
chela__state_expire(struct chela__state *state, int64_t *ret_next_ms, struct chela_error *err)
{
    bool    any  = false;
    int64_t next = 0;
    if (!state->database) {
        *ret_next_ms = 0;
        return CHELA_OK;
    }
    chela_status status = next_expiry(state, &next, err);
    if (status >= 0 && next && next <= chela__state_now(state)) {
        status = chela__database_begin(state->database, true, err);
        if (status >= 0)
            status =
                chela__database_finish(state->database, chela__keys_expire(state, &any, err), err);
        if (status >= 0 && any)
            chela__database_checkpoint(state->database);
        if (status >= 0)
            status = next_expiry(state, &next, err);
    }
    if (status >= 0)
        *ret_next_ms = next;
    return status;
}
