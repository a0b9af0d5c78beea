// audit_verify.c - reads audit.log from its first line and finds any line that was changed, left
// out, moved or cut off; for `chela audit verify`.
#include "state/audit.h"

#include <errno.h>
#include <sodium.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"

// The lines of one epoch can only be checked once its checkpoint has told its key; until then they
// wait here as offsets into the file.
struct verify {
    const struct chela__audit_state *audit;
    struct chela__audit_report      *report;
    FILE                            *file;
    long                             epoch_at; // where the epoch's first line begins
    uint64_t                         epoch;
    unsigned char                    public_key[32]; // of the epoch
    uint64_t                         seq;            // of the last line that was checked
    unsigned char                    mac[CHELA__AUDIT_MAC];
    chela__audit_each               *each; // may be NULL
    void                            *user;
    struct chela_error              *err;
};

static chela_status
fault(struct verify *verify, uint64_t line, const char *what)
{
    return chela__error(verify->err, CHELA_UNTRUSTED, "audit.log, line %llu: %s",
                        (unsigned long long)line, what);
}

// Reads a line without its newline; *ret_len 0 at the end or at an unfinished line.
static chela_status
read_line(struct verify *verify, char ret_line[CHELA__AUDIT_LINE + 1], size_t *ret_len)
{
    *ret_len = 0;
    if (!fgets(ret_line, CHELA__AUDIT_LINE + 1, verify->file))
        return ferror(verify->file) ? chela__error(verify->err, CHELA_IO, "audit.log") : CHELA_OK;
    size_t len = strlen(ret_line);
    if (ret_line[len - 1 + (len == 0)] != '\n')
        return feof(verify->file) ? CHELA_OK
                                  : fault(verify, verify->seq + 1, "it is no line of this log");
    ret_line[len - 1] = 0;
    *ret_len          = len - 1;
    return CHELA_OK;
}

// ---- a checkpoint ----

struct checkpoint {
    json_t       *json;
    unsigned char key[CHELA__AUDIT_MAC];
    unsigned char next[32];
    unsigned char sign[CHELA__AUDIT_SIGN];
    size_t        signed_len; // of the body
};

static bool
read_hex(const json_t *object, const char *name, unsigned char *ret_bytes, size_t size)
{
    const char *text = chela__json_str(object, name);
    size_t      len  = 0;
    return text && strlen(text) == 2 * size &&
           sodium_hex2bin(ret_bytes, size, text, 2 * size, NULL, &len, NULL) == 0 && len == size;
}

// False when the line is none.
static bool
read_checkpoint(const char *line, size_t len, struct checkpoint *checkpoint)
{
    static const char sign[] = ",\"sign\":\"";
    const char       *at     = memmem(line, len, sign, sizeof(sign) - 1);
    checkpoint->json         = NULL;
    if (!at || chela__json_read(line, len, NULL, &checkpoint->json, NULL) < 0)
        return false;
    const char *kind = chela__json_str(checkpoint->json, "kind");
    bool        is   = kind && strcmp(kind, "checkpoint") == 0 &&
              read_hex(checkpoint->json, "key", checkpoint->key, sizeof(checkpoint->key)) &&
              read_hex(checkpoint->json, "next", checkpoint->next, sizeof(checkpoint->next)) &&
              read_hex(checkpoint->json, "sign", checkpoint->sign, sizeof(checkpoint->sign));
    checkpoint->signed_len = (size_t)(at - line);
    json_decref(checkpoint->json);
    checkpoint->json = NULL;
    return is;
}

// ---- one epoch ----

static chela_status
hand_over(struct verify *verify, const char *line, size_t len)
{
    json_t      *object = NULL;
    chela_status status = chela__json_read(line, len, NULL, &object, verify->err);
    if (status >= 0)
        verify->each(verify->user, object);
    json_decref(object);
    return status;
}

static chela_status
check_line(struct verify *verify, const unsigned char key[CHELA__AUDIT_MAC], const char *line,
           size_t len)
{
    struct chela__audit_line split;
    unsigned char            mac[CHELA__AUDIT_MAC];
    if (!chela__audit_split(line, len, &split))
        return fault(verify, verify->seq + 1, "it is no line of this log");
    if (split.seq != verify->seq + 1)
        return fault(verify, verify->seq + 1, "lines are missing or in another order");
    chela__audit_mac(key, split.seq, verify->mac, line, split.body_len, mac);
    if (sodium_memcmp(mac, split.mac, sizeof(mac)) != 0)
        return fault(verify, split.seq, "it or a line before it was changed");
    verify->seq = split.seq;
    memcpy(verify->mac, mac, sizeof(mac));
    verify->report->lines++;
    return verify->each ? hand_over(verify, line, len) : CHELA_OK;
}

// The lines from the epoch's begin to `end` (offset behind the last one), with the epoch's key.
static chela_status
check_lines(struct verify *verify, const unsigned char key[CHELA__AUDIT_MAC], long end)
{
    char         line[CHELA__AUDIT_LINE + 1];
    size_t       len    = 0;
    chela_status status = CHELA_OK;
    if (fseek(verify->file, verify->epoch_at, SEEK_SET) < 0)
        return chela__error_errno(verify->err, errno, "audit.log");
    while (status >= 0 && ftell(verify->file) < end) {
        status = read_line(verify, line, &len);
        if (status >= 0 && len == 0)
            break;
        if (status >= 0)
            status = check_line(verify, key, line, len);
    }
    return status;
}

static void
note_checkpoint(struct verify *verify)
{
    char mac[2 * CHELA__AUDIT_MAC + 1];
    sodium_bin2hex(mac, sizeof(mac), verify->mac, sizeof(verify->mac));
    (void)snprintf(verify->report->last, sizeof(verify->report->last), "%llu:%s",
                   (unsigned long long)verify->seq, mac);
}

// `at` and `end`: where the checkpoint's line begins, and behind it.
static chela_status
check_epoch(struct verify *verify, const struct checkpoint *checkpoint, const char *line, long at,
            long end)
{
    unsigned char message[CHELA__AUDIT_SIGNED];
    chela_status  status = check_lines(verify, checkpoint->key, at);
    if (status < 0)
        return status;
    size_t len = chela__audit_signed(verify->mac, line, checkpoint->signed_len, message);
    if (crypto_sign_verify_detached(checkpoint->sign, message, len, verify->public_key) != 0)
        return fault(verify, verify->seq + 1, "its signature does not hold");
    verify->epoch_at = at;
    status           = check_lines(verify, checkpoint->key, end);
    if (status < 0)
        return status;
    memcpy(verify->public_key, checkpoint->next, sizeof(verify->public_key));
    verify->epoch_at = end;
    verify->epoch++;
    verify->report->checkpoints++;
    note_checkpoint(verify);
    return CHELA_OK;
}

// ---- the whole file ----

static chela_status
check_epochs(struct verify *verify)
{
    char              line[CHELA__AUDIT_LINE + 1];
    struct checkpoint checkpoint;
    size_t            len    = 1;
    chela_status      status = CHELA_OK;
    while (status >= 0 && len > 0) {
        long at = ftell(verify->file);
        status  = read_line(verify, line, &len);
        if (status < 0 || !len || !read_checkpoint(line, len, &checkpoint))
            continue;
        long end = ftell(verify->file);
        status   = check_epoch(verify, &checkpoint, line, at, end);
        if (status >= 0 && fseek(verify->file, end, SEEK_SET) < 0)
            status = chela__error_errno(verify->err, errno, "audit.log");
    }
    return status;
}

// What stands behind the last checkpoint has its key in the database only.
static chela_status
check_tail(struct verify *verify)
{
    struct chela__audit_keys keys;
    const unsigned char     *secret = verify->audit->secret;
    if (verify->epoch == verify->audit->epoch + 1)
        secret = verify->audit->next; // a crash between checkpoint and database
    else if (verify->epoch != verify->audit->epoch)
        return fault(verify, verify->seq + 1, "lines are missing at the end");
    chela__audit_derive(secret, &keys);
    uint64_t     before = verify->report->lines;
    chela_status status = check_lines(verify, keys.mac, LONG_MAX);
    sodium_memzero(&keys, sizeof(keys));
    verify->report->open = verify->report->lines - before;
    if (status >= 0 && verify->seq < verify->audit->seq)
        return fault(verify, verify->seq + 1, "lines are missing at the end");
    return status;
}

static chela_status
open_log(struct chela__state *state, FILE **ret_file, struct chela_error *err)
{
    char *path = chela__path(state->folder, "audit.log");
    if (!path)
        return chela__error_memory(err);
    chela_status status = CHELA_OK;
    *ret_file           = fopen(path, "rbe");
    if (!*ret_file)
        status = chela__error_errno(err, errno, "%s", path);
    free(path);
    return status;
}

static chela_status
verify_log(struct chela__state *state, struct verify *verify)
{
    const unsigned char *root   = verify->audit->root;
    chela_status         status = open_log(state, &verify->file, verify->err);
    if (status < 0)
        return status;
    memcpy(verify->public_key, root, sizeof(verify->public_key));
    status = check_epochs(verify);
    if (status >= 0)
        status = check_tail(verify);
    sodium_bin2hex(verify->report->root, sizeof(verify->report->root), root,
                   sizeof(verify->audit->root));
    fclose(verify->file);
    return status;
}

chela_status
chela__audit_read(struct chela__state *state, chela__audit_each *each, void *user,
                  struct chela__audit_report *ret_report, struct chela_error *err)
{
    struct chela__audit_state  audit;
    struct chela__audit_report report = {0};
    struct verify              verify = {
                     .audit = &audit, .report = &report, .each = each, .user = user, .err = err};
    bool         found  = false;
    chela_status status = chela__state_ready(state, err);
    if (status >= 0)
        status = chela__audit_load(state, &found, &audit, err);
    if (status >= 0 && found)
        status = verify_log(state, &verify);
    sodium_memzero(&audit, sizeof(audit));
    if (status >= 0)
        *ret_report = report;
    return status;
}

chela_status
chela__audit_verify(struct chela__state *state, struct chela__audit_report *ret_report,
                    struct chela_error *err)
{
    return chela__audit_read(state, NULL, NULL, ret_report, err);
}
