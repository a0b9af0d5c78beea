// package.h - one `.chela` file: made from a folder, signed, verified (design.md section 5).
#ifndef CHELA_PACKAGE_PACKAGE_H
#define CHELA_PACKAGE_PACKAGE_H

#include "base/buffer.h"
#include "base/error.h"
#include "package/manifest.h"
#include "package/tree.h"
#include "trust/sigblock.h"

// ---- making one ----

struct chela__pack_options {
    const char *folder;  // with manifest.json and, optionally, assets/ and lib/TRIPLET/plugin.so
    const char *plugin;  // the binary for `triplet`; NULL: only what lies in folder/lib
    const char *triplet; // NULL: of this machine
    const char *types;   // the SDK's types
};

// A whole package file without signers. Checks what install will check.
chela_status
chela__pack(const struct chela__pack_options *options, struct chela__buffer *ret_package,
            struct chela__manifest **ret_manifest, struct chela_error *err);

// Adds a signature to a package file in memory. The signer takes the responsibility: the archive is
// read without being verified.
chela_status
chela__package_sign(struct chela__buffer *package, const struct chela__key_pair *pair,
                    enum chela__role role, struct chela_error *err);

// ---- verifying one ----

struct chela__package {
    struct chela__manifest *manifest; // with tier and digest
    struct chela__tree      tree;
    struct chela__sigblock  block;
    struct chela__judgement judgement;
    unsigned char           digest[CHELA__DIGEST_BYTES]; // of files.json
};

// Verifies all of a package in memory that nobody else can change, then parses it. The message
// begins with what is wrong: unsigned, altered, truncated, signed by a stranger, revoked, wrong
// architecture or malformed.
chela_status
chela__package_verify(const void *data, size_t len, const struct chela__keyring *ring,
                      struct chela__package *ret_package, struct chela_error *err);
// The same from a file, through a sealed copy.
chela_status
chela__package_open(const char *path, const struct chela__keyring *ring,
                    struct chela__package *ret_package, struct chela_error *err);
void
chela__package_done(struct chela__package *package);

#endif
