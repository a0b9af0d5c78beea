// judge.c - which tier the signers of a package reach; called at install and at load.
#include "trust/keyring.h"

#include <string.h>

// The key from which `key` was rotated, NULL when none was.
static const unsigned char *
predecessor(const struct chela__sigblock *block, const unsigned char *key)
{
    for (uint32_t i = 0; i < block->rotation_count; i++)
        if (!memcmp(block->rotations[i].new_key, key, CHELA__KEY_BYTES))
            return block->rotations[i].old_key;
    return NULL;
}

// There are at most as many steps back as statements, so the walk ends.
const struct chela__ring_key *
chela__keyring_trace(const struct chela__keyring *ring, const struct chela__sigblock *block,
                     const unsigned char *key)
{
    for (uint32_t steps = 0; key && steps <= block->rotation_count; steps++) {
        if (chela__revoked_key(&ring->revoked, key))
            return NULL;
        const struct chela__ring_key *known = chela__keyring_find(ring, key);
        if (known)
            return known;
        key = predecessor(block, key);
    }
    return NULL;
}

bool
chela__keyring_continues(const struct chela__keyring *ring, const struct chela__sigblock *block,
                         const unsigned char before[CHELA__KEY_BYTES],
                         const unsigned char next[CHELA__KEY_BYTES])
{
    if (chela__revoked_key(&ring->revoked, before))
        return true;
    const unsigned char *key = next;
    for (uint32_t steps = 0; key && steps <= block->rotation_count; steps++) {
        if (!memcmp(key, before, CHELA__KEY_BYTES))
            return true;
        if (chela__revoked_key(&ring->revoked, key))
            return false;
        key = predecessor(block, key);
    }
    return false;
}

// What the signers are, taken together.
struct votes {
    bool                        publisher[4]; // by tier
    bool                        store[4];
    const struct chela__signer *first; // of the publishers; a known one before a stranger
    bool                        first_known;
};

static chela_status
collect(const struct chela__keyring *ring, const struct chela__sigblock *block, struct votes *votes,
        struct chela_error *err)
{
    for (uint32_t i = 0; i < block->signer_count; i++) {
        const struct chela__signer *signer = &block->signers[i];
        if (chela__revoked_key(&ring->revoked, signer->key)) {
            char text[CHELA__KEY_TEXT];
            chela__key_text(signer->key, text);
            return chela__error(err, CHELA_UNTRUSTED, "revoked: key %s signed it", text);
        }
        if (signer->role == CHELA__PUBLISHER && !votes->first)
            votes->first = signer;
        const struct chela__ring_key *known = chela__keyring_trace(ring, block, signer->key);
        if (!known || known->role != signer->role)
            continue;
        if (signer->role == CHELA__STORE) {
            votes->store[known->tier] = true;
            continue;
        }
        votes->publisher[known->tier] = true;
        if (!votes->first_known)
            votes->first = signer;
        votes->first_known = true;
    }
    return CHELA_OK;
}

static chela_status
stranger(const struct votes *votes, struct chela_error *err)
{
    char text[CHELA__KEY_TEXT];
    if (votes->publisher[CHELA__VENDOR])
        return chela__error(err, CHELA_UNTRUSTED,
                            "unsigned: tier vendor needs the signature of the store too");
    if (votes->store[CHELA__VENDOR])
        return chela__error(err, CHELA_UNTRUSTED,
                            "unsigned: tier vendor needs the signature of a publisher too");
    chela__key_text(votes->first->key, text);
    return chela__error(err, CHELA_UNTRUSTED,
                        "signed by a stranger: key %s is not trusted; if it should be: chela trust "
                        "%s --tier sideload",
                        text, text);
}

chela_status
chela__keyring_judge(const struct chela__keyring *ring, const struct chela__sigblock *block,
                     struct chela__judgement *ret_judgement, struct chela_error *err)
{
    struct votes votes = {.first = NULL};
    if (!block->signer_count)
        return chela__error(err, CHELA_UNTRUSTED, "unsigned: sign it with chela sign");
    chela_status status = collect(ring, block, &votes, err);
    if (status < 0)
        return status;
    if (!votes.first)
        return chela__error(err, CHELA_UNTRUSTED, "unsigned: no publisher has signed it");
    if (votes.publisher[CHELA__PLATFORM])
        ret_judgement->tier = CHELA__PLATFORM;
    else if (votes.publisher[CHELA__VENDOR] && votes.store[CHELA__VENDOR])
        ret_judgement->tier = CHELA__VENDOR;
    else if (votes.store[CHELA__REVIEWED])
        ret_judgement->tier = CHELA__REVIEWED;
    else if (votes.publisher[CHELA__SIDELOAD])
        ret_judgement->tier = CHELA__SIDELOAD;
    else
        return stranger(&votes, err);
    memcpy(ret_judgement->publisher, votes.first->key, CHELA__KEY_BYTES);
    return CHELA_OK;
}
