// files.h - what the parts of this plugin share: its state, entries, and moves that never
// overwrite.
#ifndef FILES_FILES_H
#define FILES_FILES_H

#include <sys/stat.h>

#include <chela/sdk.h>
#include <chela/store.h>

#include "roots.h"

#define MAX_COUNT 10000                             // files of one archive, copy or listing
#define MAX_TOTAL ((int64_t)2 * 1024 * 1024 * 1024) // bytes of one archive or copy

struct files {
    struct roots        roots;
    struct chela_store *done;  // answers by idempotency key
    int                 trash; // descriptor of $data/Trash
};

// ---- entries ----

// {"path", "name", "kind", "size", "changed"}; NULL for what is neither file nor folder.
json_t *
entry_json(const char *path, const char *name, const struct stat *info);

// The same for a place, which exists.
json_t *
place_json(const struct place *place);

// ---- moving and copying (transfer.c) ----

// Renames without overwriting; over file systems it copies and then removes. 0 or an errno.
int
move_entry(int from_dir, const char *from, int to_dir, const char *to);

// Removes a file or a folder with all below it. 0 or an errno.
int
remove_entry(int dirfd, const char *name);

// Moves to "name", "name (2)", "name (3)" ..., the first that is free, and writes which. 0 or an
// errno.
int
move_to_free_name(int from_dir, const char *from, int to_dir, const char *name,
                  char ret_name[MAX_NAME]);

// A name for a temporary entry in the target folder.
void
temporary_name(char ret_name[MAX_NAME]);

// ---- names ----

// A file name that is none: slashes, control characters, a dot in front.
bool
name_valid(const char *name);

// Fails the call for an errno: "PATH: WHY".
chela_status
fail_errno(struct chela_call *call, int error, int32_t effect, const char *path);

// Where a new file goes: the named folder, or the one that holds `beside`. On failure the call has
// been failed.
chela_status
target_folder(struct chela_call *call, const char *folder, const char *beside,
              struct place *ret_place, int *ret_fd);

// The places of a JSON array of absolute paths, all of which exist. On failure the call has been
// failed. Empty it with places_done().
struct places {
    struct place *items;
    size_t        count;
};
chela_status
places_find(struct chela_call *call, const char *paths_json, struct places *ret_places);
void
places_done(struct places *places);

#endif
