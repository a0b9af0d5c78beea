// keys.c - keys, digests, tiers and roles as text; used by everyone who shows or reads them.
#include "trust/trust.h"

#include <sodium.h>
#include <string.h>

static const char *const tiers[] = {"platform", "vendor", "reviewed", "sideload"};

const char *
chela__tier_name(enum chela__tier tier)
{
    return tiers[tier];
}

int
chela__tier_from_name(const char *name)
{
    for (int i = 0; name && i < 4; i++)
        if (!strcmp(tiers[i], name))
            return i;
    return -1;
}

const char *
chela__role_name(enum chela__role role)
{
    return role == CHELA__STORE ? "store" : "publisher";
}

void
chela__key_text(const unsigned char key[CHELA__KEY_BYTES], char ret_text[CHELA__KEY_TEXT])
{
    sodium_bin2base64(ret_text, CHELA__KEY_TEXT, key, CHELA__KEY_BYTES,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

chela_status
chela__key_parse(const char *text, unsigned char ret_key[CHELA__KEY_BYTES], struct chela_error *err)
{
    unsigned char key[CHELA__KEY_BYTES];
    size_t        len = 0;
    const char   *end = NULL;
    if (sodium_base642bin(key, sizeof key, text, strlen(text), NULL, &len, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
        len != sizeof key || *end)
        return chela__error(err, CHELA_INVALID,
                            "\"%.64s\" is no key: expected 43 characters of base64", text);
    memcpy(ret_key, key, sizeof key);
    return CHELA_OK;
}

void
chela__digest(const void *data, size_t len, unsigned char ret_digest[CHELA__DIGEST_BYTES])
{
    crypto_generichash(ret_digest, CHELA__DIGEST_BYTES, data, len, NULL, 0);
}

void
chela__digest_text(const unsigned char digest[CHELA__DIGEST_BYTES],
                   char                ret_text[CHELA__DIGEST_TEXT])
{
    sodium_bin2hex(ret_text, CHELA__DIGEST_TEXT, digest, CHELA__DIGEST_BYTES);
}
