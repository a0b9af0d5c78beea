// seal.c - XChaCha20-Poly1305 (libsodium) around values that go to disk; called by keys.c,
// journal.c and tasks.c.
#include "state/seal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES

_Static_assert(CHELA__SEAL_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key size");

chela_status
chela__seal(const unsigned char key[CHELA__SEAL_KEY], const char *bound, const void *data,
            size_t len, struct chela__buffer *ret_sealed, struct chela_error *err)
{
    unsigned char *sealed = malloc(NONCE + len + TAG);
    if (!sealed)
        return chela__error_memory(err);
    randombytes_buf(sealed, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, NULL, data, len,
                                               (const unsigned char *)bound, strlen(bound), NULL,
                                               sealed, key);
    chela__buffer_add(ret_sealed, sealed, NONCE + len + TAG);
    free(sealed);
    return ret_sealed->failed ? chela__error_memory(err) : CHELA_OK;
}

chela_status
chela__unseal(const unsigned char key[CHELA__SEAL_KEY], const char *bound, const void *sealed,
              size_t sealed_len, void *ret_data, size_t len, struct chela_error *err)
{
    const unsigned char *bytes = sealed;
    if (sealed_len != NONCE + len + TAG ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(ret_data, NULL, NULL, bytes + NONCE, len + TAG,
                                                   (const unsigned char *)bound, strlen(bound),
                                                   bytes, key) != 0)
        return chela__error(err, CHELA_UNTRUSTED,
                            "state.db: a sealed value does not open: it or its row was changed, "
                            "or the key is another one");
    return CHELA_OK;
}

chela_status
chela__seal_json(const unsigned char key[CHELA__SEAL_KEY], const char *bound, const json_t *value,
                 struct chela__buffer *ret_sealed, struct chela_error *err)
{
    char *text = chela__json_text(value);
    if (!text)
        return chela__error_memory(err);
    size_t       len    = strlen(text);
    chela_status status = chela__seal(key, bound, text, len, ret_sealed, err);
    sodium_memzero(text, len);
    free(text);
    return status;
}

chela_status
chela__unseal_json(const unsigned char key[CHELA__SEAL_KEY], const char *bound, const void *sealed,
                   size_t sealed_len, json_t **ret_value, struct chela_error *err)
{
    size_t len  = sealed_len > NONCE + TAG ? sealed_len - NONCE - TAG : 0;
    char  *text = malloc(len + 1);
    if (!text)
        return chela__error_memory(err);
    chela_status status = chela__unseal(key, bound, sealed, sealed_len, text, len, err);
    if (status >= 0) {
        text[len] = 0;
        status    = chela__json_read(text, len, NULL, ret_value, err);
        sodium_memzero(text, len);
    }
    free(text);
    return status;
}
