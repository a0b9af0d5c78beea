// store.h - where installed packages lie: a read-only store in the OEM's image, then the user's.
//
// A store is a folder: STORE/PLUGIN-ID/VERSION/{manifest.json types.json files.json signatures
// lib/TRIPLET/plugin.so assets/}, `seen.json` with the highest version ever installed of each id
// and its publisher (kept when a plugin is removed), `stamp`, renewed by every change, and in the
// user's store `index-...`, the catalogue's cache.
#ifndef CHELA_PACKAGE_STORE_H
#define CHELA_PACKAGE_STORE_H

#include "base/error.h"
#include "package/manifest.h"
#include "trust/trust.h"

struct chela__stores;

// `image` is the store of the OEM's image, NULL: none. `user` is made when something is installed.
// The ring is borrowed.
chela_status
chela__stores_open(const char *image, const char *user, const struct chela__keyring *ring,
                   struct chela__stores **ret_stores, struct chela_error *err);
void
chela__stores_free(struct chela__stores *stores);

// Verifies the whole file, unpacks the verified memory with caps, checks every digest and the ELF
// gate and moves the version into the user's store in one rename. The message says which of
// unsigned, altered, truncated, signed by a stranger, downgraded, wrong architecture, revoked or
// malformed it is; what was installed keeps working. free() the id.
chela_status
chela__store_install(struct chela__stores *stores, const char *file, char **ret_id,
                     struct chela_error *err);

// Removes a plugin of the user's store; its version stays remembered.
chela_status
chela__store_remove(struct chela__stores *stores, const char *id, struct chela_error *err);

// The folder of a layer; NULL: there is no image. Borrowed from the stores.
const char *
chela__stores_folder(const struct chela__stores *stores, bool in_image);

// One installed plugin, or one that cannot be used and why.
struct chela__installed {
    const char             *id, *version;
    bool                    in_image;
    chela_status            status; // CHELA_OK: `manifest` is set
    const char             *text;   // why not
    struct chela__manifest *manifest;
};
// Calls `each` for the version in use of every id, sorted by id; of a plugin whose versions are all
// refused, for the newest of them. Stops at the first status below 0.
chela_status
chela__stores_each(struct chela__stores *stores,
                   chela_status (*each)(void *user, const struct chela__installed *installed),
                   void *user, struct chela_error *err);

// A plugin ready to map: signatures of every signer that its tier needs are verified, revocation
// and digest checked, and the `.so` of this machine lies in a sealed memfd.
struct chela__loadable {
    struct chela__manifest *manifest;      // with tier and digest
    char                   *manifest_text; // its bytes: the plugin has the same compiled in
    int                     so_fd;         // sealed memfd
    char                   *folder;        // of the installed version (assets/)
};
// `version` NULL: the one in use.
chela_status
chela__store_load(struct chela__stores *stores, const char *id, const char *version,
                  struct chela__loadable *ret_loadable, struct chela_error *err);
void
chela__loadable_done(struct chela__loadable *loadable);

#endif
