// install.c - moves a verified package into the user's store, or a plugin out of it; called by
// `chela install` and `chela remove`.
#include "package/store_private.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

// ---- may it come in? ----

static chela_status
check_publisher(const struct chela__stores *stores, const struct chela__package *package,
                const unsigned char before[CHELA__KEY_BYTES], struct chela_error *err)
{
    char key[CHELA__KEY_TEXT];
    if (chela__keyring_continues(stores->ring, &package->block, before,
                                 package->judgement.publisher))
        return CHELA_OK;
    chela__key_text(package->judgement.publisher, key);
    return chela__error(err, CHELA_UNTRUSTED,
                        "signed by a stranger: %s came from another publisher before, and no "
                        "rotation leads to key %s",
                        package->manifest->id, key);
}

static chela_status
check_version(const struct chela__package *package, const char *seen, struct chela_error *err)
{
    if (!seen[0] || chela__version_compare(package->manifest->version, seen) >= 0)
        return CHELA_OK;
    return chela__error(err, CHELA_UNTRUSTED,
                        "downgraded: %s is version %s, but %s was installed before; versions never "
                        "go back",
                        package->manifest->id, package->manifest->version, seen);
}

// Against what is in use now, the image included.
static chela_status
check_current(const struct chela__stores *stores, const struct chela__package *package,
              struct chela_error *err)
{
    struct chela__version version = {.layer = CHELA__LAYER_USER};
    struct chela__checked checked = {.dirfd = -1};
    struct chela_error    ignored = CHELA_ERROR_INIT;
    if (chela__store_current(stores, package->manifest->id, &version, &checked, &ignored) < 0)
        return CHELA_OK; // nothing, or nothing that can be used
    chela_status status = check_version(package, version.text, err);
    if (status == CHELA_OK)
        status = check_publisher(stores, package, checked.judgement.publisher, err);
    if (status == CHELA_OK && package->judgement.tier > checked.judgement.tier)
        status = chela__error(err, CHELA_UNTRUSTED,
                              "downgraded: %s is of tier %s, this package only of tier %s",
                              package->manifest->id, chela__tier_name(checked.judgement.tier),
                              chela__tier_name(package->judgement.tier));
    chela__checked_done(&checked);
    return status;
}

static chela_status
check_history(const struct chela__stores *stores, const struct chela__package *package,
              struct chela_error *err)
{
    struct chela__seen seen;
    const char        *store  = stores->folders[CHELA__LAYER_USER];
    chela_status       status = chela__seen_read(store, package->manifest->id, &seen, err);
    if (status == CHELA_OK)
        status = check_version(package, seen.version, err);
    if (status == CHELA_OK && seen.version[0])
        status = check_publisher(stores, package, seen.publisher, err);
    return status < 0 ? status : check_current(stores, package, err);
}

// ---- bringing it in ----

static chela_status
put_into_store(const struct chela__stores *stores, const struct chela__package *package,
               struct chela_error *err)
{
    struct chela__version version = {.layer = CHELA__LAYER_USER};
    const char           *store   = stores->folders[CHELA__LAYER_USER];
    (void)snprintf(version.text, sizeof version.text, "%.20s", package->manifest->version);
    char *folder = chela__store_folder(stores, &version, package->manifest->id);
    if (!folder)
        return chela__error_memory(err);
    chela_status status = chela__store_put(store, folder, package, err);
    free(folder);
    return status;
}

// Two versions stay: the new one and the one that a task may still use.
static void
prune(const struct chela__stores *stores, const char *id)
{
    struct chela__version *versions = NULL;
    size_t                 count = 0, kept = 0;
    if (chela__store_versions(stores, id, &versions, &count, NULL) < 0)
        return;
    for (size_t i = 0; i < count; i++) {
        if (versions[i].layer != CHELA__LAYER_USER || ++kept <= 2)
            continue;
        char *folder = chela__store_folder(stores, &versions[i], id);
        if (folder)
            (void)chela__remove_tree(AT_FDCWD, folder, NULL);
        free(folder);
    }
    free(versions);
}

// What was seen is written first: a crash in between loses an installation, never the memory of it.
static chela_status
install(const struct chela__stores *stores, const struct chela__package *package,
        struct chela_error *err)
{
    const char        *store = stores->folders[CHELA__LAYER_USER];
    struct chela__seen seen;
    chela_status       status = check_history(stores, package, err);
    if (status < 0)
        return status;
    (void)snprintf(seen.version, sizeof seen.version, "%.20s", package->manifest->version);
    memcpy(seen.publisher, package->judgement.publisher, CHELA__KEY_BYTES);
    status = chela__seen_write(store, package->manifest->id, &seen, err);
    if (status == CHELA_OK)
        status = put_into_store(stores, package, err);
    if (status == CHELA_OK)
        status = chela__store_stamp(store, err);
    if (status == CHELA_OK)
        prune(stores, package->manifest->id);
    return status;
}

chela_status
chela__store_install(struct chela__stores *stores, const char *file, char **ret_id,
                     struct chela_error *err)
{
    struct chela__package package;
    int                   lock   = -1;
    char                 *id     = NULL;
    chela_status          status = chela__package_open(file, stores->ring, &package, err);
    if (status < 0)
        return status;
    status = chela__store_lock(stores->folders[CHELA__LAYER_USER], &lock, err);
    if (status == CHELA_OK) {
        id     = strdup(package.manifest->id);
        status = id ? install(stores, &package, err) : chela__error_memory(err);
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

chela_status
chela__store_remove(struct chela__stores *stores, const char *id, struct chela_error *err)
{
    const char *store = stores->folders[CHELA__LAYER_USER];
    int         lock  = -1;
    struct stat info;
    if (!chela__plugin_id_valid(id))
        return chela__error(err, CHELA_NOT_FOUND, "%.100s: no such plugin", id);
    chela_status status = chela__store_lock(store, &lock, err);
    if (status < 0)
        return status;
    char *folder = chela__path(store, id);
    if (!folder)
        status = chela__error_memory(err);
    else if (lstat(folder, &info))
        status = chela__error(err, CHELA_NOT_FOUND,
                              "%s: you have not installed it (what the image brings stays)", id);
    else
        status = chela__remove_tree(AT_FDCWD, folder, err);
    if (status == CHELA_OK)
        status = chela__store_stamp(store, err);
    free(folder);
    close(lock);
    return status;
}
