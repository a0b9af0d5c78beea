// list.c - a signed list of what is revoked as text: written, verified, then read; called by
// keyring users through lists.c and by `chela revoke`.
#include "trust/list.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "base/json.h"
#include "trust/keyring.h"

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define TEXT_LEN(bytes) (((bytes)*8 + 5) / 6)

// ---- lines ----

struct cursor {
    const char *at, *end;
};

static bool
take_word(struct cursor *cursor, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(cursor->end - cursor->at) < len || memcmp(cursor->at, word, len) != 0)
        return false;
    cursor->at += len;
    return true;
}

// Base64 of exactly `len` bytes and the character behind it. It is written again and compared:
// libsodium reads some other bytes as letters too.
static bool
take_bytes(struct cursor *cursor, unsigned char *out, size_t len, const char *behind)
{
    char   again[TEXT_LEN(CHELA__SIGNATURE_BYTES) + 1];
    size_t text_len = TEXT_LEN(len), got = 0;
    if ((size_t)(cursor->end - cursor->at) < text_len ||
        sodium_base642bin(out, len, cursor->at, text_len, NULL, &got, NULL, VARIANT) || got != len)
        return false;
    sodium_bin2base64(again, sizeof again, out, len, VARIANT);
    return take_word(cursor, again) && take_word(cursor, behind);
}

static bool
take_rotation(struct cursor *cursor, struct chela__rotation *rotation)
{
    return take_bytes(cursor, rotation->old_key, sizeof rotation->old_key, " ") &&
           take_bytes(cursor, rotation->new_key, sizeof rotation->new_key, " ") &&
           take_bytes(cursor, rotation->by_old, sizeof rotation->by_old, " ") &&
           take_bytes(cursor, rotation->by_new, sizeof rotation->by_new, "\n");
}

static bool
take_block(struct cursor *cursor, struct chela__sigblock *block)
{
    struct chela__signer *signer = &block->signers[0];
    block->signer_count          = 1;
    while (block->rotation_count < CHELA__ROTATIONS_MAX && take_word(cursor, "rotated "))
        if (!take_rotation(cursor, &block->rotations[block->rotation_count++]))
            return false;
    return take_word(cursor, "signed ") &&
           take_bytes(cursor, signer->key, sizeof signer->key, " ") &&
           take_bytes(cursor, signer->by_archive, sizeof signer->by_archive, "\n");
}

chela_status
chela__list_open(const char *text, size_t len, struct chela__list *ret_list,
                 struct chela_error *err)
{
    struct chela__list list    = {.body = text};
    const char        *newline = len ? memchr(text, '\n', len) : NULL;
    if (len > CHELA__LISTS_MAX_BYTES)
        return chela__error(err, CHELA_LIMIT, "larger than %zu bytes", CHELA__LISTS_MAX_BYTES);
    if (!newline)
        return chela__error(err, CHELA_UNTRUSTED, "truncated: it has no signature");
    struct cursor cursor = {newline + 1, text + len};
    list.body_len        = (size_t)(newline - text);
    if (!take_block(&cursor, &list.block))
        return chela__error(err, CHELA_UNTRUSTED,
                            "malformed: expected one line of JSON, then \"signed KEY SIGNATURE\"");
    list.len = (size_t)(cursor.at - text);
    chela_status status =
        chela__sigblock_verify(&list.block, CHELA__SIGNED_LIST, text, list.body_len, err);
    if (status == CHELA_OK)
        *ret_list = list;
    return status;
}

// ---- the first line ----

static chela_status
check_format(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_integer(value) && json_integer_value(value) == 1)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected 1: this Chela knows no other form");
}

static chela_status
check_number(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_integer(value) && json_integer_value(value) > 0)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a whole number above 0");
}

static chela_status
check_document(json_t *document, struct chela_error *err)
{
    static const struct chela__field table[] = {{"revocations", check_format, true},
                                                {"number", check_number, true},
                                                {"revoked", chela__trust_revoked_check, true},
                                                {NULL, NULL, false}};
    return chela__fields_document("list of revocations", document, table, NULL, err);
}

chela_status
chela__list_document(const struct chela__list *list, json_t **ret_document, struct chela_error *err)
{
    const struct chela__json_limits limits   = {.bytes = CHELA__LISTS_MAX_BYTES};
    json_t                         *document = NULL;
    chela_status status = chela__json_read(list->body, list->body_len, &limits, &document, err);
    if (status == CHELA_OK)
        status = check_document(document, err);
    if (status < 0)
        json_decref(document);
    else
        *ret_document = document;
    return status;
}

// ---- making one ----

static void
put_bytes(struct chela__buffer *text, const unsigned char *bytes, size_t len, char behind)
{
    char base64[TEXT_LEN(CHELA__SIGNATURE_BYTES) + 1];
    sodium_bin2base64(base64, sizeof base64, bytes, len, VARIANT);
    chela__buffer_add(text, base64, strlen(base64));
    chela__buffer_byte(text, behind);
}

static void
put_block(struct chela__buffer *text, const struct chela__sigblock *block)
{
    const struct chela__signer *signer = &block->signers[0];
    for (uint32_t i = 0; i < block->rotation_count; i++) {
        const struct chela__rotation *rotation = &block->rotations[i];
        chela__buffer_format(text, "rotated ");
        put_bytes(text, rotation->old_key, sizeof rotation->old_key, ' ');
        put_bytes(text, rotation->new_key, sizeof rotation->new_key, ' ');
        put_bytes(text, rotation->by_old, sizeof rotation->by_old, ' ');
        put_bytes(text, rotation->by_new, sizeof rotation->by_new, '\n');
    }
    chela__buffer_format(text, "signed ");
    put_bytes(text, signer->key, sizeof signer->key, ' ');
    put_bytes(text, signer->by_archive, sizeof signer->by_archive, '\n');
}

chela_status
chela__list_make(json_t *document, const struct chela__key_pair *pair,
                 struct chela__buffer *ret_text, struct chela_error *err)
{
    struct chela__sigblock block;
    chela_status           status = check_document(document, err);
    if (status < 0)
        return status;
    char *body = chela__json_text_sorted(document);
    if (!body)
        return chela__error_memory(err);
    status = chela__sigblock_sign_list(&block, pair, body, strlen(body), err);
    if (status == CHELA_OK) {
        chela__buffer_add(ret_text, body, strlen(body));
        chela__buffer_byte(ret_text, '\n');
        put_block(ret_text, &block);
        if (ret_text->failed)
            status = chela__error_memory(err);
    }
    free(body);
    return status;
}
