// roots.h - the folders the user has opened to this plugin, and how paths and names lead into them.
//
// Every path is walked from a root's descriptor component by component without following links: a
// link that a download brought cannot lead anywhere.
#ifndef FILES_ROOTS_H
#define FILES_ROOTS_H

#include <stdbool.h>
#include <stddef.h>

#include <chela/sdk.h>

#define MAX_ROOTS 32
#define MAX_PATH 4096
#define MAX_NAME 256

struct root {
    char *path; // absolute, without a slash at the end
    int   fd;   // -1: the folder does not exist
};

struct roots {
    struct root items[MAX_ROOTS];
    size_t      count;
};

// A place below a root.
struct place {
    int  dirfd;          // of the folder that holds it; owned by the place
    char name[MAX_NAME]; // "." for a root itself
    char path[MAX_PATH]; // absolute
};
#define PLACE_NONE                                                                                 \
    {                                                                                              \
        -1, "", ""                                                                                 \
    }

chela_status
roots_open(struct chela_call *opening, struct roots *roots);
void
roots_close(struct roots *roots);

// Where an absolute path lies. Its folder exists; whether it does itself is the caller's to find
// out. On failure the call has been failed with a sentence, without effect.
chela_status
place_find(struct chela_call *call, const struct roots *roots, const char *path,
           struct place *ret_place);

// The folder that the user means: an absolute path, the name of a root in English or Chinese ("my
// downloads", "文档"), a path below it ("Documents/Taxes") or the name of a folder below any root.
// CHELA_CONFLICT when several have the name. On failure the call has been failed.
chela_status
folder_find(struct chela_call *call, const struct roots *roots, const char *said,
            struct place *ret_place);

// The folder that holds `path`, which is one of the plugin's own results.
chela_status
folder_of(struct chela_call *call, const struct roots *roots, const char *path,
          struct place *ret_place);

// A descriptor of the place as a folder; the place keeps its own. -1 with errno.
int
place_open_folder(const struct place *place);
void
place_done(struct place *place);

// dir/name; false when it is too long.
bool
join_path(char ret_path[MAX_PATH], const char *dir, const char *name);

#endif
