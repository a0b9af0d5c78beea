// text.c - the content of files: read and write texts, hand out and take in handles.
#include "files.h"
#include "files.chela.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chela/file.h>

#define MAX_TEXT ((size_t)256 * 1024) // bytes of a text that goes into a reply

// ---- reading ----

static int
open_file(struct chela_call *call, const char *path, struct place *ret_place,
          chela_status *ret_status)
{
    struct files *files = call->state;
    struct stat   info;
    *ret_status = place_find(call, &files->roots, path, ret_place);
    if (*ret_status < 0)
        return -1;
    int fd =
        openat(ret_place->dirfd, ret_place->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int error = fd < 0 ? errno : 0;
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
        return fd;
    if (fd >= 0)
        close(fd);
    *ret_status = error
                      ? fail_errno(call, error, CHELA_NO_EFFECT, path)
                      : chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT, "%s is not a file", path);
    place_done(ret_place);
    return -1;
}

// Bytes that make whole characters.
static size_t
whole_characters(const char *text, size_t len)
{
    size_t at = len;
    while (at && len - at < 4 && ((unsigned char)text[at - 1] & 0xC0) == 0x80)
        at--;
    if (!at || len - at >= 4)
        return len;
    unsigned char lead = (unsigned char)text[at - 1];
    size_t        need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return len - at + 1 < need ? at - 1 : len;
}

static bool
is_utf8(const char *text, size_t len)
{
    json_t *string = json_stringn(text, len); // Jansson checks it
    json_decref(string);
    return string != NULL;
}

static size_t
put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    return 3;
}

// UTF-16 by its mark, else Latin-1, as UTF-8. Takes `text`.
static char *
to_utf8_take(char *text, size_t *len)
{
    const unsigned char *in = (const unsigned char *)text;
    bool wide = *len >= 2 && ((in[0] == 0xFF && in[1] == 0xFE) || (in[0] == 0xFE && in[1] == 0xFF));
    bool big  = wide && in[0] == 0xFE;
    char  *out  = malloc(*len * 2 + 4);
    size_t used = 0;
    for (size_t i = wide ? 2 : 0; out && i + wide < *len; i += wide ? 2 : 1) {
        uint32_t c = !wide ? in[i] : big ? in[i] * 256u + in[i + 1] : in[i + 1] * 256u + in[i];
        used += put_utf8(out + used, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
    }
    free(text);
    *len = used;
    return out;
}

// The bytes of a file as UTF-8; NULL with a failed call when they are no text.
static char *
decode_take(struct chela_call *call, char *text, size_t *len, const char *path)
{
    bool marked = *len >= 2 && (!memcmp(text, "\xFF\xFE", 2) || !memcmp(text, "\xFE\xFF", 2));
    if (!marked && memchr(text, 0, *len)) {
        free(text);
        chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT, "%s is not a text", path);
        return NULL;
    }
    if (*len >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) {
        *len -= 3;
        memmove(text, text + 3, *len);
    }
    return marked || !is_utf8(text, *len) ? to_utf8_take(text, len) : text;
}

chela_status
files_read_text(struct chela_call *call, const char *path)
{
    struct place place = PLACE_NONE;
    chela_status status;
    int          fd = open_file(call, path, &place, &status);
    if (fd < 0)
        return status;
    place_done(&place);
    char   *text  = malloc(MAX_TEXT + 1);
    ssize_t got   = text ? read(fd, text, MAX_TEXT + 1) : -1;
    int     error = errno;
    close(fd);
    if (got < 0) {
        free(text);
        return fail_errno(call, error, CHELA_NO_EFFECT, path);
    }
    bool   truncated = (size_t)got > MAX_TEXT;
    size_t len       = truncated ? whole_characters(text, MAX_TEXT) : (size_t)got;
    text             = decode_take(call, text, &len, path);
    if (!text)
        return CHELA_INVALID;
    json_t *reply =
        json_pack("{s:s%, s:s, s:b}", "text", text, len, "path", path, "truncated", truncated);
    free(text);
    return chela_reply_take(call, reply);
}

chela_status
files_open(struct chela_call *call, const char *path)
{
    struct place place = PLACE_NONE;
    char         ref[CHELA_REF_SIZE];
    chela_status status;
    int          fd = open_file(call, path, &place, &status);
    if (fd < 0)
        return status;
    status = chela_attach(call, fd, "application/octet-stream", place.name, ref);
    close(fd);
    place_done(&place);
    if (status < 0)
        return chela_failf(call, status, CHELA_NO_EFFECT, "%s cannot be handed over", path);
    return chela_replyf(call, "{s:s}", "file", ref);
}

// ---- writing ----

static int
copy_all(int from, int to)
{
    char    buffer[65536];
    ssize_t got;
    while ((got = read(from, buffer, sizeof buffer)) > 0)
        if (chela_write_all(to, buffer, (size_t)got) < 0)
            return errno;
    return got < 0 ? errno : fsync(to) < 0 ? errno : 0;
}

// Writes `text`, or the content of `from`, to a temporary file in the folder and gives it the name
// or one like it that is free.
static int
write_new(int folder, const char *name, const char *text, int from, char ret_name[MAX_NAME])
{
    char temporary[MAX_NAME];
    temporary_name(temporary);
    int fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return errno;
    int error = 0;
    if (!text)
        error = copy_all(from, fd);
    else if (chela_write_all(fd, text, strlen(text)) < 0 || fsync(fd) < 0)
        error = errno;
    close(fd);
    if (!error)
        error = move_to_free_name(folder, temporary, folder, name, ret_name);
    if (error)
        unlinkat(folder, temporary, 0);
    else
        fsync(folder);
    return error;
}

static chela_status
write_reply(struct chela_call *call, const char *folder, const char *name, const char *text,
            int from)
{
    struct files *files = call->state;
    struct place  place = PLACE_NONE;
    char          made[MAX_NAME], path[MAX_PATH];
    int           fd;
    chela_status  status;
    if (!name_valid(name))
        return chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT,
                           "name: \"%s\" cannot be the name of a file", name);
    if (!chela_store_begin(files->done, call, &status))
        return status;
    status = target_folder(call, folder, NULL, &place, &fd);
    if (status < 0)
        return chela_store_fail(files->done, call, status, "there is no such folder");
    int error = write_new(fd, name, text, from, made);
    close(fd);
    if (!error && !join_path(path, place.path, made))
        error = ENAMETOOLONG;
    if (error)
        chela_failf(call, chela_status_from_errno(error), CHELA_NO_EFFECT,
                    "%s cannot be written in %s", name, place.path);
    place_done(&place);
    if (error)
        return chela_store_fail(files->done, call, chela_status_from_errno(error), name);
    return chela_store_commit_take(files->done, call,
                                   json_pack("{s:s, s:[s]}", "path", path, "paths", path));
}

chela_status
files_write_text(struct chela_call *call, const char *text, const char *name, const char *folder)
{
    char full[MAX_NAME];
    int  len = snprintf(full, sizeof full, "%s%s", name, strrchr(name, '.') ? "" : ".txt");
    if (len < 0 || (size_t)len >= sizeof full)
        return chela_fail(call, CHELA_LIMIT, CHELA_NO_EFFECT, "name: it is too long");
    return write_reply(call, folder, full, text, -1);
}

chela_status
files_save(struct chela_call *call, int file, const char *name, const char *folder)
{
    return write_reply(call, folder, name, NULL, file);
}
