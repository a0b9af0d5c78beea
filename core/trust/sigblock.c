// sigblock.c - the signature block and the trailer as bytes; called by package/ and by the store.
#include "trust/sigblock.h"

#include <string.h>

#define FORMAT 1u
#define BLOCK_HEADER 16
#define SIGNER_BYTES (4 + CHELA__KEY_BYTES + 2 * CHELA__SIGNATURE_BYTES)
#define ROTATION_BYTES (2 * CHELA__KEY_BYTES + 2 * CHELA__SIGNATURE_BYTES)

static const char block_magic[4]   = {'C', 'H', 'L', 'S'};
static const char trailer_magic[8] = {'C', 'H', 'E', 'L', 'A', 'P', 'K', 'G'};

static uint32_t
load32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint64_t
load64(const unsigned char *at)
{
    return (uint64_t)load32(at) | (uint64_t)load32(at + 4) << 32;
}

static void
put32(struct chela__buffer *buffer, uint32_t number)
{
    for (int shift = 0; shift < 32; shift += 8)
        chela__buffer_byte(buffer, (char)(number >> shift));
}

static chela_status
malformed(struct chela_error *err, const char *what)
{
    return chela__error(err, CHELA_UNTRUSTED, "malformed: signature block: %s", what);
}

// Copies `len` bytes and moves *at behind them; the caller has compared the block's length.
static void
take(const unsigned char **at, void *out, size_t len)
{
    memcpy(out, *at, len);
    *at += len;
}

static chela_status
read_signer(const unsigned char **at, struct chela__signer *signer, struct chela_error *err)
{
    uint32_t role = load32(*at);
    *at += 4;
    if (role != CHELA__PUBLISHER && role != CHELA__STORE)
        return malformed(err, "a signer has an unknown role");
    signer->role = (enum chela__role)role;
    take(at, signer->key, sizeof signer->key);
    take(at, signer->by_archive, sizeof signer->by_archive);
    take(at, signer->by_files, sizeof signer->by_files);
    return CHELA_OK;
}

static void
read_rotation(const unsigned char **at, struct chela__rotation *rotation)
{
    take(at, rotation->old_key, sizeof rotation->old_key);
    take(at, rotation->new_key, sizeof rotation->new_key);
    take(at, rotation->by_old, sizeof rotation->by_old);
    take(at, rotation->by_new, sizeof rotation->by_new);
}

static bool
has_signer(const struct chela__sigblock *block, uint32_t before)
{
    for (uint32_t i = 0; i < before; i++)
        if (!memcmp(block->signers[i].key, block->signers[before].key, CHELA__KEY_BYTES))
            return true;
    return false;
}

chela_status
chela__sigblock_read(const unsigned char *data, size_t len, struct chela__sigblock *ret_block,
                     struct chela_error *err)
{
    struct chela__sigblock block = {0};
    if (len < BLOCK_HEADER || memcmp(data, block_magic, sizeof block_magic) != 0)
        return malformed(err, "it does not begin with CHLS");
    if (load32(data + 4) != FORMAT)
        return malformed(err, "it has another format");
    block.signer_count   = load32(data + 8);
    block.rotation_count = load32(data + 12);
    if (block.signer_count > CHELA__SIGNERS_MAX || block.rotation_count > CHELA__ROTATIONS_MAX)
        return malformed(err, "more than 8 signers or statements");
    if (len != BLOCK_HEADER + block.signer_count * (size_t)SIGNER_BYTES +
                   block.rotation_count * (size_t)ROTATION_BYTES)
        return malformed(err, "its length does not fit its numbers");
    const unsigned char *at = data + BLOCK_HEADER;
    for (uint32_t i = 0; i < block.signer_count; i++) {
        chela_status status = read_signer(&at, &block.signers[i], err);
        if (status < 0)
            return status;
        if (has_signer(&block, i))
            return malformed(err, "a key signs twice");
    }
    for (uint32_t i = 0; i < block.rotation_count; i++)
        read_rotation(&at, &block.rotations[i]);
    *ret_block = block;
    return CHELA_OK;
}

void
chela__sigblock_write(const struct chela__sigblock *block, struct chela__buffer *buffer)
{
    chela__buffer_add(buffer, block_magic, sizeof block_magic);
    put32(buffer, FORMAT);
    put32(buffer, block->signer_count);
    put32(buffer, block->rotation_count);
    for (uint32_t i = 0; i < block->signer_count; i++) {
        const struct chela__signer *signer = &block->signers[i];
        put32(buffer, signer->role);
        chela__buffer_add(buffer, signer->key, sizeof signer->key);
        chela__buffer_add(buffer, signer->by_archive, sizeof signer->by_archive);
        chela__buffer_add(buffer, signer->by_files, sizeof signer->by_files);
    }
    for (uint32_t i = 0; i < block->rotation_count; i++) {
        const struct chela__rotation *rotation = &block->rotations[i];
        chela__buffer_add(buffer, rotation->old_key, sizeof rotation->old_key);
        chela__buffer_add(buffer, rotation->new_key, sizeof rotation->new_key);
        chela__buffer_add(buffer, rotation->by_old, sizeof rotation->by_old);
        chela__buffer_add(buffer, rotation->by_new, sizeof rotation->by_new);
    }
}

chela_status
chela__package_split(const unsigned char *data, size_t len, size_t *ret_archive_len,
                     struct chela__sigblock *ret_block, struct chela_error *err)
{
    if (len < CHELA__TRAILER_BYTES)
        return chela__error(err, CHELA_UNTRUSTED, "truncated: a package does not end so early");
    const unsigned char *trailer = data + len - CHELA__TRAILER_BYTES;
    if (memcmp(trailer + 16, trailer_magic, sizeof trailer_magic) != 0)
        return chela__error(err, CHELA_UNTRUSTED,
                            "truncated: the end of a package is missing (or this is none)");
    if (load32(trailer + 12) != FORMAT)
        return chela__error(err, CHELA_UNTRUSTED, "malformed: trailer: it has another format");
    uint64_t archive_len = load64(trailer);
    uint64_t block_len   = load32(trailer + 8);
    uint64_t rest        = len - CHELA__TRAILER_BYTES;
    if (block_len > rest || archive_len > rest - block_len)
        return chela__error(err, CHELA_UNTRUSTED,
                            "truncated: the trailer speaks of more bytes than there are");
    if (archive_len + block_len != rest)
        return chela__error(err, CHELA_UNTRUSTED,
                            "altered: the file has bytes that the trailer does not speak of");
    chela_status status =
        chela__sigblock_read(data + archive_len, (size_t)block_len, ret_block, err);
    if (status == CHELA_OK)
        *ret_archive_len = (size_t)archive_len;
    return status;
}

void
chela__package_join(struct chela__buffer *archive, const struct chela__sigblock *block)
{
    uint64_t archive_len = archive->len;
    chela__sigblock_write(block, archive);
    uint32_t block_len = (uint32_t)(archive->len - archive_len);
    put32(archive, (uint32_t)archive_len);
    put32(archive, (uint32_t)(archive_len >> 32));
    put32(archive, block_len);
    put32(archive, FORMAT);
    chela__buffer_add(archive, trailer_magic, sizeof trailer_magic);
}
