// revoked_list.c - reads, signs and takes over lists of what is revoked; called by cmd_revoke.c.
#include "cli/revoked_list.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/installed.h"
#include "trust/list.h"

// What somebody else has signed is not signed anew by accident.
static chela_status
check_owner(const struct chela__list *list, const struct chela__key_pair *pair,
            struct chela_error *err)
{
    const unsigned char *key = list->block.signers[0].key;
    char                 text[CHELA__KEY_TEXT];
    bool                 is_ours = !memcmp(key, pair->key, CHELA__KEY_BYTES);
    for (uint32_t i = 0; i < pair->rotation_count; i++)
        is_ours |= !memcmp(key, pair->rotations[i].old_key, CHELA__KEY_BYTES);
    chela__key_text(key, text);
    return is_ours ? CHELA_OK
                   : chela__error(err, CHELA_UNTRUSTED, "another key has signed it: %s", text);
}

chela_status
chela__revoked_list_read(const char *path, const struct chela__key_pair *pair, json_t **ret_list,
                         struct chela_error *err)
{
    struct chela__list list;
    char              *text = NULL;
    size_t             len  = 0;
    if (access(path, F_OK)) {
        *ret_list = json_pack("{s:i, s:i, s:{}}", "revocations", 1, "number", 0, "revoked");
        return *ret_list ? CHELA_OK : chela__error_memory(err);
    }
    chela_status status =
        chela__file_read(AT_FDCWD, path, CHELA__LISTS_MAX_BYTES, &text, &len, err);
    if (status == CHELA_OK)
        status = chela__list_open(text, len, &list, err);
    if (status == CHELA_OK)
        status = check_owner(&list, pair, err);
    if (status == CHELA_OK)
        status = chela__list_document(&list, ret_list, err);
    if (status < 0)
        chela__error_prefix(err, "%s", path);
    free(text);
    return status;
}

chela_status
chela__revoked_list_write(const char *path, const struct chela__key_pair *pair, json_t *list,
                          struct chela_error *err)
{
    struct chela__buffer text   = CHELA__BUFFER_INIT;
    json_int_t           number = json_integer_value(json_object_get(list, "number"));
    if (json_object_set_new(list, "number", json_integer(number + 1)))
        return chela__error_memory(err);
    chela_status status = chela__list_make(list, pair, &text, err);
    if (status == CHELA_OK)
        status = chela__file_write(AT_FDCWD, path, 0644, text.data, text.len, err);
    chela__buffer_done(&text);
    return status;
}

chela_status
chela__revoked_list_install(const struct chela__place *place, const char *path, json_t **ret_facts,
                            struct chela_error *err)
{
    struct chela__cli_stores stores = {.ring = NULL};
    char                    *text   = NULL;
    size_t                   len    = 0;
    chela_status             status =
        chela__file_read(AT_FDCWD, path, CHELA__LISTS_MAX_BYTES, &text, &len, err);
    if (status == CHELA_OK)
        status = chela__cli_stores_open(place, &stores, err);
    if (status == CHELA_OK) {
        status = chela__list_install(stores.ring, place->data, text, len, ret_facts, err);
        if (status < 0)
            chela__error_prefix(err, "%s", path);
        chela__cli_stores_done(&stores);
    }
    free(text);
    return status;
}
