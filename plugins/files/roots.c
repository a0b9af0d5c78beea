// roots.c - opens the user's folders and walks below them; see roots.h.
#include "roots.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <chela/file.h>

static chela_status
add_root(struct roots *roots, const char *path)
{
    struct root *root = &roots->items[roots->count];
    size_t       len  = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    root->path = strndup(path, len);
    if (!root->path)
        return CHELA_NO_MEMORY;
    root->fd = open(root->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    roots->count++;
    return CHELA_OK;
}

chela_status
roots_open(struct chela_call *opening, struct roots *roots)
{
    json_t      *config = chela_config(opening), *path;
    size_t       i;
    bool         any    = false;
    chela_status status = config ? CHELA_OK : CHELA_NO_MEMORY;
    json_array_foreach(json_object_get(config, "folders"), i, path)
    {
        if (status == CHELA_OK && i < MAX_ROOTS && json_is_string(path))
            status = add_root(roots, json_string_value(path));
        any |= roots->count && roots->items[roots->count - 1].fd >= 0;
    }
    json_decref(config);
    if (status == CHELA_OK && !any)
        status = chela_fail(opening, CHELA_UNAVAILABLE, CHELA_NO_EFFECT,
                            "none of the folders in the setting \"folders\" exists");
    return status;
}

void
roots_close(struct roots *roots)
{
    for (size_t i = 0; i < roots->count; i++) {
        if (roots->items[i].fd >= 0)
            close(roots->items[i].fd);
        free(roots->items[i].path);
    }
    roots->count = 0;
}

bool
join_path(char ret_path[MAX_PATH], const char *dir, const char *name)
{
    int len = snprintf(ret_path, MAX_PATH, "%s/%s", dir, name);
    return len > 0 && len < MAX_PATH;
}

// ---- walking ----

// Whether `path` is the root or lies below it; what follows the root.
static const char *
below(const struct root *root, const char *path)
{
    size_t len = strlen(root->path);
    if (root->fd < 0 || strncmp(path, root->path, len) != 0 || (path[len] && path[len] != '/'))
        return NULL;
    return path + len + strspn(path + len, "/");
}

// The next component of *rest; false at the end. errno ENAMETOOLONG, EXDEV for "..".
static int
next_component(const char **rest, char ret_name[MAX_NAME])
{
    size_t len = strcspn(*rest, "/");
    if (len >= MAX_NAME) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(ret_name, *rest, len);
    ret_name[len] = '\0';
    *rest += len;
    *rest += strspn(*rest, "/");
    if (!strcmp(ret_name, "..")) {
        errno = EXDEV;
        return -1;
    }
    return len > 0;
}

// Opens the folder that holds the last component of `rest`. -1 with errno.
static int
walk(const struct root *root, const char *rest, char ret_name[MAX_NAME])
{
    int fd = fcntl(root->fd, F_DUPFD_CLOEXEC, 0);
    memcpy(ret_name, ".", sizeof ".");
    while (fd >= 0 && *rest) {
        char name[MAX_NAME];
        if (next_component(&rest, name) < 0) {
            close(fd);
            return -1;
        }
        if (!strcmp(name, "."))
            continue;
        if (!*rest) {
            memcpy(ret_name, name, sizeof name);
            break;
        }
        int next  = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int saved = errno;
        close(fd);
        fd    = next;
        errno = saved;
    }
    return fd;
}

static chela_status
fail_path(struct chela_call *call, int error, const char *path)
{
    const char *why = error == EXDEV || error == ELOOP ? "leads out of the user's folders"
                      : error == EACCES                ? "may not be opened"
                      : error == ENAMETOOLONG          ? "is too long"
                                                       : "does not exist";
    return chela_failf(call, chela_status_from_errno(error), CHELA_NO_EFFECT, "%s %s", path, why);
}

chela_status
place_find(struct chela_call *call, const struct roots *roots, const char *path,
           struct place *ret_place)
{
    for (size_t i = 0; i < roots->count; i++) {
        const struct root *root = &roots->items[i];
        const char        *rest = below(root, path);
        if (!rest)
            continue;
        struct place place;
        size_t       len = strlen(path);
        if (len >= MAX_PATH)
            return fail_path(call, ENAMETOOLONG, path);
        place.dirfd = walk(root, rest, place.name);
        if (place.dirfd < 0)
            return fail_path(call, errno, path);
        while (len > 1 && path[len - 1] == '/')
            len--;
        memcpy(place.path, path, len);
        place.path[len] = '\0';
        *ret_place      = place;
        return CHELA_OK;
    }
    return chela_failf(call, CHELA_DENIED, CHELA_NO_EFFECT,
                       "%s is not in one of the folders that this plugin may see", path);
}

int
place_open_folder(const struct place *place)
{
    return openat(place->dirfd, place->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

void
place_done(struct place *place)
{
    if (place->dirfd >= 0)
        close(place->dirfd);
    place->dirfd = -1;
}

chela_status
folder_of(struct chela_call *call, const struct roots *roots, const char *path,
          struct place *ret_place)
{
    char        folder[MAX_PATH];
    const char *slash = strrchr(path, '/');
    size_t      len   = slash ? (size_t)(slash - path) : 0;
    if (!len || len >= MAX_PATH)
        return fail_path(call, ENOENT, path);
    memcpy(folder, path, len);
    folder[len] = '\0';
    return place_find(call, roots, folder, ret_place);
}
