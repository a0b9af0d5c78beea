// sigblock.h - the signature block and trailer behind a package's archive.
//
//   archive || block || trailer, all numbers little-endian
//
//   block     0  4  magic "CHLS"
//             4  4  format, 1
//             8  4  number of signers, 0 to 8 (0: not signed yet)
//            12  4  number of rotation statements, 0 to 8
//            16     signers, 164 bytes each
//                    0   4  role: 1 publisher, 2 store
//                    4  32  public key
//                   36  64  signature over the archive
//                  100  64  signature over files.json
//                   statements, 192 bytes each
//                    0  32  old public key
//                   32  32  new public key
//                   64  64  signature by the old key
//                  128  64  signature by the new key
//   trailer   0  8  bytes of the archive
//             8  4  bytes of the block
//            12  4  format, 1
//            16  8  magic "CHELAPKG"
//
// What is signed (Ed25519): domain || role byte || BLAKE2b-512 of the bytes, where the domain is
// "chela/package/1\0" for the archive and "chela/files/1\0" for files.json; of a rotation
// "chela/rotate/1\0" || old key || new key. Nothing in the file lies outside of a signature or a
// value that is compared.
#ifndef CHELA_TRUST_SIGBLOCK_H
#define CHELA_TRUST_SIGBLOCK_H

#include "base/buffer.h"
#include "trust/trust.h"

#define CHELA__SIGNERS_MAX 8
#define CHELA__ROTATIONS_MAX 8
#define CHELA__TRAILER_BYTES 24

struct chela__signer {
    enum chela__role role;
    unsigned char    key[CHELA__KEY_BYTES];
    unsigned char    by_archive[CHELA__SIGNATURE_BYTES];
    unsigned char    by_files[CHELA__SIGNATURE_BYTES];
};

struct chela__rotation {
    unsigned char old_key[CHELA__KEY_BYTES];
    unsigned char new_key[CHELA__KEY_BYTES];
    unsigned char by_old[CHELA__SIGNATURE_BYTES];
    unsigned char by_new[CHELA__SIGNATURE_BYTES];
};

struct chela__sigblock {
    uint32_t               signer_count;
    uint32_t               rotation_count;
    struct chela__signer   signers[CHELA__SIGNERS_MAX];
    struct chela__rotation rotations[CHELA__ROTATIONS_MAX];
};

// Reads a block alone (as the store keeps it). "malformed: ..." names the place.
chela_status
chela__sigblock_read(const unsigned char *data, size_t len, struct chela__sigblock *ret_block,
                     struct chela_error *err);
void
chela__sigblock_write(const struct chela__sigblock *block, struct chela__buffer *buffer);

// Splits a whole package file into the length of its archive and its block. The message says
// truncated, altered or malformed.
chela_status
chela__package_split(const unsigned char *data, size_t len, size_t *ret_archive_len,
                     struct chela__sigblock *ret_block, struct chela_error *err);
void
chela__package_join(struct chela__buffer *archive, const struct chela__sigblock *block);

// Which bytes a signature is about.
// A list of what is revoked (list.h) has
// one signature, in the place of the archive's.
enum chela__signed { CHELA__SIGNED_ARCHIVE, CHELA__SIGNED_FILES, CHELA__SIGNED_LIST };

// Every signer's signature over these bytes, and every rotation statement. CHELA_UNTRUSTED
// "altered: ...".
chela_status
chela__sigblock_verify(const struct chela__sigblock *block, enum chela__signed what,
                       const void *data, size_t len, struct chela_error *err);

// ---- making signatures ----

struct chela__key_pair {
    unsigned char          key[CHELA__KEY_BYTES];
    unsigned char          secret[64];
    uint32_t               rotation_count; // how this key came from older ones
    struct chela__rotation rotations[CHELA__ROTATIONS_MAX];
};

// `old` may be NULL; else the new key's statements end with the one that both keys sign.
chela_status
chela__key_pair_new(const struct chela__key_pair *old, struct chela__key_pair *ret_pair,
                    struct chela_error *err);
// Wipes the secret.
void
chela__key_pair_done(struct chela__key_pair *pair);

// The key file: a JSON document, to be kept at mode 0600.
chela_status
chela__key_pair_write(const struct chela__key_pair *pair, struct chela__buffer *text,
                      struct chela_error *err);
chela_status
chela__key_pair_read(const char *data, size_t len, struct chela__key_pair *ret_pair,
                     struct chela_error *err);

// Adds a signer (or replaces the one of the same key) and the key's rotation statements.
chela_status
chela__sigblock_sign(struct chela__sigblock *block, const struct chela__key_pair *pair,
                     enum chela__role role, const void *archive, size_t archive_len,
                     const void *files, size_t files_len, struct chela_error *err);

// Makes the block of a list: one signer, without a role.
chela_status
chela__sigblock_sign_list(struct chela__sigblock *block, const struct chela__key_pair *pair,
                          const void *list, size_t len, struct chela_error *err);

#endif
