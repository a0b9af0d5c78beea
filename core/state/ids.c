// ids.c - names for tasks and steps: sortable by time, and stable where a retry must be the same.
#include "state/private.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

// Crockford's base 32: no I, L, O, U.
static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#define TIME_DIGITS 10
#define RANDOM_DIGITS 16

void
chela__task_id(int64_t now_ms, char ret_id[CHELA__TASK_ID])
{
    unsigned char random[RANDOM_DIGITS];
    uint64_t      time = now_ms > 0 ? (uint64_t)now_ms : 0;
    for (int i = TIME_DIGITS - 1; i >= 0; i--, time >>= 5)
        ret_id[i] = digits[time & 31];
    randombytes_buf(random, sizeof(random));
    for (int i = 0; i < RANDOM_DIGITS; i++)
        ret_id[TIME_DIGITS + i] = digits[random[i] & 31];
    ret_id[TIME_DIGITS + RANDOM_DIGITS] = 0;
}

void
chela__step_key(const char *task, uint32_t step, uint32_t element, char ret_key[CHELA__STEP_KEY])
{
    char          text[96];
    unsigned char digest[crypto_generichash_BYTES_MIN];
    snprintf(text, sizeof(text), "chela/step/1 %s %u %u", task, step, element);
    crypto_generichash(digest, sizeof(digest), (const unsigned char *)text, strlen(text), NULL, 0);
    sodium_bin2hex(ret_key, CHELA__STEP_KEY, digest, sizeof(digest));
}
