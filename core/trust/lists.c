// lists.c - which signed lists count, and how a newer one takes the place of an older; called when
// a keyring is read and by `chela revoke` and `chela image`.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "trust/keyring.h"
#include "trust/list.h"

#define FILE_NAME "revoked.list"

// The ring's key behind the signer, when it may revoke what others have made; else NULL.
static struct chela__ring_key *
lister(const struct chela__keyring *ring, const struct chela__list *list)
{
    const struct chela__ring_key *known =
        chela__keyring_trace(ring, &list->block, list->block.signers[0].key);
    if (!known || (known->role != CHELA__STORE && known->tier != CHELA__PLATFORM))
        return NULL;
    return &ring->keys[known - ring->keys];
}

// ---- what counts ----

static chela_status
add_list(struct chela__keyring *ring, const struct chela__list *list, struct chela_error *err)
{
    struct chela__ring_key *known    = lister(ring, list);
    json_t                 *document = NULL;
    if (!known)
        return CHELA_OK;
    chela_status status = chela__list_document(list, &document, err);
    if (status < 0)
        return status;
    json_int_t number = json_integer_value(json_object_get(document, "number"));
    if (number > known->list_number)
        known->list_number = number;
    status = chela__revoked_add(&ring->revoked, json_object_get(document, "revoked"), err);
    json_decref(document);
    return status;
}

chela_status
chela__keyring_add_lists(struct chela__keyring *ring, const char *text, size_t len,
                         struct chela_error *err)
{
    chela_status status = CHELA_OK;
    while (len && status == CHELA_OK) {
        struct chela__list list;
        status = chela__list_open(text, len, &list, err);
        if (status < 0)
            break;
        status = add_list(ring, &list, err);
        text += list.len;
        len -= list.len;
    }
    return status;
}

// *ret_text stays NULL when there is no file.
static chela_status
read_lists(const char *path, char **ret_text, size_t *ret_len, struct chela_error *err)
{
    if (access(path, F_OK))
        return CHELA_OK;
    return chela__file_read(AT_FDCWD, path, CHELA__LISTS_MAX_BYTES, ret_text, ret_len, err);
}

chela_status
chela__keyring_add_list_file(struct chela__keyring *ring, const char *folder,
                             struct chela_error *err)
{
    char  *path = chela__path(folder, FILE_NAME), *text = NULL;
    size_t len = 0;
    if (!path)
        return chela__error_memory(err);
    chela_status status = read_lists(path, &text, &len, err);
    if (status == CHELA_OK)
        status = chela__keyring_add_lists(ring, text, len, err);
    if (status < 0)
        chela__error_prefix(err, "%s", path);
    free(text);
    free(path);
    return status;
}

// ---- a new one ----

static chela_status
check_signer(const struct chela__keyring *ring, const struct chela__list *list,
             struct chela__ring_key **ret_known, struct chela_error *err)
{
    const unsigned char *key = list->block.signers[0].key;
    char                 text[CHELA__KEY_TEXT];
    chela__key_text(key, text);
    if (chela__revoked_key(&ring->revoked, key))
        return chela__error(err, CHELA_UNTRUSTED, "revoked: key %s signed it", text);
    *ret_known = lister(ring, list);
    if (*ret_known)
        return CHELA_OK;
    return chela__error(
        err, CHELA_UNTRUSTED,
        "signed by a stranger: only a platform key or a store's key may revoke, and "
        "key %s is none of these here",
        text);
}

static bool
contains(const char *text, size_t len, const char *list, size_t list_len)
{
    return len && memmem(text, len, list, list_len) != NULL;
}

// Everything but what the same key has signed before, then the new one.
static chela_status
replace(const struct chela__keyring *ring, const struct chela__ring_key *signer, const char *before,
        size_t before_len, const struct chela__list *list, struct chela__buffer *lists,
        struct chela_error *err)
{
    for (struct chela__list old; before_len; before += old.len, before_len -= old.len) {
        chela_status status = chela__list_open(before, before_len, &old, err);
        if (status < 0)
            return status;
        if (lister(ring, &old) != signer)
            chela__buffer_add(lists, before, old.len);
    }
    chela__buffer_add(lists, list->body, list->len);
    if (lists->len > CHELA__LISTS_MAX_BYTES)
        return chela__error(err, CHELA_LIMIT, "the lists together are larger than %zu bytes",
                            CHELA__LISTS_MAX_BYTES);
    return lists->failed ? chela__error_memory(err) : CHELA_OK;
}

static chela_status
check_number(const json_t *document, const struct chela__ring_key *signer, struct chela_error *err)
{
    json_int_t number = json_integer_value(json_object_get(document, "number"));
    if (number > signer->list_number)
        return CHELA_OK;
    return chela__error(err, CHELA_UNTRUSTED,
                        "downgraded: it is number %lld, but number %lld of the same key is known; "
                        "lists never go back",
                        (long long)number, (long long)signer->list_number);
}

static chela_status
write_lists(const struct chela__keyring *ring, const struct chela__ring_key *signer,
            const char *folder, const struct chela__list *list, const json_t *document,
            struct chela_error *err)
{
    struct chela__buffer lists = CHELA__BUFFER_INIT;
    char                *path = chela__path(folder, FILE_NAME), *before = NULL;
    size_t               before_len = 0;
    if (!path)
        return chela__error_memory(err);
    chela_status status = read_lists(path, &before, &before_len, err);
    if (status == CHELA_OK && !contains(before, before_len, list->body, list->len)) {
        status = check_number(document, signer, err);
        if (status == CHELA_OK)
            status = replace(ring, signer, before, before_len, list, &lists, err);
        if (status == CHELA_OK)
            status = chela__make_folder(folder, err);
        if (status == CHELA_OK)
            status = chela__file_write(AT_FDCWD, path, 0644, lists.data, lists.len, err);
    }
    chela__buffer_done(&lists);
    free(before);
    free(path);
    return status;
}

chela_status
chela__list_install(const struct chela__keyring *ring, const char *folder, const char *text,
                    size_t len, json_t **ret_facts, struct chela_error *err)
{
    struct chela__list      list;
    struct chela__ring_key *signer   = NULL;
    json_t                 *document = NULL;
    chela_status            status   = chela__list_open(text, len, &list, err);
    if (status == CHELA_OK && list.len != len)
        status = chela__error(err, CHELA_UNTRUSTED, "malformed: there is more behind the list");
    if (status == CHELA_OK)
        status = check_signer(ring, &list, &signer, err);
    if (status == CHELA_OK)
        status = chela__list_document(&list, &document, err);
    if (status == CHELA_OK)
        status = write_lists(ring, signer, folder, &list, document, err);
    if (status == CHELA_OK) {
        char key[CHELA__KEY_TEXT];
        chela__key_text(list.block.signers[0].key, key);
        *ret_facts =
            json_pack("{s:O, s:s}", "number", json_object_get(document, "number"), "signer", key);
        if (!*ret_facts)
            status = chela__error_memory(err);
    }
    json_decref(document);
    return status;
}
