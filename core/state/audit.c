// audit.c - appends to audit.log what was installed, granted, called and refused, without content.
//
// Several processes may append: a lock of the file orders them, and whoever finds the file longer
// than he left it reads its end again.
#include "state/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"

#define EPOCH_LINES 256 // a checkpoint at the latest after so many
#define BOUND "note/1 audit"

// One append, from lock to unlock.
struct append {
    struct chela__state      *state;
    int                       fd;
    struct chela__audit_state audit;
    struct chela__audit_keys  keys;
    uint64_t                  seq; // of the last line
    unsigned char             mac[CHELA__AUDIT_MAC];
    struct chela_error       *err;
};

// ---- what the database keeps ----

chela_status
chela__audit_load(struct chela__state *state, bool *ret_found, struct chela__audit_state *ret_audit,
                  struct chela_error *err)
{
    struct chela__database *database = state->database;
    sqlite3_stmt           *stmt     = NULL;
    chela_status            status   = chela__database_query(database, &stmt, err,
                                                             "SELECT value FROM note WHERE name='audit'", "");
    if (status >= 0)
        status = chela__database_next(database, stmt, ret_found, err);
    if (status < 0 || !*ret_found)
        return status;
    status = chela__unseal(state->wrap, BOUND, database->api.sqlite3_column_blob(stmt, 0),
                           (size_t)database->api.sqlite3_column_bytes(stmt, 0), ret_audit,
                           sizeof(*ret_audit), err);
    chela__database_done(database, stmt);
    return status;
}

static chela_status
store(struct append *append)
{
    struct chela__state *state  = append->state;
    struct chela__buffer sealed = CHELA__BUFFER_INIT;
    chela_status status = chela__seal(state->wrap, BOUND, &append->audit, sizeof(append->audit),
                                      &sealed, append->err);
    if (status >= 0)
        status = chela__database_begin(state->database, true, append->err);
    if (status >= 0) {
        status = chela__database_run(state->database, append->err,
                                     "INSERT OR REPLACE INTO note(name, value) VALUES('audit', ?)",
                                     "b", sealed.data, sealed.len);
        status = chela__database_finish(state->database, status, append->err);
    }
    chela__buffer_done(&sealed);
    return status;
}

// The first line ever: two secrets, and the public key that the log can be checked with.
static chela_status
make_first(struct append *append)
{
    memset(&append->audit, 0, sizeof(append->audit));
    randombytes_buf(append->audit.secret, sizeof(append->audit.secret));
    randombytes_buf(append->audit.next, sizeof(append->audit.next));
    chela__audit_derive(append->audit.secret, &append->keys);
    memcpy(append->audit.root, append->keys.public_key, sizeof(append->audit.root));
    return store(append);
}

// The epoch is over: its secret is forgotten, here and in the database.
static chela_status
next_epoch(struct append *append)
{
    append->audit.epoch++;
    append->audit.seq = append->seq;
    memcpy(append->audit.mac, append->mac, sizeof(append->mac));
    memcpy(append->audit.secret, append->audit.next, sizeof(append->audit.secret));
    randombytes_buf(append->audit.next, sizeof(append->audit.next));
    chela__audit_derive(append->audit.secret, &append->keys);
    return store(append);
}

// ---- the end of the file ----

static bool
ends_this_epoch(struct append *append, const char *line, size_t len)
{
    char   epoch[64];
    size_t size = (size_t)snprintf(epoch, sizeof(epoch), "\"kind\":\"checkpoint\",\"epoch\":%llu,",
                                   (unsigned long long)append->audit.epoch);
    return memmem(line, len, epoch, size) != NULL;
}

// Where to go on: behind the last whole line, or, when lines are missing, behind those that the
// database remembers.
static chela_status
take_last(struct append *append, const char *line, size_t len)
{
    struct chela__audit_line split;
    append->seq = append->audit.seq;
    memcpy(append->mac, append->audit.mac, sizeof(append->mac));
    if (!chela__audit_split(line, len, &split) || split.seq <= append->audit.seq)
        return CHELA_OK;
    append->seq = split.seq;
    memcpy(append->mac, split.mac, sizeof(append->mac));
    return ends_this_epoch(append, line, len) ? next_epoch(append) : CHELA_OK;
}

// A line that a crash left unfinished is cut off.
static chela_status
read_end(struct append *append)
{
    char        tail[2 * CHELA__AUDIT_LINE];
    struct stat info;
    if (fstat(append->fd, &info) < 0)
        return chela__error_errno(append->err, errno, "audit.log");
    off_t   from = info.st_size > (off_t)sizeof(tail) ? info.st_size - (off_t)sizeof(tail) : 0;
    ssize_t got  = pread(append->fd, tail, sizeof(tail), from);
    if (got < 0)
        return chela__error_errno(append->err, errno, "audit.log");
    size_t      len  = (size_t)got;
    const char *end  = memrchr(tail, '\n', len);
    size_t      cut  = end ? (size_t)(end - tail) : 0;
    off_t       keep = from + (off_t)(end ? cut + 1 : 0);
    if (keep < info.st_size && ftruncate(append->fd, keep) < 0)
        return chela__error_errno(append->err, errno, "audit.log");
    const char *before = end ? memrchr(tail, '\n', cut) : NULL;
    const char *line   = before ? before + 1 : tail;
    return take_last(append, line, end ? (size_t)(end - line) : 0);
}

// ---- lines ----

static chela_status
write_line(struct append *append, struct chela__buffer *body)
{
    char          hex[2 * CHELA__AUDIT_MAC + 1];
    unsigned char mac[CHELA__AUDIT_MAC];
    if (body->failed)
        return chela__error_memory(append->err);
    chela__audit_mac(append->keys.mac, append->seq + 1, append->mac, body->data, body->len, mac);
    sodium_bin2hex(hex, sizeof(hex), mac, sizeof(mac));
    chela__buffer_format(body, ",\"mac\":\"%s\"}\n", hex);
    if (body->failed)
        return chela__error_memory(append->err);
    if (body->len > CHELA__AUDIT_LINE)
        return chela__error(append->err, CHELA_LIMIT, "audit.log: a line is longer than %d bytes",
                            CHELA__AUDIT_LINE);
    chela_status status = chela__write_all(append->fd, body->data, body->len, append->err);
    if (status < 0)
        return status;
    append->seq++;
    memcpy(append->mac, mac, sizeof(mac));
    return CHELA_OK;
}

static chela_status
begin_body(struct append *append, const char *kind, struct chela__buffer *body)
{
    char         at[CHELA__TIME_TEXT];
    chela_status status =
        chela__time_format(chela__state_now(append->state), "UTC", at, append->err);
    if (status >= 0)
        chela__buffer_format(body, "{\"seq\":%llu,\"at\":\"%s\",\"kind\":\"%s\"",
                             (unsigned long long)append->seq + 1, at, kind);
    return status;
}

static chela_status
write_checkpoint(struct append *append)
{
    struct chela__audit_keys next;
    struct chela__buffer     body = CHELA__BUFFER_INIT;
    char                     key[2 * CHELA__AUDIT_MAC + 1], public_key[65], sign[129];
    unsigned char            signature[CHELA__AUDIT_SIGN], message[CHELA__AUDIT_SIGNED];
    chela_status             status = begin_body(append, "checkpoint", &body);
    chela__audit_derive(append->audit.next, &next);
    sodium_bin2hex(key, sizeof(key), append->keys.mac, sizeof(append->keys.mac));
    sodium_bin2hex(public_key, sizeof(public_key), next.public_key, sizeof(next.public_key));
    sodium_memzero(&next, sizeof(next));
    chela__buffer_format(&body, ",\"epoch\":%llu,\"key\":\"%s\",\"next\":\"%s\"",
                         (unsigned long long)append->audit.epoch, key, public_key);
    if (status >= 0 && body.failed)
        status = chela__error_memory(append->err);
    if (status >= 0) {
        size_t len = chela__audit_signed(append->mac, body.data, body.len, message);
        crypto_sign_detached(signature, NULL, message, len, append->keys.secret_key);
        sodium_bin2hex(sign, sizeof(sign), signature, sizeof(signature));
        chela__buffer_format(&body, ",\"sign\":\"%s\"", sign);
        status = write_line(append, &body);
    }
    chela__buffer_done(&body);
    if (status < 0)
        return status;
    if (fdatasync(append->fd) < 0)
        chela__database_end_process();
    return next_epoch(append);
}

// The facts behind kind and time, as they are.
static chela_status
write_facts(struct append *append, const char *kind, const json_t *facts)
{
    struct chela__buffer body   = CHELA__BUFFER_INIT;
    chela_status         status = begin_body(append, kind, &body);
    if (status >= 0 && json_object_size(facts) > 0) {
        char *text = chela__json_text(facts);
        if (text) { // {"a":1} behind members: ,"a":1
            chela__buffer_byte(&body, ',');
            chela__buffer_add(&body, text + 1, strlen(text) - 2);
        } else {
            status = chela__error_memory(append->err);
        }
        free(text);
    }
    if (status >= 0)
        status = write_line(append, &body);
    chela__buffer_done(&body);
    return status;
}

// ---- an append ----

static chela_status
open_log(struct append *append)
{
    char *path = chela__path(append->state->folder, "audit.log");
    if (!path)
        return chela__error_memory(append->err);
    chela_status status = CHELA_OK;
    append->fd          = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (append->fd < 0 || flock(append->fd, LOCK_EX) < 0)
        status = chela__error_errno(append->err, errno, "%s", path);
    free(path);
    return status;
}

static chela_status
append_line(struct append *append, const char *kind, const json_t *facts, bool is_checkpoint)
{
    bool         found  = false;
    chela_status status = open_log(append);
    if (status >= 0)
        status = chela__audit_load(append->state, &found, &append->audit, append->err);
    if (status >= 0 && !found)
        status = make_first(append);
    if (status < 0)
        return status;
    chela__audit_derive(append->audit.secret, &append->keys);
    status = read_end(append);
    if (status >= 0)
        status = write_facts(append, kind, facts);
    if (status >= 0 && (is_checkpoint || append->seq - append->audit.seq >= EPOCH_LINES))
        status = write_checkpoint(append);
    return status;
}

chela_status
chela__audit_write(struct chela__state *state, const char *kind, const json_t *facts,
                   bool is_checkpoint, struct chela_error *err)
{
    struct append append = {.state = state, .fd = -1, .err = err};
    chela_status  status = chela__state_ready(state, err);
    if (status >= 0)
        status = append_line(&append, kind, facts, is_checkpoint);
    if (append.fd >= 0)
        close(append.fd);
    sodium_memzero(&append, sizeof(append));
    return status;
}
