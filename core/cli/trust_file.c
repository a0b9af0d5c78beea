// trust_file.c - reads and writes the user's trust.json; called by cmd_trust.c and cmd_revoke.c.
#include "cli/trust_file.h"

#include <stdlib.h>

#include "base/file.h"
#include "cli/installed.h"

chela_status
chela__trust_file_read(const struct chela__place *place, json_t **ret_trust,
                       struct chela_error *err)
{
    char *path = chela__path(place->data, "trust.json");
    if (!path)
        return chela__error_memory(err);
    json_t      *trust  = NULL;
    chela_status status = chela__cli_document_read(path, &trust, err);
    free(path);
    if (status < 0)
        return status;
    if (!trust)
        trust = json_pack("{s:i, s:[], s:{}}", "trust", 1, "keys", "revoked");
    if (!trust)
        return chela__error_memory(err);
    *ret_trust = trust;
    return CHELA_OK;
}

chela_status
chela__trust_file_write(const struct chela__place *place, const json_t *trust,
                        struct chela_error *err)
{
    struct chela__keyring *ring   = NULL;
    chela_status           status = chela__keyring_new(&ring, err);
    if (status == CHELA_OK)
        status = chela__keyring_add_user(ring, trust, err);
    chela__keyring_free(ring);
    if (status < 0)
        return status;
    char *path = chela__path(place->data, "trust.json");
    if (!path)
        return chela__error_memory(err);
    status = chela__cli_document_write(path, trust, err);
    free(path);
    return status;
}
