// trust.h - keys, tiers, signatures, revocation: who may vouch for a package.
//
// The keyring joins layers: the image's policy.json (platform, vendor, reviewed store keys), then
// the user's trust file (reviewed and sideload only: users narrow, they never make a platform key).
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

struct chela__keyring;

// Makes an empty ring.
chela_status
chela__keyring_new(struct chela__keyring **ret_ring, struct chela_error *err);
void
chela__keyring_free(struct chela__keyring *ring);

// Adds the keys of an image's policy.json document / of the user's trust file.
chela_status
chela__keyring_add_policy(struct chela__keyring *ring, const json_t *policy,
                          struct chela_error *err);
chela_status
chela__keyring_add_user(struct chela__keyring *ring, const json_t *trust, struct chela_error *err);

// Base64 (unpadded, URL-safe) of a public key, as shown to people and written in files.
#define CHELA__KEY_TEXT 48
void
chela__key_text(const unsigned char key[CHELA__KEY_BYTES], char ret_text[CHELA__KEY_TEXT]);
chela_status
chela__key_parse(const char *text, unsigned char ret_key[CHELA__KEY_BYTES],
                 struct chela_error *err);

#endif
