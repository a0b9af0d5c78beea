// image.c - lays packages into the store of an image; called by `chela image`.
#include "package/image.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "package/store_private.h"

// The version of an id that an image has is the only one.
static chela_status
drop_versions(const char *store, const char *id, struct chela_error *err)
{
    char *folder = chela__path(store, id);
    if (!folder)
        return chela__error_memory(err);
    chela_status status =
        access(folder, F_OK) ? CHELA_OK : chela__remove_tree(AT_FDCWD, folder, err);
    free(folder);
    return status;
}

static chela_status
put(const char *store, const struct chela__package *package, struct chela_error *err)
{
    char        *folder = NULL;
    chela_status status = CHELA_OK;
    if (asprintf(&folder, "%s/%s/%s", store, package->manifest->id, package->manifest->version) < 0)
        return chela__error_memory(err);
    if (!chela__store_has(folder, package)) {
        status = drop_versions(store, package->manifest->id, err);
        if (status == CHELA_OK)
            status = chela__store_put(store, folder, package, err);
        if (status == CHELA_OK)
            status = chela__store_stamp(store, err);
    }
    free(folder);
    return status;
}

chela_status
chela__image_put(const char *store, const struct chela__keyring *ring, const char *file,
                 char **ret_id, struct chela_error *err)
{
    struct chela__package package;
    int                   lock   = -1;
    chela_status          status = chela__package_open(file, ring, &package, err);
    if (status < 0)
        return status;
    char *id = strdup(package.manifest->id);
    status   = id ? chela__store_lock(store, &lock, err) : chela__error_memory(err);
    if (status == CHELA_OK) {
        status = put(store, &package, err);
        close(lock);
    }
    chela__package_done(&package);
    if (status < 0) {
        chela__error_prefix(err, "%s", file);
        free(id);
    } else {
        *ret_id = id;
    }
    return status;
}
