// place.c - finds the folders a run of `chela` works with; called once by main.c.
#include "cli/place.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"

#define MARKER "chela.place"
#define MARKER_MAX_BYTES 4096

// Where the program lies and what the marker beside it says.
struct origin {
    char    folder[PATH_MAX]; // of the program
    json_t *marker;           // NULL: an installed program
};

static chela_status
find_folder(char ret_folder[PATH_MAX], struct chela_error *err)
{
    ssize_t len = readlink("/proc/self/exe", ret_folder, PATH_MAX - 1);
    if (len <= 0)
        return chela__error_errno(err, errno, "/proc/self/exe");
    ret_folder[len]           = '\0';
    *strrchr(ret_folder, '/') = '\0';
    return CHELA_OK;
}

static chela_status
read_marker(struct origin *origin, struct chela_error *err)
{
    char  *path = chela__path(origin->folder, MARKER);
    char  *data = NULL;
    size_t len  = 0;
    if (!path)
        return chela__error_memory(err);
    chela_status status = CHELA_OK;
    if (access(path, F_OK) == 0)
        status = chela__file_read(AT_FDCWD, path, MARKER_MAX_BYTES, &data, &len, err);
    if (status == CHELA_OK && data)
        status = chela__json_read(data, len, NULL, &origin->marker, err);
    if (status < 0)
        chela__error_prefix(err, "%s", path);
    free(data);
    free(path);
    return status;
}

// "base/path", or the path itself when it is absolute; "../" goes up from base, which has no links
// in it. NULL: out of memory.
static char *
beneath(const char *base, const char *path)
{
    char up[PATH_MAX];
    if (path[0] == '/')
        return strdup(path);
    (void)snprintf(up, sizeof up, "%s", base);
    for (; !strncmp(path, "../", 3) && strrchr(up, '/'); path += 3)
        *strrchr(up, '/') = '\0';
    return chela__path(up, path);
}

static char *
from_here(const char *path)
{
    char here[PATH_MAX];
    if (path[0] == '/' || !getcwd(here, sizeof here))
        return strdup(path);
    return chela__path(here, path);
}

// What the marker says about `key`, else a path below the prefix of the installed program.
static char *
installed(const struct origin *origin, const char *key, const char *below_prefix)
{
    const char *marked = origin->marker ? chela__json_str(origin->marker, key) : NULL;
    return beneath(origin->folder, marked ? marked : below_prefix);
}

static const char *
nonempty(const char *variable)
{
    const char *value = secure_getenv(variable);
    return value && *value ? value : NULL;
}

// An XDG folder counts only for the real home.
static char *
user_folder(const char *home, bool is_real, const char *variable, const char *otherwise)
{
    const char *base = is_real ? nonempty(variable) : NULL;
    char       *path = NULL;
    if (base && base[0] == '/')
        return chela__path(base, "chela");
    return asprintf(&path, "%s/%s/chela", home, otherwise) < 0 ? NULL : path;
}

static chela_status
find_home(const char *option, const struct origin *origin, struct chela__place *place,
          bool *ret_is_real, struct chela_error *err)
{
    const char *marked = origin->marker ? chela__json_str(origin->marker, "home") : NULL;
    const char *named  = option ? option : nonempty("CHELA_HOME");
    *ret_is_real       = false;
    if (named) {
        place->home = from_here(named);
    } else if (marked) {
        place->home = beneath(origin->folder, marked);
    } else if (nonempty("HOME")) {
        place->home  = from_here(nonempty("HOME"));
        *ret_is_real = true;
    } else {
        return chela__error(err, CHELA_INVALID, "no home: set HOME or give --home DIR");
    }
    return CHELA_OK;
}

static void
find_rest(const char *image, const struct origin *origin, bool home_is_real,
          struct chela__place *place)
{
    if (!image)
        image = nonempty("CHELA_IMAGE");
    place->data   = user_folder(place->home, home_is_real, "XDG_DATA_HOME", ".local/share");
    place->cache  = user_folder(place->home, home_is_real, "XDG_CACHE_HOME", ".cache");
    place->store  = place->data ? chela__path(place->data, "store") : NULL;
    place->image  = image ? from_here(image) : installed(origin, "image", "../share/chela/image");
    place->worker = installed(origin, "worker", "../libexec/chela/chela-worker");
    place->sdk    = installed(origin, "sdk", "../share/chela/sdk");
}

static bool
is_complete(const struct chela__place *place)
{
    return place->home && place->data && place->store && place->cache && place->image &&
           place->worker && place->sdk;
}

chela_status
chela__place_find(const char *home, const char *image, struct chela__place *ret_place,
                  struct chela_error *err)
{
    struct origin       origin = {.marker = NULL};
    struct chela__place place  = {0};
    bool                home_is_real;
    chela_status        status = find_folder(origin.folder, err);
    if (status == CHELA_OK)
        status = read_marker(&origin, err);
    if (status == CHELA_OK)
        status = find_home(home, &origin, &place, &home_is_real, err);
    if (status == CHELA_OK) {
        find_rest(image, &origin, home_is_real, &place);
        if (!is_complete(&place))
            status = chela__error_memory(err);
    }
    json_decref(origin.marker);
    if (status < 0)
        chela__place_done(&place);
    else
        *ret_place = place;
    return status;
}

void
chela__place_done(struct chela__place *place)
{
    free(place->home);
    free(place->data);
    free(place->store);
    free(place->cache);
    free(place->image);
    free(place->worker);
    free(place->sdk);
    *place = (struct chela__place){0};
}
