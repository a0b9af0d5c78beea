// private.h - what the files of state/ share and nobody else sees.
#ifndef CHELA_STATE_PRIVATE_H
#define CHELA_STATE_PRIVATE_H

#include "state/database.h"
#include "state/seal.h"
#include "state/state.h"

struct chela__held; // a key in memory, keys.c

struct chela__state {
    char                             *folder;
    const struct chela__clock        *clock;
    const struct chela__key_provider *keys;     // NULL: file
    struct chela__database           *database; // NULL until the first use
    int                               lock_fd;  // state.lock, -1 until the first use; holds tasks
    int                 probe_fd; // the same file opened again: sees our own locks too
    unsigned char      *wrap;     // the key that wraps all others, in locked memory
    struct chela__held *held;
};

// Opens everything on the first use; afterwards costs nothing.
chela_status
chela__state_ready(struct chela__state *state, struct chela_error *err);

int64_t
chela__state_now(const struct chela__state *state);

// ---- ids.c ----

void
chela__task_id(int64_t now_ms, char ret_id[CHELA__TASK_ID]);

// ---- keys.c ----

// The provider `file`: 32 bytes in `folder`/state.key, made on first use. Call it with the lock of
// the state held.
chela_status
chela__key_file(const char *folder, unsigned char ret_key[CHELA__STATE_KEY],
                struct chela_error *err);

// Whose key: of a step's undo arguments, or, with step and element -1, of a task's content.
struct chela__key_name {
    int64_t task; // its number
    int64_t step;
    int64_t element;
};
#define CHELA__CONTENT_KEY(task_number) ((struct chela__key_name){(task_number), -1, -1})

// A new random key, kept in memory, in a wrapped slot on disk, or both. `until_ms` 0: for as long
// as nobody destroys it.
#define CHELA__KEEP_MEMORY 1u
#define CHELA__KEEP_DISK 2u
chela_status
chela__key_make(struct chela__state *state, struct chela__key_name name, int64_t until_ms,
                unsigned keep, unsigned char ret_key[CHELA__SEAL_KEY], struct chela_error *err);

// Copies the key; *ret_found false when it was destroyed. The caller wipes the copy.
chela_status
chela__key_find(struct chela__state *state, struct chela__key_name name, bool *ret_found,
                unsigned char ret_key[CHELA__SEAL_KEY], struct chela_error *err);

// Destroys it in memory and on disk (with the running transaction).
chela_status
chela__key_destroy(struct chela__state *state, struct chela__key_name name,
                   struct chela_error *err);

// Destroys all whose time has come, with what they sealed. *ret_any: there were some on disk.
chela_status
chela__keys_expire(struct chela__state *state, bool *ret_any, struct chela_error *err);

void
chela__keys_wipe(struct chela__state *state);

// ---- state.c: who works on a task ----

// Takes a task for this process, until chela__task_release() or its end; CHELA_BUSY when another
// process (or another state of this one) has it. Taking it twice is one taking.
chela_status
chela__task_hold(struct chela__state *state, int64_t number, struct chela_error *err);
void
chela__task_release(struct chela__state *state, int64_t number);
// Somebody, here or elsewhere, works on it.
bool
chela__task_is_held(struct chela__state *state, int64_t number);

// ---- undo.c ----

// Within the running transaction.
chela_status
chela__mark_undone(struct chela__state *state, const struct chela__undone *undone,
                   struct chela_error *err);

// ---- life.c ----

// What a row keeps of a wish: its digest under the task's own key, so that nobody can guess words
// from it once the key is destroyed.
#define CHELA__WISH_MARK 32
void
chela__wish_mark(const unsigned char key[CHELA__SEAL_KEY], const char *wish,
                 unsigned char ret_mark[CHELA__WISH_MARK]);

#define CHELA__WRITES 2 // enum chela__effect: write and irreversible, whose records are synced

// A task that this process works on. Wipe it.
struct chela__task {
    int64_t       number;
    bool          is_ephemeral;
    unsigned char key[CHELA__SEAL_KEY];   // of its content
    unsigned char wish[CHELA__WISH_MARK]; // all 0: not known
};
// A running task, held by this process from now on, without its key / with it.
chela_status
chela__task_running(struct chela__state *state, const char *id, struct chela__task *ret_task,
                    struct chela_error *err);
chela_status
chela__task_open(struct chela__state *state, const char *id, struct chela__task *ret_task,
                 struct chela_error *err);

// ---- proof.c ----

// The outcomes of a task that is taken over are logged again: the log is synced later than the
// journal, and may have lost them. `log` as in chela__task_show().
chela_status
chela__proof_complete(struct chela__state *state, const char *task, const json_t *log,
                      struct chela_error *err);

// ---- rows.c: members for JSON; the puts return < 0 out of memory ----

int
chela__put(json_t *object, const char *key, json_t *value_take);
int
chela__put_time(struct chela__state *state, json_t *object, const char *key, int64_t ms);
int
chela__put_optional_time(struct chela__state *state, json_t *object, const char *key,
                         sqlite3_stmt *stmt, int at);
int64_t
chela__row_number(struct chela__state *state, sqlite3_stmt *stmt, int at);
// "" for null. Borrowed until the statement moves.
const char *
chela__row_text(struct chela__state *state, sqlite3_stmt *stmt, int at);
bool
chela__row_is_null(struct chela__state *state, sqlite3_stmt *stmt, int at);
// A row whose columns 1 to 8 and 11 to 13 are those of a step; texts are borrowed until the
// statement moves.
struct chela__step_row
chela__row_step(struct chela__state *state, sqlite3_stmt *stmt, const char *task);
chela_status
chela__row_unseal(struct chela__state *state, const unsigned char key[CHELA__SEAL_KEY],
                  sqlite3_stmt *stmt, int at, const char *bound, json_t **ret_value,
                  struct chela_error *err);

// ---- list.c ----

// The number of the task that `id` means: a unique prefix, or "last" (`with_effect`: the newest
// that has an effect and undoes no other).
chela_status
chela__task_find(struct chela__state *state, const char *id, bool with_effect, int64_t *ret_number,
                 struct chela_error *err);
// "done" ...; static.
const char *
chela__task_state_name(enum chela__task_state code);
// A line of the list; adds the task's id.
chela_status
chela__task_line(struct chela__state *state, int64_t number, char ret_id[CHELA__TASK_ID],
                 json_t **ret_line, struct chela_error *err);

// ---- bound.c: what sealed values are bound to; the others write and read by it ----

struct chela__step_row {
    const char *task; // its id
    int64_t     step, element, attempt;
    const char *capability, *digest, *key;
    int64_t     effect, idempotency;
    int64_t     status, outcome, label; // once it has an outcome
    int64_t     undo_until;
};
enum chela__column { CHELA__INPUT, CHELA__OUTPUT, CHELA__UNDO };
chela_status
chela__step_bound(const struct chela__step_row *row, enum chela__column column,
                  struct chela__buffer *ret_bound, struct chela_error *err);
chela_status
chela__entry_bound(const char *task, const char *kind, int64_t at, struct chela__buffer *ret_bound,
                   struct chela_error *err);
chela_status
chela__task_bound(const char *id, bool is_ephemeral, const char *undoes,
                  struct chela__buffer *ret_bound, struct chela_error *err);

#endif
