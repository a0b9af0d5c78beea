// pictures.c - saving made pictures, taking them back and bringing them back.
#include "documents.chela.h" // generated from manifest.json: prototypes and tables

#include "pictures.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chela/file.h>
#include <chela/records.h>
#include <chela/sdk.h>

#define NAMES_MAX 1000 // "name-1000.png": then the folder has a problem that is not ours

struct pictures {
    char                 *folder;    // of the user's, absolute
    int                   fd;        // of the folder
    int                   discarded; // of what was taken back
    struct chela_records *made;      // by key: the name that the call wrote
};

// ---- open and close ----

static int
open_folder(const char *path)
{
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return -1;
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool
open_folders(struct pictures *pictures, const char *data)
{
    char made[PICTURE_PATH];
    char history[PICTURE_PATH];
    char discarded[PICTURE_PATH];
    snprintf(made, sizeof(made), "%s/made", data);
    snprintf(history, sizeof(history), "%s/history", data);
    snprintf(discarded, sizeof(discarded), "%s/discarded", data);
    pictures->fd = open_folder(pictures->folder);
    if (pictures->fd < 0)
        return false;
    pictures->discarded = open_folder(discarded);
    pictures->made      = chela_records_open(made, ".name", history);
    return pictures->discarded >= 0 && pictures->made;
}

chela_status
pictures_open(struct chela_call *opening, struct pictures **ret_pictures)
{
    json_t          *config   = chela_config(opening);
    const char      *folder   = json_string_value(json_object_get(config, "folder"));
    struct pictures *pictures = calloc(1, sizeof(*pictures));
    if (pictures) {
        pictures->fd = pictures->discarded = -1;
        pictures->folder                   = strdup(folder ? folder : "");
    }
    json_decref(config);
    if (!pictures || !pictures->folder) {
        pictures_close(pictures);
        return CHELA_NO_MEMORY;
    }
    if (!open_folders(pictures, chela_get(opening, "data_dir"))) {
        chela_status status = chela_failf(opening, CHELA_UNAVAILABLE, CHELA_NO_EFFECT,
                                          "the pictures folder %s cannot be opened: %s",
                                          pictures->folder, strerror(errno));
        pictures_close(pictures);
        return status;
    }
    *ret_pictures = pictures;
    return CHELA_OK;
}

void
pictures_close(struct pictures *pictures)
{
    if (!pictures)
        return;
    if (pictures->fd >= 0)
        close(pictures->fd);
    if (pictures->discarded >= 0)
        close(pictures->discarded);
    chela_records_close(pictures->made);
    free(pictures->folder);
    free(pictures);
}

// ---- saving ----

// A file name from the user's words: no folders, no control characters, no leading dot.
static void
clean_name(const char *name, char *ret_name, size_t size)
{
    size_t len = 0;
    for (; *name && len + 1 < size; name++) {
        char byte = *name;
        if ((unsigned char)byte < ' ' || byte == '/' || byte == '\\' || (byte == '.' && len == 0))
            byte = '-';
        ret_name[len++] = byte;
    }
    while (len > 0 && ((unsigned char)ret_name[len - 1] & 0xC0) == 0x80 && len + 1 >= size)
        len--; // a character that was cut
    ret_name[len] = 0;
}

// The first free name; it is noted under the key before the picture is written, so that a repeated
// call finishes the same file.
static chela_status
choose_name(struct pictures *pictures, const char *key, const char *name, const char *suffix,
            char *ret_name, size_t size)
{
    char   id[CHELA_RECORD_ID];
    char   clean[128];
    char  *noted = NULL;
    size_t len   = 0;
    chela_records_id(key, id);
    chela_status status = chela_records_read(pictures->made, id, &noted, &len);
    if (status == CHELA_OK)
        snprintf(ret_name, size, "%s", noted);
    free(noted);
    if (status != CHELA_NOT_FOUND)
        return status;
    clean_name(name, clean, sizeof(clean));
    for (int i = 1; i <= NAMES_MAX; i++) {
        if (i == 1)
            snprintf(ret_name, size, "%s%s", clean, suffix);
        else
            snprintf(ret_name, size, "%s-%d%s", clean, i, suffix);
        if (faccessat(pictures->fd, ret_name, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
            return chela_records_write(pictures->made, id, key, ret_name, strlen(ret_name), NULL);
    }
    return CHELA_LIMIT;
}

chela_status
pictures_save(struct chela_call *call, const char *name, const char *suffix, const void *data,
              size_t len, char ret_path[PICTURE_PATH])
{
    char             file[256];
    struct pictures *pictures = call->state;
    chela_status     status =
        choose_name(pictures, chela_get(call, "key"), name, suffix, file, sizeof(file));
    if (status == CHELA_OK)
        status = chela_file_create(pictures->fd, file, 0600, data, len);
    if (status < 0 && status != CHELA_CONFLICT) // there already: the same key wrote it
        return chela_failf(call, status, CHELA_NO_EFFECT, "the picture %s%s cannot be saved in %s",
                           name, suffix, pictures->folder);
    snprintf(ret_path, PICTURE_PATH, "%s/%s", pictures->folder, file);
    return CHELA_OK;
}

// ---- taking back ----

// The name inside our folder; NULL when the path lies elsewhere.
static const char *
name_in_folder(const struct pictures *pictures, const char *path)
{
    size_t len = strlen(pictures->folder);
    if (strncmp(path, pictures->folder, len) != 0 || path[len] != '/')
        return NULL;
    const char *name = path + len + 1;
    return *name && *name != '.' && !strchr(name, '/') ? name : NULL;
}

// By copy: the two folders may lie on different file systems.
static chela_status
move(int from, int to, const char *name)
{
    char        *data   = NULL;
    size_t       len    = 0;
    chela_status status = chela_file_read(from, name, PICTURE_MAX, &data, &len);
    if (status == CHELA_OK)
        status = chela_file_create(to, name, 0600, data, len);
    if (status == CHELA_OK && unlinkat(from, name, 0) < 0)
        status = chela_status_from_errno(errno);
    free(data);
    return status;
}

static chela_status
move_and_reply(struct chela_call *call, const char *path, bool back)
{
    struct pictures *pictures = call->state;
    const char      *name     = name_in_folder(pictures, path);
    if (!name)
        return chela_failf(call, CHELA_INVALID, CHELA_NO_EFFECT, "%s is not a picture in %s", path,
                           pictures->folder);
    int          from   = back ? pictures->discarded : pictures->fd;
    int          to     = back ? pictures->fd : pictures->discarded;
    chela_status status = move(from, to, name);
    // Repeated: it lies where it should.
    if (status == CHELA_NOT_FOUND && faccessat(to, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        status = CHELA_OK;
    if (status < 0)
        return chela_failf(call, status, CHELA_NO_EFFECT, "%s cannot be %s", path,
                           back ? "brought back" : "taken back");
    return chela_replyf(call, "{s:s}", "path", path);
}

chela_status
documents_discard(struct chela_call *call, const char *path)
{
    return move_and_reply(call, path, false);
}

chela_status
documents_restore(struct chela_call *call, const char *path)
{
    return move_and_reply(call, path, true);
}
