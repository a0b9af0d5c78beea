// trust.h - keys, tiers, revocation: who may vouch for a package.
//
// The keyring joins layers: the image's policy.json (platform, vendor and reviewed keys), then the
// user's trust file (reviewed and sideload only: users narrow, they never make a platform key).
//
// Both documents have
//   "keys":    [{"key": "BASE64", "tier": "vendor", "role": "publisher", "name": "Example"}]
//   "revoked": {"keys": ["BASE64"], "packages": ["DIGEST"],
//               "versions": [{"id": "org.example.notes", "from": "1.1.0", "below": "1.2.1"}]}
// A store key vouches for packages of others: `vendor` needs a publisher and a store key of that
// tier, `reviewed` a store key; `platform` and `sideload` need their publisher key alone. Whatever
// revokes wins, in whichever document it stands; signed lists (list.h) add to them.
#ifndef CHELA_TRUST_H
#define CHELA_TRUST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define CHELA__KEY_BYTES 32       // Ed25519 public key
#define CHELA__SIGNATURE_BYTES 64 // Ed25519 signature
#define CHELA__DIGEST_BYTES 64    // BLAKE2b-512
#define CHELA__DIGEST_TEXT (2 * CHELA__DIGEST_BYTES + 1)

// Rank: platform is the highest.
enum chela__tier { CHELA__PLATFORM, CHELA__VENDOR, CHELA__REVIEWED, CHELA__SIDELOAD };

// Static. The reader returns < 0 for an unknown name.
const char *
chela__tier_name(enum chela__tier tier);
int
chela__tier_from_name(const char *name);

enum chela__role { CHELA__NO_ROLE, CHELA__PUBLISHER, CHELA__STORE };
const char *
chela__role_name(enum chela__role role);

// ---- keys as text ----

// Base64 (unpadded, URL-safe) of a public key, as shown to people and written in files.
#define CHELA__KEY_TEXT 48
void
chela__key_text(const unsigned char key[CHELA__KEY_BYTES], char ret_text[CHELA__KEY_TEXT]);
chela_status
chela__key_parse(const char *text, unsigned char ret_key[CHELA__KEY_BYTES],
                 struct chela_error *err);

// BLAKE2b-512 of bytes, and its hex text.
void
chela__digest(const void *data, size_t len, unsigned char ret_digest[CHELA__DIGEST_BYTES]);
void
chela__digest_text(const unsigned char digest[CHELA__DIGEST_BYTES],
                   char                ret_text[CHELA__DIGEST_TEXT]);

// ---- the ring ----

struct chela__keyring;
struct chela__sigblock;

// Makes an empty ring.
chela_status
chela__keyring_new(struct chela__keyring **ret_ring, struct chela_error *err);
void
chela__keyring_free(struct chela__keyring *ring);

// Puts what one ring knows into the other, for rings that are borrowed elsewhere.
void
chela__keyring_swap(struct chela__keyring *a, struct chela__keyring *b);

// Adds what an image's policy.json / the user's trust file says. A policy's other members are not
// looked at; a trust file may have no others. Both refuse a second meaning for one key.
chela_status
chela__keyring_add_policy(struct chela__keyring *ring, const json_t *policy,
                          struct chela_error *err);
chela_status
chela__keyring_add_user(struct chela__keyring *ring, const json_t *trust, struct chela_error *err);

// Checks only the shape of "keys" and "revoked", for other readers of policy.json; as
// chela__field_check (base/fields.h).
struct chela__fields;
chela_status
chela__trust_keys_check(struct chela__fields *fields, const char *name, json_t *value);
chela_status
chela__trust_revoked_check(struct chela__fields *fields, const char *name, json_t *value);

// What the signers of a block make of a package.
struct chela__judgement {
    enum chela__tier tier;
    unsigned char    publisher[CHELA__KEY_BYTES]; // who signed as publisher; a known one first
};

// The highest tier that the signers reach. The block's signatures must have been verified.
// CHELA_UNTRUSTED says unsigned, revoked, signed by a stranger, or which signature is missing.
chela_status
chela__keyring_judge(const struct chela__keyring *ring, const struct chela__sigblock *block,
                     struct chela__judgement *ret_judgement, struct chela_error *err);

// Whether `next` is `before`, or was rotated from it by statements of the (verified) block. A
// revoked key neither hands on nor binds.
bool
chela__keyring_continues(const struct chela__keyring *ring, const struct chela__sigblock *block,
                         const unsigned char before[CHELA__KEY_BYTES],
                         const unsigned char next[CHELA__KEY_BYTES]);

// CHELA_UNTRUSTED when this package (digest of its files.json) or this version is revoked.
chela_status
chela__keyring_check_package(const struct chela__keyring *ring,
                             const unsigned char digest[CHELA__DIGEST_BYTES], const char *id,
                             const char *version, struct chela_error *err);

#endif
