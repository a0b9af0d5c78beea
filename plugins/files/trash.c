// trash.c - the plugin's own trash, laid out as the FreeDesktop trash specification has it: the
// file as files/trash-N, where it came from in info/trash-N.trashinfo.
#include "files.h"
#include "files.chela.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chela/file.h>
#include <chela/query.h>
#include <chela/time.h>

#define MAX_INFO ((size_t)16 * 1024)
#define MAX_TRIES 1000

// ---- the info file ----

// The path as the specification wants it: percent-encoded.
static void
encode_path(const char *path, char *out, size_t size)
{
    size_t used = 0;
    for (const unsigned char *at = (const unsigned char *)path; *at && used + 4 < size; at++) {
        bool plain = (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') ||
                     (*at >= 'A' && *at <= 'Z') || strchr("/-_.~", *at);
        used += (size_t)snprintf(out + used, size - used, plain ? "%c" : "%%%02X", *at);
    }
}

static bool
decode_path(const char *text, size_t len, char ret_path[MAX_PATH])
{
    size_t used = 0;
    for (size_t i = 0; i < len && used + 1 < MAX_PATH; i++) {
        unsigned byte = (unsigned char)text[i];
        if (byte == '%' && (i + 2 >= len || sscanf(text + i + 1, "%2x", &byte) != 1))
            return false;
        i += text[i] == '%' ? 2 : 0;
        ret_path[used++] = (char)byte;
    }
    ret_path[used] = '\0';
    return used > 0 && ret_path[0] == '/';
}

static int
info_name(char ret_name[MAX_NAME], const char *id)
{
    return snprintf(ret_name, MAX_NAME, "info/%s.trashinfo", id);
}

static int
file_name(char ret_name[MAX_NAME], const char *id)
{
    return snprintf(ret_name, MAX_NAME, "files/%s", id);
}

// Reserves "trash-N" by its info file, as the specification says: first the info, then the file. No
// number comes twice: an undo must not bring back another file.
static int
reserve(struct chela_call *call, const char *path, char ret_id[CHELA_STORE_ID_SIZE])
{
    struct files      *files = call->state;
    char               encoded[3 * MAX_PATH], info[3 * MAX_PATH + 128], name[MAX_NAME];
    struct chela_civil now   = {0};
    struct chela_zone *zone  = NULL;
    int64_t            local = chela_now(call);
    if (chela_zone_load(chela_get(call, "zone"), &zone) == CHELA_OK)
        local += chela_zone_offset(zone, local);
    chela_zone_free(zone);
    now = chela_civil_from_seconds(local);
    encode_path(path, encoded, sizeof encoded);
    int          len    = snprintf(info, sizeof info,
                                   "[Trash Info]\nPath=%s\nDeletionDate=%04d-%02d-%02dT%02d:%02d:%02d\n",
                                   encoded, now.year, now.month, now.day, now.hour, now.minute, now.second);
    chela_status status = CHELA_CONFLICT; // a number that a crash kept from being counted
    for (int tries = 0; status == CHELA_CONFLICT && tries < MAX_TRIES; tries++) {
        status = chela_store_add_take(files->done, "trash", json_object(), ret_id);
        info_name(name, ret_id);
        if (status == CHELA_OK)
            status = chela_file_create(files->trash, name, 0600, info, (size_t)len);
    }
    return status < 0 ? EIO : 0;
}

struct trashed {
    char path[MAX_PATH];
    char deleted[CHELA_TIME_SIZE]; // local time without an offset
};

static bool
read_info(int trash, const char *id, struct trashed *ret_trashed)
{
    char   name[MAX_NAME];
    char  *text;
    size_t len;
    info_name(name, id);
    if (chela_file_read(trash, name, MAX_INFO, &text, &len) < 0)
        return false;
    const char *path = strstr(text, "\nPath="), *date = strstr(text, "\nDeletionDate=");
    bool good = path && date && decode_path(path + 6, strcspn(path + 6, "\n"), ret_trashed->path);
    if (good)
        snprintf(ret_trashed->deleted, sizeof ret_trashed->deleted, "%.19s", date + 14);
    free(text);
    return good;
}

// ---- into the trash ----

static int
trash_one(struct chela_call *call, const struct place *place, json_t *ids)
{
    struct files *files = call->state;
    char          id[CHELA_STORE_ID_SIZE], name[MAX_NAME];
    int           error = reserve(call, place->path, id);
    if (error)
        return error;
    file_name(name, id);
    error = move_entry(place->dirfd, place->name, files->trash, name);
    if (error) {
        info_name(name, id);
        unlinkat(files->trash, name, 0);
        return error;
    }
    json_array_append_new(ids, json_string(id));
    return 0;
}

// Brings back what a failed call had put into the trash already.
static bool
take_out_again(struct files *files, const struct places *places, const json_t *ids)
{
    bool back = true;
    for (size_t i = json_array_size(ids); i--;) {
        char        name[MAX_NAME];
        const char *id = json_string_value(json_array_get(ids, i));
        file_name(name, id);
        back &= move_entry(files->trash, name, places->items[i].dirfd, places->items[i].name) == 0;
        info_name(name, id);
        unlinkat(files->trash, name, 0);
    }
    return back;
}

chela_status
files_trash(struct chela_call *call, const char *paths_json)
{
    struct files *files  = call->state;
    struct places places = {NULL, 0};
    chela_status  status;
    if (!chela_store_begin(files->done, call, &status))
        return status;
    json_t *ids = json_array();
    status      = places_find(call, paths_json, &places);
    for (size_t i = 0; status == CHELA_OK && i < places.count; i++) {
        int error = trash_one(call, &places.items[i], ids);
        if (error)
            status = fail_errno(call, error,
                                take_out_again(files, &places, ids) ? CHELA_NO_EFFECT
                                                                    : CHELA_EFFECT_UNKNOWN,
                                places.items[i].path);
    }
    json_t *reply = json_pack("{s:o, s:I}", "ids", ids, "count", (json_int_t)json_array_size(ids));
    places_done(&places);
    if (status == CHELA_OK)
        return chela_store_commit_take(files->done, call, reply);
    json_decref(reply);
    return chela_store_fail(files->done, call, status, "the files could not be put into the trash");
}

// ---- out of the trash ----

// To where it came from; when something else has that name now, to one beside it.
static chela_status
restore_one(struct chela_call *call, const char *id, json_t *paths)
{
    struct files  *files = call->state;
    struct trashed trashed;
    struct place   place = PLACE_NONE;
    char           name[MAX_NAME], made[MAX_NAME], path[MAX_PATH];
    if (!read_info(files->trash, id, &trashed))
        return chela_failf(call, CHELA_NOT_FOUND, CHELA_NO_EFFECT, "there is no %s in the trash",
                           id);
    chela_status status = place_find(call, &files->roots, trashed.path, &place);
    if (status < 0)
        return status;
    file_name(name, id);
    int error = move_to_free_name(files->trash, name, place.dirfd, place.name, made);
    if (!error) {
        const char *slash = strrchr(trashed.path, '/');
        snprintf(path, sizeof path, "%.*s/%.255s", (int)(slash - trashed.path), trashed.path, made);
        json_array_append_new(paths, json_string(path));
        info_name(name, id);
        unlinkat(files->trash, name, 0);
        (void)chela_store_put_take(files->done, id, NULL, NULL);
        fsync(place.dirfd);
    }
    place_done(&place);
    return error ? fail_errno(call, error, CHELA_EFFECT_UNKNOWN, trashed.path) : CHELA_OK;
}

chela_status
files_restore(struct chela_call *call, const char *ids_json)
{
    struct files *files = call->state;
    chela_status  status;
    size_t        i;
    json_t       *id;
    if (!chela_store_begin(files->done, call, &status))
        return status;
    json_t *ids = json_loads(ids_json, 0, NULL), *paths = json_array();
    json_array_foreach(ids, i, id)
    {
        status = restore_one(call, json_string_value(id), paths);
        if (status < 0)
            break;
    }
    json_decref(ids);
    json_t *reply = json_pack("{s:o}", "paths", paths);
    if (status == CHELA_OK)
        return chela_store_commit_take(files->done, call, reply);
    json_decref(reply);
    return chela_store_fail(files->done, call, status, "the files could not be restored");
}

// ---- what is in it ----

static void
list_one(struct chela_call *call, const char *id, const struct chela_query *query,
         const struct chela_zone *zone, json_t *list)
{
    struct files  *files = call->state;
    struct trashed trashed;
    char           text[CHELA_TIME_SIZE + 8], deleted[CHELA_TIME_SIZE];
    int64_t        at = 0;
    if (!read_info(files->trash, id, &trashed))
        return;
    const char *name = strrchr(trashed.path, '/') + 1;
    if (query && chela_query_score(query, name, strlen(name)) < 1)
        return;
    snprintf(text, sizeof text, "%sZ", trashed.deleted);
    (void)chela_time_parse(text, &at, NULL);
    chela_zone_write(zone, chela_zone_utc(zone, at), deleted);
    json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "id", id, "name", name, "path",
                                          trashed.path, "deleted", deleted));
}

chela_status
files_list_trash(struct chela_call *call, const char *query)
{
    struct files       *files = call->state;
    struct chela_query *words = NULL;
    struct chela_zone  *zone  = NULL;
    int                 fd    = openat(files->trash, "info", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR                *dir   = fd < 0 ? NULL : fdopendir(fd);
    if (!dir || chela_zone_load(chela_get(call, "zone"), &zone) < 0) {
        if (dir)
            closedir(dir);
        return chela_fail(call, CHELA_UNAVAILABLE, CHELA_NO_EFFECT, "the trash cannot be read");
    }
    if (query)
        (void)chela_query_new(query, 0, &words);
    json_t *list = json_array();
    for (struct dirent *entry; (entry = readdir(dir));) {
        char  id[CHELA_STORE_ID_SIZE];
        char *dot = strstr(entry->d_name, ".trashinfo");
        if (!dot || (size_t)(dot - entry->d_name) >= sizeof id)
            continue;
        memcpy(id, entry->d_name, (size_t)(dot - entry->d_name));
        id[dot - entry->d_name] = '\0';
        list_one(call, id, words, zone, list);
    }
    closedir(dir);
    chela_query_free(words);
    chela_zone_free(zone);
    return chela_replyf(call, "{s:o}", "files", list);
}
