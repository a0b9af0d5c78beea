// sign.c - makes and verifies the signatures of a package; called by `chela sign`, install and
// load.
#include "trust/sigblock.h"

#include <sodium.h>
#include <string.h>

#define MESSAGE_MAX 128

// What the signature algorithm sees; see sigblock.h.
struct message {
    unsigned char bytes[MESSAGE_MAX];
    size_t        len;
};

static void
append(struct message *message, const void *data, size_t len)
{
    memcpy(message->bytes + message->len, data, len);
    message->len += len;
}

static void
about_digest(struct message *message, enum chela__signed what, enum chela__role role,
             const unsigned char digest[CHELA__DIGEST_BYTES])
{
    static const char *const domains[] = {"chela/package/1", "chela/files/1", "chela/revoked/1"};
    const unsigned char      byte      = (unsigned char)role;
    message->len                       = 0;
    append(message, domains[what], strlen(domains[what]) + 1);
    append(message, &byte, 1);
    append(message, digest, CHELA__DIGEST_BYTES);
}

static void
about_rotation(struct message *message, const struct chela__rotation *rotation)
{
    static const char domain[] = "chela/rotate/1";
    message->len               = 0;
    append(message, domain, sizeof domain);
    append(message, rotation->old_key, CHELA__KEY_BYTES);
    append(message, rotation->new_key, CHELA__KEY_BYTES);
}

static bool
holds(const unsigned char signature[CHELA__SIGNATURE_BYTES], const struct message *message,
      const unsigned char key[CHELA__KEY_BYTES])
{
    return !crypto_sign_verify_detached(signature, message->bytes, message->len, key);
}

static chela_status
verify_rotations(const struct chela__sigblock *block, struct chela_error *err)
{
    for (uint32_t i = 0; i < block->rotation_count; i++) {
        const struct chela__rotation *rotation = &block->rotations[i];
        struct message                message;
        about_rotation(&message, rotation);
        if (!holds(rotation->by_old, &message, rotation->old_key) ||
            !holds(rotation->by_new, &message, rotation->new_key))
            return chela__error(err, CHELA_UNTRUSTED,
                                "altered: statement %u of key rotation does not hold", i + 1);
    }
    return CHELA_OK;
}

chela_status
chela__sigblock_verify(const struct chela__sigblock *block, enum chela__signed what,
                       const void *data, size_t len, struct chela_error *err)
{
    unsigned char digest[CHELA__DIGEST_BYTES];
    if (sodium_init() < 0) // chooses the fast hash
        return chela__error(err, CHELA_UNAVAILABLE, "libsodium does not start");
    chela__digest(data, len, digest);
    for (uint32_t i = 0; i < block->signer_count; i++) {
        const struct chela__signer *signer = &block->signers[i];
        struct message              message;
        about_digest(&message, what, signer->role, digest);
        if (!holds(what == CHELA__SIGNED_FILES ? signer->by_files : signer->by_archive, &message,
                   signer->key)) {
            char key[CHELA__KEY_TEXT];
            chela__key_text(signer->key, key);
            return chela__error(err, CHELA_UNTRUSTED,
                                "altered: the signature of key %s does not fit the bytes", key);
        }
    }
    return verify_rotations(block, err);
}

static chela_status
make(const struct chela__key_pair *pair, const struct message *message,
     unsigned char ret_signature[CHELA__SIGNATURE_BYTES], struct chela_error *err)
{
    if (crypto_sign_detached(ret_signature, NULL, message->bytes, message->len, pair->secret))
        return chela__error(err, CHELA_FAILED, "cannot sign with this key");
    return CHELA_OK;
}

chela_status
chela__key_pair_new(const struct chela__key_pair *old, struct chela__key_pair *ret_pair,
                    struct chela_error *err)
{
    struct chela__key_pair pair = {.rotation_count = 0};
    if (sodium_init() < 0)
        return chela__error(err, CHELA_UNAVAILABLE, "libsodium does not start");
    if (old && old->rotation_count == CHELA__ROTATIONS_MAX)
        return chela__error(err, CHELA_LIMIT, "a key can be rotated %d times",
                            CHELA__ROTATIONS_MAX);
    crypto_sign_keypair(pair.key, pair.secret);
    chela_status status = CHELA_OK;
    if (old) {
        struct chela__rotation *last = &pair.rotations[old->rotation_count];
        struct message          message;
        memcpy(pair.rotations, old->rotations, sizeof pair.rotations);
        pair.rotation_count = old->rotation_count + 1;
        memcpy(last->old_key, old->key, CHELA__KEY_BYTES);
        memcpy(last->new_key, pair.key, CHELA__KEY_BYTES);
        about_rotation(&message, last);
        status = make(old, &message, last->by_old, err);
        if (status == CHELA_OK)
            status = make(&pair, &message, last->by_new, err);
    }
    if (status == CHELA_OK)
        *ret_pair = pair;
    sodium_memzero(&pair, sizeof pair);
    return status;
}

void
chela__key_pair_done(struct chela__key_pair *pair)
{
    sodium_memzero(pair, sizeof *pair);
}

// The place for a key's signature: its old one, else a new one.
static struct chela__signer *
signer_slot(struct chela__sigblock *block, const unsigned char key[CHELA__KEY_BYTES])
{
    for (uint32_t i = 0; i < block->signer_count; i++)
        if (!memcmp(block->signers[i].key, key, CHELA__KEY_BYTES))
            return &block->signers[i];
    if (block->signer_count == CHELA__SIGNERS_MAX)
        return NULL;
    return &block->signers[block->signer_count++];
}

static chela_status
add_rotations(struct chela__sigblock *block, const struct chela__key_pair *pair,
              struct chela_error *err)
{
    for (uint32_t i = 0; i < pair->rotation_count; i++) {
        bool known = false;
        for (uint32_t j = 0; j < block->rotation_count && !known; j++)
            known = !memcmp(&block->rotations[j], &pair->rotations[i], sizeof *pair->rotations);
        if (known)
            continue;
        if (block->rotation_count == CHELA__ROTATIONS_MAX)
            return chela__error(err, CHELA_LIMIT, "more than %d rotation statements",
                                CHELA__ROTATIONS_MAX);
        block->rotations[block->rotation_count++] = pair->rotations[i];
    }
    return CHELA_OK;
}

chela_status
chela__sigblock_sign(struct chela__sigblock *block, const struct chela__key_pair *pair,
                     enum chela__role role, const void *archive, size_t archive_len,
                     const void *files, size_t files_len, struct chela_error *err)
{
    unsigned char         digest[CHELA__DIGEST_BYTES];
    struct message        message;
    struct chela__signer *signer = signer_slot(block, pair->key);
    if (!signer)
        return chela__error(err, CHELA_LIMIT, "more than %d signers", CHELA__SIGNERS_MAX);
    signer->role = role;
    memcpy(signer->key, pair->key, CHELA__KEY_BYTES);
    chela__digest(archive, archive_len, digest);
    about_digest(&message, CHELA__SIGNED_ARCHIVE, role, digest);
    chela_status status = make(pair, &message, signer->by_archive, err);
    if (status < 0)
        return status;
    chela__digest(files, files_len, digest);
    about_digest(&message, CHELA__SIGNED_FILES, role, digest);
    status = make(pair, &message, signer->by_files, err);
    return status < 0 ? status : add_rotations(block, pair, err);
}

chela_status
chela__sigblock_sign_list(struct chela__sigblock *block, const struct chela__key_pair *pair,
                          const void *list, size_t len, struct chela_error *err)
{
    unsigned char        digest[CHELA__DIGEST_BYTES];
    struct message       message;
    struct chela__signer signer = {.role = CHELA__NO_ROLE};
    memcpy(signer.key, pair->key, CHELA__KEY_BYTES);
    chela__digest(list, len, digest);
    about_digest(&message, CHELA__SIGNED_LIST, signer.role, digest);
    chela_status status = make(pair, &message, signer.by_archive, err);
    if (status < 0)
        return status;
    *block = (struct chela__sigblock){.signer_count = 1, .signers = {signer}};
    return add_rotations(block, pair, err);
}
