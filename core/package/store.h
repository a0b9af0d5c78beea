// store.h - where installed packages lie: a read-only store in the OEM's image, then the user's.
//
// A store is a folder: STORE/PLUGIN-ID/VERSION/{manifest.json types.json files.json signatures
// lib/TRIPLET/plugin.so assets/}, a tombstone file with the highest version ever seen of each id,
// and `index`, the catalogue's cache.
#ifndef CHELA_PACKAGE_STORE_H
#define CHELA_PACKAGE_STORE_H

#include "base/error.h"
#include "package/manifest.h"
#include "trust/trust.h"

struct chela__stores;

// `image` may be NULL (no OEM layer). `user` is made when it does not exist. The ring is borrowed.
chela_status
chela__stores_open(const char *image, const char *user, const struct chela__keyring *ring,
                   struct chela__stores **ret_stores, struct chela_error *err);
void
chela__stores_free(struct chela__stores *stores);

// Verifies the whole file, unpacks the verified memory with caps, checks every digest and the ELF
// gate and moves the version into the user's store in one rename. The message says which of
// unsigned, altered, truncated, stranger, downgraded, wrong architecture, revoked or malformed it
// is; what was installed keeps working.
chela_status
chela__store_install(struct chela__stores *stores, const char *file, char **ret_id,
                     struct chela_error *err);

// Removes a plugin of the user's store; its version stays remembered.
chela_status
chela__store_remove(struct chela__stores *stores, const char *id, struct chela_error *err);

// The catalogue's index over all layers, made anew when a store changed. free() the path.
chela_status
chela__stores_index(struct chela__stores *stores, char **ret_path, struct chela_error *err);

// A plugin ready to map: signatures of every signer that its tier needs are verified, revocation
// and digest checked, and the `.so` of this machine lies in a sealed memfd.
struct chela__loadable {
    struct chela__manifest *manifest;      // with tier and digest
    char                   *manifest_text; // its bytes: the plugin has the same compiled in
    int                     so_fd;         // sealed memfd
    char                   *folder;        // of the installed version (assets/)
};
chela_status
chela__store_load(struct chela__stores *stores, const char *id, const char *version,
                  struct chela__loadable *ret_loadable, struct chela_error *err);
void
chela__loadable_done(struct chela__loadable *loadable);

#endif
