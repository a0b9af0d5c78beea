// crashes.c - the file behind crashes.h: "key HEX", then one line a crash, suspect or quarantine.
//
//   MILLISECONDS c DIGEST          a crash
//   MILLISECONDS s DIGEST CALL     a call that was under way at the crash before
//   MILLISECONDS q DIGEST          not to be started again
#include "state/crashes.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "state/private.h"

#define DIGEST 16 // characters of the manifest's digest: enough to tell versions apart
#define KEY 16
#define REWRITTEN_MAX 8 // lines of one suspect; two are too many already
#define LINE_SIZE 96    // of a crash and its call, about
#define KEPT_MS ((int64_t)24 * 60 * 60 * 1000)
#define FILE_MAX ((size_t)16 * 1024 * 1024)
#define FILE_TIDY ((size_t)64 * 1024) // longer ones are written anew when they are read
#define TIMES_MAX 65536
#define SUSPECTS_MAX 256

struct line {
    int64_t       at_ms;
    char          kind;
    unsigned char call[CHELA__CRASH_CALL];
};

// A call and the crashes during which it was under way.
struct suspect {
    unsigned char call[CHELA__CRASH_CALL];
    int64_t       at_ms; // of the last
    size_t        crashes;
};

struct chela__crashes {
    const struct chela__clock *clock;
    char                      *path; // NULL: in memory alone
    char                       digest[DIGEST + 1];
    unsigned char              key[KEY];
    off_t                      read;  // of the file, as far as it is known
    int64_t                   *times; // oldest first
    size_t                     count, room;
    struct suspect            *suspects; // the one that was longest ago first
    size_t                     suspect_count;
    int64_t                    since; // of the quarantine, 0: none
};

// ---- what is in memory ----

static void
forget(struct chela__crashes *self)
{
    self->count = self->suspect_count = 0;
    self->since                       = 0;
    self->read                        = 0;
}

static chela_status
keep_time(struct chela__crashes *self, int64_t at_ms, struct chela_error *err)
{
    if (self->count == TIMES_MAX)
        memmove(self->times, self->times + 1, --self->count * sizeof(*self->times));
    if (self->count == self->room) {
        size_t   room  = self->room ? 2 * self->room : 16;
        int64_t *times = realloc(self->times, room * sizeof(*times));
        if (!times)
            return chela__error_memory(err);
        self->times = times;
        self->room  = room;
    }
    self->times[self->count++] = at_ms;
    return CHELA_OK;
}

static struct suspect *
find_suspect(const struct chela__crashes *self, const unsigned char call[CHELA__CRASH_CALL])
{
    size_t i = 0;
    while (i < self->suspect_count && memcmp(self->suspects[i].call, call, CHELA__CRASH_CALL) != 0)
        i++;
    return i < self->suspect_count ? &self->suspects[i] : NULL;
}

static chela_status
keep_suspect(struct chela__crashes *self, const struct line *line, struct chela_error *err)
{
    struct suspect new = {.at_ms = line->at_ms, .crashes = 1};
    memcpy(new.call, line->call, CHELA__CRASH_CALL);
    if (!self->suspects)
        self->suspects = calloc(SUSPECTS_MAX, sizeof(*self->suspects));
    if (!self->suspects)
        return chela__error_memory(err);
    struct suspect *out = find_suspect(self, line->call);
    if (out)
        new.crashes += out->crashes;
    else if (self->suspect_count == SUSPECTS_MAX)
        out = self->suspects;
    if (out)
        memmove(out, out + 1,
                (size_t)(&self->suspects[--self->suspect_count] - out) * sizeof(*out));
    self->suspects[self->suspect_count++] = new;
    return CHELA_OK;
}

static chela_status
keep(struct chela__crashes *self, const struct line *line, struct chela_error *err)
{
    if (line->kind == 'q')
        self->since = line->at_ms;
    else if (chela__clock_now(self->clock) - line->at_ms < KEPT_MS)
        return line->kind == 'c' ? keep_time(self, line->at_ms, err)
                                 : keep_suspect(self, line, err);
    return CHELA_OK;
}

// ---- lines in the file ----

static void
write_line(const struct chela__crashes *self, const struct line *line, struct chela__buffer *text)
{
    char call[2 * CHELA__CRASH_CALL + 1];
    sodium_bin2hex(call, sizeof(call), line->call, sizeof(line->call));
    chela__buffer_format(text, "%" PRId64 " %c %s%s%s\n", line->at_ms, line->kind, self->digest,
                         line->kind == 's' ? " " : "", line->kind == 's' ? call : "");
}

static void
write_key(const struct chela__crashes *self, struct chela__buffer *text)
{
    char key[2 * KEY + 1];
    sodium_bin2hex(key, sizeof(key), self->key, sizeof(self->key));
    chela__buffer_format(text, "key %s\n", key);
}

// What is not a line of ours, or of another version, is passed over.
static chela_status
read_line(struct chela__crashes *self, const char *text, struct chela_error *err)
{
    struct line line;
    char        digest[DIGEST + 1], call[2 * CHELA__CRASH_CALL + 1] = "";
    size_t      len;
    if (sscanf(text, "key %32[0-9a-f]", call) == 1) {
        sodium_hex2bin(self->key, sizeof(self->key), call, strlen(call), NULL, &len, NULL);
        return CHELA_OK;
    }
    memset(line.call, 0, sizeof(line.call));
    if (sscanf(text, "%" SCNd64 " %c %16[0-9a-f] %32[0-9a-f]", &line.at_ms, &line.kind, digest,
               call) < 3 ||
        strcmp(digest, self->digest) != 0)
        return CHELA_OK;
    sodium_hex2bin(line.call, sizeof(line.call), call, strlen(call), NULL, &len, NULL);
    return keep(self, &line, err);
}

static chela_status
rewrite(struct chela__crashes *self, struct chela_error *err)
{
    struct chela__buffer text = CHELA__BUFFER_INIT;
    write_key(self, &text);
    for (size_t i = 0; i < self->count; i++)
        write_line(self, &(struct line){.at_ms = self->times[i], .kind = 'c'}, &text);
    for (size_t i = 0; i < self->suspect_count; i++) {
        struct line line = {.at_ms = self->suspects[i].at_ms, .kind = 's'};
        memcpy(line.call, self->suspects[i].call, CHELA__CRASH_CALL);
        for (size_t n = 0; n < self->suspects[i].crashes && n < REWRITTEN_MAX; n++)
            write_line(self, &line, &text);
    }
    if (self->since)
        write_line(self, &(struct line){.at_ms = self->since, .kind = 'q'}, &text);
    chela_status status =
        text.data ? chela__file_write(AT_FDCWD, self->path, 0600, text.data, text.len, err)
                  : chela__error_memory(err);
    if (status == CHELA_OK)
        self->read = (off_t)text.len;
    chela__buffer_done(&text);
    return status;
}

static chela_status
read_all(struct chela__crashes *self, struct chela_error *err)
{
    char        *data = NULL, *next = NULL;
    size_t       len    = 0;
    chela_status status = chela__file_read(AT_FDCWD, self->path, FILE_MAX, &data, &len, err);
    if (status < 0)
        return status;
    forget(self);
    self->read = (off_t)len;
    for (char *line = strtok_r(data, "\n", &next); line && status == CHELA_OK;
         line       = strtok_r(NULL, "\n", &next))
        status = read_line(self, line, err);
    free(data);
    bool is_mostly_old = len > FILE_TIDY && self->count * LINE_SIZE < len / 4;
    return status == CHELA_OK && is_mostly_old ? rewrite(self, err) : status;
}

chela_status
chela__crashes_refresh(struct chela__crashes *self, struct chela_error *err)
{
    struct stat info;
    if (!self->path)
        return CHELA_OK;
    if (stat(self->path, &info) < 0) {
        forget(self);
        return CHELA_OK;
    }
    return info.st_size == self->read ? CHELA_OK : read_all(self, err);
}

// One write, so that lines of several processes do not mix.
static chela_status
append(struct chela__crashes *self, const struct chela__buffer *text, struct chela_error *err)
{
    int fd = open(self->path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return chela__error_errno(err, errno, "%s cannot be written", self->path);
    chela_status status = chela__write_all(fd, text->data, text->len, err);
    self->read += (off_t)text->len; // less than the file when another process has written too
    close(fd);
    return status;
}

// ---- opening ----

static chela_status
make_path(const struct chela__state *state, const char *plugin, char **ret_path,
          struct chela_error *err)
{
    *ret_path = NULL;
    if (asprintf(ret_path, "%s/crashes/%s", state->folder, plugin) < 0)
        return chela__error_memory(err);
    return CHELA_OK;
}

chela_status
chela__crashes_open(const struct chela__state *state, const struct chela__clock *clock,
                    const char *plugin, const char *digest, struct chela__crashes **ret_crashes,
                    struct chela_error *err)
{
    struct chela__crashes *self = calloc(1, sizeof(*self));
    if (!self)
        return chela__error_memory(err);
    self->clock = clock;
    snprintf(self->digest, sizeof(self->digest), "%s", digest);
    randombytes_buf(self->key, sizeof(self->key));
    chela_status status = state ? make_path(state, plugin, &self->path, err) : CHELA_OK;
    if (status == CHELA_OK)
        status = chela__crashes_refresh(self, err);
    if (status < 0) {
        chela__crashes_close(self);
        return status;
    }
    *ret_crashes = self;
    return CHELA_OK;
}

void
chela__crashes_close(struct chela__crashes *self)
{
    if (!self)
        return;
    free(self->times);
    free(self->suspects);
    free(self->path);
    free(self);
}

// ---- what happens ----

void
chela__crashes_call(const struct chela__crashes *self, const char *capability, const char *input,
                    unsigned char ret_call[CHELA__CRASH_CALL])
{
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, self->key, sizeof(self->key), CHELA__CRASH_CALL);
    crypto_generichash_update(&hash, (const unsigned char *)capability, strlen(capability) + 1);
    crypto_generichash_update(&hash, (const unsigned char *)input, strlen(input));
    crypto_generichash_final(&hash, ret_call, CHELA__CRASH_CALL);
}

// The file begins with the key that the digests of its calls are under.
static chela_status
make_file(struct chela__crashes *self, struct chela_error *err)
{
    char *slash = strrchr(self->path, '/');
    if (access(self->path, F_OK) == 0)
        return CHELA_OK;
    *slash              = 0;
    chela_status status = chela__make_folder(self->path, err);
    *slash              = '/';
    return status < 0 ? status : rewrite(self, err);
}

static chela_status
record(struct chela__crashes *self, const struct line *lines, size_t count, struct chela_error *err)
{
    struct chela__buffer text   = CHELA__BUFFER_INIT;
    chela_status         status = self->path ? make_file(self, err) : CHELA_OK;
    for (size_t i = 0; i < count; i++) {
        write_line(self, &lines[i], &text);
        if (keep(self, &lines[i], status == CHELA_OK ? err : NULL) < 0 && status == CHELA_OK)
            status = CHELA_NO_MEMORY;
    }
    if (status == CHELA_OK && !text.data)
        status = chela__error_memory(err);
    if (status == CHELA_OK && self->path)
        status = append(self, &text, err);
    chela__buffer_done(&text);
    return status;
}

chela_status
chela__crashes_add(struct chela__crashes *self, const unsigned char (*calls)[CHELA__CRASH_CALL],
                   size_t count, struct chela_error *err)
{
    int64_t      now   = chela__clock_now(self->clock);
    struct line *lines = calloc(count + 1, sizeof(*lines));
    if (!lines)
        return chela__error_memory(err);
    lines[0] = (struct line){.at_ms = now, .kind = 'c'};
    for (size_t i = 0; i < count; i++) {
        lines[i + 1] = (struct line){.at_ms = now, .kind = 's'};
        memcpy(lines[i + 1].call, calls[i], CHELA__CRASH_CALL);
    }
    chela_status status = record(self, lines, count + 1, err);
    free(lines);
    return status;
}

chela_status
chela__crashes_quarantine(struct chela__crashes *self, struct chela_error *err)
{
    const struct line line = {.at_ms = chela__clock_now(self->clock), .kind = 'q'};
    return record(self, &line, 1, err);
}

// ---- what is known ----

size_t
chela__crashes_recent(const struct chela__crashes *self, int64_t window_ms)
{
    int64_t now   = chela__clock_now(self->clock);
    size_t  count = 0;
    for (size_t i = self->count; i > 0 && now - self->times[i - 1] < window_ms; i--)
        count++;
    return count;
}

size_t
chela__crashes_during(const struct chela__crashes *self,
                      const unsigned char          call[CHELA__CRASH_CALL])
{
    const struct suspect *suspect = find_suspect(self, call);
    return suspect && chela__clock_now(self->clock) - suspect->at_ms < KEPT_MS ? suspect->crashes
                                                                               : 0;
}

bool
chela__crashes_any(const struct chela__crashes *self)
{
    return self->suspect_count > 0;
}

int64_t
chela__crashes_since(const struct chela__crashes *self)
{
    return self->since;
}

chela_status
chela__crashes_clear(const struct chela__state *state, const char *plugin, bool *ret_any,
                     struct chela_error *err)
{
    char        *path;
    chela_status status = make_path(state, plugin, &path, err);
    if (status < 0)
        return status;
    if (unlink(path) < 0 && errno != ENOENT)
        status = chela__error_errno(err, errno, "%s cannot be removed", path);
    else
        *ret_any = errno != ENOENT;
    free(path);
    return status;
}
