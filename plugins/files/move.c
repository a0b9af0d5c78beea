// move.c - files.move and its inverse.
#include "files.h"
#include "files.chela.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <chela/file.h>

// The whole or nothing: what was moved before a failure goes back.
static chela_status
fail_and_put_back(struct chela_call *call, const struct places *places, size_t moved, int folder,
                  int error, const char *path)
{
    bool back = true;
    while (moved--) {
        const struct place *place = &places->items[moved];
        back &= move_entry(folder, place->name, place->dirfd, place->name) == 0;
    }
    return fail_errno(call, error, back ? CHELA_NO_EFFECT : CHELA_EFFECT_UNKNOWN, path);
}

static chela_status
move_all(struct chela_call *call, const struct places *places, const struct place *target,
         int folder, json_t *paths, json_t *moves)
{
    for (size_t i = 0; i < places->count; i++) {
        const struct place *place = &places->items[i];
        char                to[MAX_PATH];
        int                 error = join_path(to, target->path, place->name) ? 0 : ENAMETOOLONG;
        if (!error)
            error = move_entry(place->dirfd, place->name, folder, place->name);
        if (error)
            return fail_and_put_back(call, places, i, folder, error,
                                     error == EEXIST ? to : place->path);
        json_array_append_new(paths, json_string(to));
        json_array_append_new(moves, json_pack("{s:s, s:s}", "from", place->path, "to", to));
    }
    fsync(folder);
    return CHELA_OK;
}

chela_status
files_move(struct chela_call *call, const char *paths_json, const char *folder)
{
    struct files *files  = call->state;
    struct place  target = PLACE_NONE;
    struct places places = {NULL, 0};
    int           fd;
    chela_status  status;
    if (!chela_store_begin(files->done, call, &status))
        return status;
    json_t *paths = json_array(), *moves = json_array();
    status = target_folder(call, folder, NULL, &target, &fd);
    if (status == CHELA_OK) {
        status = places_find(call, paths_json, &places);
        if (status == CHELA_OK)
            status = move_all(call, &places, &target, fd, paths, moves);
        close(fd);
    }
    json_t *reply =
        json_pack("{s:o, s:s, s:o}", "paths", paths, "folder", target.path, "moves", moves);
    places_done(&places);
    place_done(&target);
    if (status == CHELA_OK)
        return chela_store_commit_take(files->done, call, reply);
    json_decref(reply);
    return chela_store_fail(files->done, call, status, "the files could not be moved");
}

// ---- and back ----

// Moves `to` back to `from`.
static chela_status
put_back(struct chela_call *call, const char *from, const char *to)
{
    struct files *files = call->state;
    struct place  now = PLACE_NONE, before = PLACE_NONE;
    chela_status  status = place_find(call, &files->roots, to, &now);
    if (status == CHELA_OK)
        status = place_find(call, &files->roots, from, &before);
    if (status == CHELA_OK) {
        int error = move_entry(now.dirfd, now.name, before.dirfd, before.name);
        if (error)
            status = fail_errno(call, error, CHELA_EFFECT_UNKNOWN, error == EEXIST ? from : to);
    }
    place_done(&before);
    place_done(&now);
    return status;
}

chela_status
files_put_back(struct chela_call *call, const char *moves_json)
{
    struct files *files = call->state;
    chela_status  status;
    size_t        i;
    json_t       *move;
    if (!chela_store_begin(files->done, call, &status))
        return status;
    json_t *moves = json_loads(moves_json, 0, NULL), *paths = json_array(), *undo = json_array();
    json_array_foreach(moves, i, move)
    {
        const char *from = json_string_value(json_object_get(move, "from"));
        const char *to   = json_string_value(json_object_get(move, "to"));
        status           = put_back(call, from, to);
        if (status < 0)
            break;
        json_array_append_new(paths, json_string(from));
        json_array_append_new(undo, json_pack("{s:s, s:s}", "from", to, "to", from));
    }
    json_decref(moves);
    json_t *reply = json_pack("{s:o, s:o}", "paths", paths, "moves", undo);
    if (status == CHELA_OK)
        return chela_store_commit_take(files->done, call, reply);
    json_decref(reply);
    return chela_store_fail(files->done, call, status, "the files could not be put back");
}
