// key_file.c - a key pair with its rotation statements as a JSON document; for `chela keygen` and
// `chela sign`.
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "base/json.h"
#include "trust/sigblock.h"

#define KEY_FILE_MAX_BYTES 16384
#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

static json_t *
bytes_text(const unsigned char *bytes, size_t len)
{
    char text[128];
    sodium_bin2base64(text, sizeof text, bytes, len, VARIANT);
    json_t *value = json_string(text);
    sodium_memzero(text, sizeof text);
    return value;
}

static json_t *
rotation_json(const struct chela__rotation *rotation)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "old", bytes_text(rotation->old_key, CHELA__KEY_BYTES),
                     "new", bytes_text(rotation->new_key, CHELA__KEY_BYTES), "by_old",
                     bytes_text(rotation->by_old, CHELA__SIGNATURE_BYTES), "by_new",
                     bytes_text(rotation->by_new, CHELA__SIGNATURE_BYTES));
}

chela_status
chela__key_pair_write(const struct chela__key_pair *pair, struct chela__buffer *text,
                      struct chela_error *err)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    crypto_sign_ed25519_sk_to_seed(seed, pair->secret);
    json_t *document = json_pack("{s:i, s:o, s:o, s:[]}", "chela-key", 1, "public",
                                 bytes_text(pair->key, CHELA__KEY_BYTES), "secret",
                                 bytes_text(seed, sizeof seed), "rotations");
    sodium_memzero(seed, sizeof seed);
    json_t *rotations = json_object_get(document, "rotations");
    bool    is_whole  = document != NULL;
    for (uint32_t i = 0; i < pair->rotation_count && is_whole; i++)
        is_whole = !json_array_append_new(rotations, rotation_json(&pair->rotations[i]));
    if (is_whole)
        chela__json_write(text, document);
    chela__buffer_byte(text, '\n');
    json_decref(document);
    return !is_whole || text->failed ? chela__error_memory(err) : CHELA_OK;
}

static bool
bytes_read(const json_t *object, const char *member, unsigned char *out, size_t len)
{
    const char *text = chela__json_str(object, member), *end = NULL;
    size_t      got = 0;
    return text && !sodium_base642bin(out, len, text, strlen(text), NULL, &got, &end, VARIANT) &&
           got == len && !*end;
}

static bool
rotation_read(const json_t *object, struct chela__rotation *rotation)
{
    return bytes_read(object, "old", rotation->old_key, CHELA__KEY_BYTES) &&
           bytes_read(object, "new", rotation->new_key, CHELA__KEY_BYTES) &&
           bytes_read(object, "by_old", rotation->by_old, CHELA__SIGNATURE_BYTES) &&
           bytes_read(object, "by_new", rotation->by_new, CHELA__SIGNATURE_BYTES);
}

static bool
pair_from_json(const json_t *document, struct chela__key_pair *pair)
{
    unsigned char seed[crypto_sign_SEEDBYTES], named[CHELA__KEY_BYTES];
    const json_t *rotations = json_object_get(document, "rotations");
    size_t        count     = json_array_size(rotations);
    if (!bytes_read(document, "secret", seed, sizeof seed) ||
        !bytes_read(document, "public", named, sizeof named) || count > CHELA__ROTATIONS_MAX)
        return false;
    crypto_sign_seed_keypair(pair->key, pair->secret, seed);
    sodium_memzero(seed, sizeof seed);
    for (size_t i = 0; i < count; i++)
        if (!rotation_read(json_array_get(rotations, i), &pair->rotations[i]))
            return false;
    pair->rotation_count = (uint32_t)count;
    return !memcmp(named, pair->key, sizeof named);
}

chela_status
chela__key_pair_read(const char *data, size_t len, struct chela__key_pair *ret_pair,
                     struct chela_error *err)
{
    static const struct chela__field fields[] = {{"chela-key", chela__field_any, true},
                                                 {"public", chela__field_string, true},
                                                 {"secret", chela__field_string, true},
                                                 {"rotations", chela__field_any, false},
                                                 {NULL, NULL, false}};
    const struct chela__json_limits  limits   = {.bytes = KEY_FILE_MAX_BYTES};
    json_t                          *document = NULL;
    struct chela__key_pair           pair     = {.rotation_count = 0};
    if (sodium_init() < 0)
        return chela__error(err, CHELA_UNAVAILABLE, "libsodium does not start");
    chela_status status = chela__json_read(data, len, &limits, &document, err);
    if (status == CHELA_OK)
        status = chela__fields_document("key file", document, fields, NULL, err);
    if (status == CHELA_OK && !pair_from_json(document, &pair))
        status = chela__error(err, CHELA_INVALID, "key file: its keys do not fit together");
    json_decref(document);
    if (status == CHELA_OK)
        *ret_pair = pair;
    sodium_memzero(&pair, sizeof pair);
    return status;
}
