// state.c - opens what lasts on its first use, and says which process works on which task.
//
// A process holds byte N of state.lock (an open-file-description lock) while it works on task
// number N. The kernel lets go when the process ends, however it ends: a running task that nobody
// holds was interrupted. Byte 0 is held while the files are made.
#include "state/private.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

chela_status
chela__state_open(const char *folder, const struct chela__clock *clock,
                  struct chela__state **ret_state, struct chela_error *err)
{
    struct chela__state *state = calloc(1, sizeof(*state));
    if (!state)
        return chela__error_memory(err);
    state->clock    = clock;
    state->lock_fd  = -1;
    state->probe_fd = -1;
    state->folder   = strdup(folder);
    if (!state->folder) {
        chela__state_close(state);
        return chela__error_memory(err);
    }
    *ret_state = state;
    return CHELA_OK;
}

void
chela__state_close(struct chela__state *state)
{
    if (!state)
        return;
    chela__keys_wipe(state);
    sodium_free(state->wrap);
    chela__database_close(state->database);
    if (state->probe_fd >= 0)
        close(state->probe_fd);
    if (state->lock_fd >= 0)
        close(state->lock_fd); // and lets go of all tasks
    free(state->folder);
    free(state);
}

void
chela__state_set_keys(struct chela__state *state, const struct chela__key_provider *provider)
{
    state->keys = provider;
}

int64_t
chela__state_now(const struct chela__state *state)
{
    return chela__clock_now(state->clock);
}

// ---- locks ----

static int
lock_byte(int fd, int command, short type, int64_t byte)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    int          done;
    do {
        done = fcntl(fd, command, &lock);
    } while (done < 0 && errno == EINTR);
    return done < 0 ? -errno : lock.l_type;
}

static chela_status
open_lock(const char *path, int *ret_fd, struct chela_error *err)
{
    *ret_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*ret_fd < 0)
        return chela__error_errno(err, errno, "%s cannot be opened", path);
    return CHELA_OK;
}

chela_status
chela__task_hold(struct chela__state *state, int64_t number, struct chela_error *err)
{
    int done = lock_byte(state->lock_fd, F_OFD_SETLK, F_WRLCK, number);
    if (done == -EAGAIN || done == -EACCES)
        return chela__error(err, CHELA_BUSY, "another process works on this task");
    if (done < 0)
        return chela__error_errno(err, -done, "state.lock");
    return CHELA_OK;
}

void
chela__task_release(struct chela__state *state, int64_t number)
{
    lock_byte(state->lock_fd, F_OFD_SETLK, F_UNLCK, number);
}

bool
chela__task_is_held(struct chela__state *state, int64_t number)
{
    return lock_byte(state->probe_fd, F_OFD_GETLK, F_WRLCK, number) != F_UNLCK;
}

// ---- the first use ----

// A keyed digest of a constant, kept in the database: tells at once that a key is another one.
static chela_status
check_key(struct chela__state *state, struct chela_error *err)
{
    static const char sql[] = "SELECT 1 FROM note WHERE name='key' AND value=?";
    unsigned char     mark[crypto_generichash_BYTES];
    int64_t           found = 0;
    crypto_generichash(mark, sizeof(mark), (const unsigned char *)"chela/state/1", 13, state->wrap,
                       CHELA__SEAL_KEY);
    chela_status status = chela__database_run(
        state->database, err, "INSERT OR IGNORE INTO note(name, value) VALUES('key', ?)", "b", mark,
        sizeof(mark));
    if (status >= 0)
        status =
            chela__database_number(state->database, 0, &found, err, sql, "b", mark, sizeof(mark));
    if (status >= 0 && !found)
        return chela__error(err, CHELA_UNTRUSTED,
                            "the device key does not open %s/state.db: bring its state.key back, "
                            "or remove state.db and lose the journal",
                            state->folder);
    return status;
}

static chela_status
open_keys(struct chela__state *state, struct chela_error *err)
{
    unsigned char device[CHELA__STATE_KEY];
    chela_status  status = state->keys ? state->keys->get(state->keys->user, device, err)
                                       : chela__key_file(state->folder, device, err);
    if (status < 0)
        return status;
    state->wrap = sodium_malloc(CHELA__SEAL_KEY);
    if (state->wrap)
        crypto_kdf_derive_from_key(state->wrap, CHELA__SEAL_KEY, 1, "chelawrp", device);
    sodium_memzero(device, sizeof(device));
    return state->wrap ? CHELA_OK : chela__error_memory(err);
}

static chela_status
open_database(struct chela__state *state, struct chela_error *err)
{
    char *path = chela__path(state->folder, "state.db");
    if (!path)
        return chela__error_memory(err);
    struct chela__database *database = NULL;
    chela_status            status   = chela__database_open(path, &database, err);
    if (status >= 0)
        status = chela__database_migrate(database, err);
    if (status >= 0)
        state->database = database;
    else
        chela__database_close(database);
    free(path);
    return status;
}

static chela_status
open_locks(struct chela__state *state, struct chela_error *err)
{
    char *path = chela__path(state->folder, "state.lock");
    if (!path)
        return chela__error_memory(err);
    chela_status status = open_lock(path, &state->lock_fd, err);
    if (status >= 0)
        status = open_lock(path, &state->probe_fd, err);
    free(path);
    return status;
}

static chela_status
open_all(struct chela__state *state, struct chela_error *err)
{
    bool         any    = false;
    chela_status status = open_keys(state, err);
    if (status >= 0)
        status = open_database(state, err);
    if (status >= 0)
        status = check_key(state, err);
    if (status >= 0)
        status = chela__keys_expire(state, &any, err);
    if (status >= 0 && any)
        chela__database_checkpoint(state->database);
    return status;
}

static void
close_all(struct chela__state *state)
{
    chela__database_close(state->database);
    sodium_free(state->wrap);
    state->database = NULL;
    state->wrap     = NULL;
}

chela_status
chela__state_ready(struct chela__state *state, struct chela_error *err)
{
    if (state->database)
        return CHELA_OK;
    if (sodium_init() < 0)
        return chela__error(err, CHELA_UNAVAILABLE, "libsodium cannot start");
    chela_status status = chela__make_folder(state->folder, err);
    if (status >= 0 && state->lock_fd < 0)
        status = open_locks(state, err);
    if (status < 0)
        return status;
    int done = lock_byte(state->lock_fd, F_OFD_SETLKW, F_WRLCK, 0);
    if (done < 0)
        return chela__error_errno(err, -done, "state.lock");
    status = open_all(state, err);
    if (status < 0)
        close_all(state);
    chela__task_release(state, 0);
    return status;
}
