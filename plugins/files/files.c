// files - the user's folders: opens them; what the capabilities share.
#include "files.h"
#include "files.chela.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chela/file.h>
#include <chela/time.h>

static void
plugin_close(void *state)
{
    struct files *files = state;
    if (!files)
        return;
    roots_close(&files->roots);
    chela_store_close(files->done);
    if (files->trash >= 0)
        close(files->trash);
    free(files);
}

// $data/Trash with the folders of the trash specification.
static int
open_trash(const char *data_dir)
{
    int fd = -1, data = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (data >= 0) {
        mkdirat(data, "Trash", 0700);
        fd = openat(data, "Trash", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        close(data);
    }
    if (fd >= 0) {
        mkdirat(fd, "files", 0700);
        mkdirat(fd, "info", 0700);
    }
    return fd;
}

static chela_status
plugin_open(struct chela_call *opening, void **ret_state)
{
    struct files *files = calloc(1, sizeof *files);
    if (!files)
        return chela_fail(opening, CHELA_NO_MEMORY, CHELA_NO_EFFECT, "out of memory");
    (void)setlocale(LC_CTYPE, "C.UTF-8"); // names in archives
    files->trash        = open_trash(chela_get(opening, "data_dir"));
    chela_status status = roots_open(opening, &files->roots);
    if (status == CHELA_OK && files->trash < 0)
        status =
            chela_fail(opening, CHELA_UNAVAILABLE, CHELA_NO_EFFECT, "the trash cannot be opened");
    if (status == CHELA_OK)
        status = chela_store_open(opening, "answers", &files->done);
    if (status < 0)
        plugin_close(files);
    else
        *ret_state = files;
    return status;
}

CHELA_PLUGIN(files, .open = plugin_open, .close = plugin_close);

// ---- entries ----

json_t *
entry_json(const char *path, const char *name, const struct stat *info)
{
    char changed[CHELA_TIME_SIZE];
    if (!S_ISREG(info->st_mode) && !S_ISDIR(info->st_mode))
        return NULL;
    chela_time_write(info->st_mtim.tv_sec, 0, changed);
    return json_pack("{s:s, s:s, s:s, s:I, s:s}", "path", path, "name", name, "kind",
                     S_ISDIR(info->st_mode) ? "folder" : "file", "size",
                     (json_int_t)(S_ISDIR(info->st_mode) ? 0 : info->st_size), "changed", changed);
}

bool
name_valid(const char *name)
{
    size_t len = strlen(name);
    if (!len || len >= MAX_NAME - 16 || name[0] == '.')
        return false;
    for (const char *at = name; *at; at++)
        if (*at == '/' || (unsigned char)*at < ' ' || *at == 0x7F)
            return false;
    return true;
}

chela_status
fail_errno(struct chela_call *call, int error, int32_t effect, const char *path)
{
    const char *why = error == EEXIST   ? "is there already; nothing is overwritten"
                      : error == ENOENT ? "does not exist"
                      : error == EACCES || error == EPERM || error == EROFS ? "may not be changed"
                      : error == ENOSPC  ? "does not fit: the disk is full"
                      : error == EFBIG   ? "is too large"
                      : error == EINVAL  ? "cannot be moved into itself"
                      : error == ELOOP   ? "is a link"
                      : error == ENOTSUP ? "holds something that is neither file nor folder"
                                         : "cannot be read or written";
    return chela_failf(call, chela_status_from_errno(error), effect, "%s %s", path, why);
}

chela_status
target_folder(struct chela_call *call, const char *folder, const char *beside,
              struct place *ret_place, int *ret_fd)
{
    struct files *files  = call->state;
    struct place  place  = PLACE_NONE;
    chela_status  status = folder ? folder_find(call, &files->roots, folder, &place)
                                  : folder_of(call, &files->roots, beside, &place);
    if (status < 0)
        return status;
    int fd = place_open_folder(&place);
    if (fd < 0) {
        int error = errno;
        place_done(&place);
        return chela_failf(call, chela_status_from_errno(error), CHELA_NO_EFFECT,
                           "%s is not a folder", place.path);
    }
    *ret_place = place;
    *ret_fd    = fd;
    return CHELA_OK;
}

// ---- several paths ----

static chela_status
find_each(struct chela_call *call, const json_t *paths, struct places *places)
{
    struct files *files = call->state;
    size_t        i;
    json_t       *path;
    json_array_foreach(paths, i, path)
    {
        struct stat   info;
        struct place *place  = &places->items[places->count];
        chela_status  status = place_find(call, &files->roots, json_string_value(path), place);
        if (status < 0)
            return status;
        places->count++;
        if (fstatat(place->dirfd, place->name, &info, AT_SYMLINK_NOFOLLOW) < 0)
            return fail_errno(call, errno, CHELA_NO_EFFECT, place->path);
        if (!strcmp(place->name, "."))
            return chela_failf(call, CHELA_DENIED, CHELA_NO_EFFECT,
                               "%s is one of the user's own folders and stays where it is",
                               place->path);
    }
    return CHELA_OK;
}

chela_status
places_find(struct chela_call *call, const char *paths_json, struct places *ret_places)
{
    json_t       *paths  = json_loads(paths_json, 0, NULL);
    struct places places = {calloc(json_array_size(paths) + 1, sizeof *places.items), 0};
    chela_status  status = CHELA_NO_MEMORY;
    if (paths && places.items)
        status = find_each(call, paths, &places);
    json_decref(paths);
    if (status < 0)
        places_done(&places);
    else
        *ret_places = places;
    return status;
}

void
places_done(struct places *places)
{
    for (size_t i = 0; i < places->count; i++)
        place_done(&places->items[i]);
    free(places->items);
    places->items = NULL;
    places->count = 0;
}
