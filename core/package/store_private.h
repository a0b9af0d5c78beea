// store_private.h - what the files about stores share.
#ifndef CHELA_PACKAGE_STORE_PRIVATE_H
#define CHELA_PACKAGE_STORE_PRIVATE_H

#include "package/package.h"
#include "package/store.h"

#define CHELA__STORE_LAYERS 2
enum chela__layer { CHELA__LAYER_IMAGE, CHELA__LAYER_USER };

struct chela__stores {
    char                        *folders[CHELA__STORE_LAYERS]; // NULL: no image
    const struct chela__keyring *ring;
};

// One version of a plugin on disk.
struct chela__version {
    enum chela__layer layer;
    char              text[24];
};
// All versions of an id in all layers, newest first (user before image at the same version). The
// caller frees them. None is CHELA_OK with count 0.
chela_status
chela__store_versions(const struct chela__stores *stores, const char *id,
                      struct chela__version **ret_versions, size_t *ret_count,
                      struct chela_error *err);

// The ids of all layers, sorted, each once. free() the array and each.
chela_status
chela__store_ids(const struct chela__stores *stores, char ***ret_ids, size_t *ret_count,
                 struct chela_error *err);
void
chela__store_ids_free(char **ids, size_t count);

// "STORE/ID/VERSION" on the heap.
char *
chela__store_folder(const struct chela__stores *stores, const struct chela__version *version,
                    const char *id);

// An installed version whose signatures hold, without its binary.
struct chela__checked {
    struct chela__manifest *manifest;
    char                   *manifest_text; // its bytes
    struct chela__judgement judgement;
    struct chela__sigblock  block;
    json_t                 *files;
    int                     dirfd;      // of the version's folder
    unsigned                open_flags; // for its files (sealed.h)
};
chela_status
chela__store_check(const struct chela__stores *stores, const char *id,
                   const struct chela__version *version, struct chela__checked *ret_checked,
                   struct chela_error *err);
void
chela__checked_done(struct chela__checked *checked);

// The newest version that holds; CHELA_NOT_FOUND when none is installed, else the newest one's
// error.
chela_status
chela__store_current(const struct chela__stores *stores, const char *id,
                     struct chela__version *ret_version, struct chela__checked *ret_checked,
                     struct chela_error *err);

// ---- writing ----

// Makes the store; one installation at a time. The lock ends with the descriptor.
chela_status
chela__store_lock(const char *store, int *ret_fd, struct chela_error *err);

// True when the folder of an installed version has this very package (by its files.json).
bool
chela__store_has(const char *folder, const struct chela__package *package);

// Puts a package into STORE/ID/VERSION in one rename. CHELA_CONFLICT when another one is there.
chela_status
chela__store_put(const char *store, const char *folder, const struct chela__package *package,
                 struct chela_error *err);

// ---- what was ever installed (seen.json) ----

struct chela__seen {
    char          version[24]; // "" when the id was never there
    unsigned char publisher[CHELA__KEY_BYTES];
};
chela_status
chela__seen_read(const char *store, const char *id, struct chela__seen *ret_seen,
                 struct chela_error *err);
chela_status
chela__seen_write(const char *store, const char *id, const struct chela__seen *seen,
                  struct chela_error *err);

// Renews the stamp, which makes every index old.
chela_status
chela__store_stamp(const char *store, struct chela_error *err);

#endif
