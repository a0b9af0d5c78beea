// audit_line.c - the form of a line of audit.log: its mac, its signed part, its split.
#include "state/audit.h"

#include <sodium.h>
#include <string.h>

#define DOMAIN "chela/audit/1"
#define SEQ "{\"seq\":"
#define MAC ",\"mac\":\""
#define MAX_DIGITS 19 // of a seq

void
chela__audit_derive(const unsigned char secret[CHELA__SEAL_KEY], struct chela__audit_keys *ret_keys)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    crypto_kdf_derive_from_key(ret_keys->mac, sizeof(ret_keys->mac), 1, "chelaadt", secret);
    crypto_kdf_derive_from_key(seed, sizeof(seed), 2, "chelaadt", secret);
    crypto_sign_seed_keypair(ret_keys->public_key, ret_keys->secret_key, seed);
    sodium_memzero(seed, sizeof(seed));
}

static void
put_number(unsigned char *bytes, uint64_t number, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
}

void
chela__audit_mac(const unsigned char key[CHELA__AUDIT_MAC], uint64_t seq,
                 const unsigned char before[CHELA__AUDIT_MAC], const char *body, size_t len,
                 unsigned char ret_mac[CHELA__AUDIT_MAC])
{
    crypto_generichash_state hash;
    unsigned char            head[8 + CHELA__AUDIT_MAC + 4];
    put_number(head, seq, 8);
    memcpy(head + 8, before, CHELA__AUDIT_MAC);
    put_number(head + 8 + CHELA__AUDIT_MAC, len, 4);
    crypto_generichash_init(&hash, key, CHELA__AUDIT_MAC, CHELA__AUDIT_MAC);
    crypto_generichash_update(&hash, head, sizeof(head));
    crypto_generichash_update(&hash, (const unsigned char *)body, len);
    crypto_generichash_final(&hash, ret_mac, CHELA__AUDIT_MAC);
}

size_t
chela__audit_signed(const unsigned char before[CHELA__AUDIT_MAC], const char *body, size_t len,
                    unsigned char ret_message[CHELA__AUDIT_SIGNED])
{
    size_t at = sizeof(DOMAIN); // with its NUL
    memcpy(ret_message, DOMAIN, at);
    memcpy(ret_message + at, before, CHELA__AUDIT_MAC);
    memcpy(ret_message + at + CHELA__AUDIT_MAC, body, len);
    return at + CHELA__AUDIT_MAC + len;
}

static bool
read_seq(const char *line, size_t len, uint64_t *ret_seq)
{
    size_t   at  = strlen(SEQ);
    uint64_t seq = 0;
    if (len < at || memcmp(line, SEQ, at) != 0)
        return false;
    size_t first = at;
    for (; at < len && line[at] >= '0' && line[at] <= '9'; at++) {
        if (at - first == MAX_DIGITS)
            return false;
        seq = seq * 10 + (uint64_t)(line[at] - '0');
    }
    *ret_seq = seq;
    return at > first && at < len && line[at] == ',';
}

bool
chela__audit_split(const char *line, size_t len, struct chela__audit_line *ret_line)
{
    size_t tail = strlen(MAC) + 2 * CHELA__AUDIT_MAC + strlen("\"}"), bytes = 0;
    if (len <= tail || len >= CHELA__AUDIT_LINE || memcmp(line + len - 2, "\"}", 2) != 0 ||
        memcmp(line + len - tail, MAC, strlen(MAC)) != 0)
        return false;
    ret_line->body_len = len - tail;
    const char *hex    = line + ret_line->body_len + strlen(MAC);
    char        again[2 * CHELA__AUDIT_MAC + 1];
    if (sodium_hex2bin(ret_line->mac, sizeof(ret_line->mac), hex, (size_t)2 * CHELA__AUDIT_MAC,
                       NULL, &bytes, NULL) != 0 ||
        bytes != CHELA__AUDIT_MAC)
        return false;
    sodium_bin2hex(again, sizeof(again), ret_line->mac, sizeof(ret_line->mac));
    return memcmp(again, hex, (size_t)2 * CHELA__AUDIT_MAC) == 0 && // one form only: small letters
           read_seq(line, ret_line->body_len, &ret_line->seq);
}
