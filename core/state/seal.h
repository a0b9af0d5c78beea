// seal.h - one sealed value: XChaCha20-Poly1305 under a key, bound to the row it stands in.
//
// A sealed value is nonce || ciphertext || tag. What it is bound to (table, version, row, column
// and the row's clear columns) is a text that both sides build; another row, or an edited one, does
// not open it.
#ifndef CHELA_STATE_SEAL_H
#define CHELA_STATE_SEAL_H

#include <jansson.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

#define CHELA__SEAL_KEY 32

chela_status
chela__seal(const unsigned char key[CHELA__SEAL_KEY], const char *bound, const void *data,
            size_t len, struct chela__buffer *ret_sealed, struct chela_error *err);

// Writes exactly `len` bytes, or CHELA_UNTRUSTED when the value, its row or the key is another one.
chela_status
chela__unseal(const unsigned char key[CHELA__SEAL_KEY], const char *bound, const void *sealed,
              size_t sealed_len, void *ret_data, size_t len, struct chela_error *err);

// The same for a JSON value; the text in between is wiped.
chela_status
chela__seal_json(const unsigned char key[CHELA__SEAL_KEY], const char *bound, const json_t *value,
                 struct chela__buffer *ret_sealed, struct chela_error *err);
chela_status
chela__unseal_json(const unsigned char key[CHELA__SEAL_KEY], const char *bound, const void *sealed,
                   size_t sealed_len, json_t **ret_value, struct chela_error *err);

#endif
