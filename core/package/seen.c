// seen.c - the highest version ever installed of each id, and the stamp of a store; called by
// install and remove.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "package/store_private.h"

#define SEEN_MAX_BYTES ((size_t)1024 * 1024)

static chela_status
read_document(const char *store, json_t **ret_document, struct chela_error *err)
{
    char  *path = chela__path(store, "seen.json"), *data = NULL;
    size_t len = 0;
    if (!path)
        return chela__error_memory(err);
    chela_status status = CHELA_OK;
    if (access(path, F_OK)) {
        *ret_document = json_object();
        status        = *ret_document ? CHELA_OK : chela__error_memory(err);
    } else {
        status = chela__file_read(AT_FDCWD, path, SEEN_MAX_BYTES, &data, &len, err);
        if (status == CHELA_OK)
            status = chela__json_read(data, len, NULL, ret_document, err);
    }
    if (status < 0)
        chela__error_prefix(err, "%s", path);
    free(data);
    free(path);
    return status;
}

chela_status
chela__seen_read(const char *store, const char *id, struct chela__seen *ret_seen,
                 struct chela_error *err)
{
    json_t            *document = NULL;
    struct chela__seen seen     = {.version = ""};
    chela_status       status   = read_document(store, &document, err);
    if (status < 0)
        return status;
    const json_t *entry     = json_object_get(document, id);
    const char   *version   = chela__json_str(entry, "version");
    const char   *publisher = chela__json_str(entry, "publisher");
    if (entry && (!version || !publisher || !chela__version_valid(version)))
        status = chela__error(err, CHELA_INVALID, "%s/seen.json: %s: damaged", store, id);
    if (entry && status == CHELA_OK)
        status = chela__key_parse(publisher, seen.publisher, err);
    if (entry && status == CHELA_OK)
        (void)snprintf(seen.version, sizeof seen.version, "%.20s", version);
    json_decref(document);
    if (status == CHELA_OK)
        *ret_seen = seen;
    return status;
}

chela_status
chela__seen_write(const char *store, const char *id, const struct chela__seen *seen,
                  struct chela_error *err)
{
    char         key[CHELA__KEY_TEXT];
    json_t      *document = NULL;
    chela_status status   = read_document(store, &document, err);
    if (status < 0)
        return status;
    chela__key_text(seen->publisher, key);
    char *text = NULL, *path = chela__path(store, "seen.json");
    if (!json_object_set_new(document, id,
                             json_pack("{s:s, s:s}", "version", seen->version, "publisher", key)))
        text = chela__json_text_sorted(document);
    json_decref(document);
    if (!text || !path)
        status = chela__error_memory(err);
    else
        status = chela__file_write(AT_FDCWD, path, 0644, text, strlen(text), err);
    free(text);
    free(path);
    return status;
}

chela_status
chela__store_stamp(const char *store, struct chela_error *err)
{
    char     text[24];
    uint64_t number = 0;
    if (getrandom(&number, sizeof number, 0) != sizeof number)
        return chela__error_errno(err, errno, "%s", store);
    (void)snprintf(text, sizeof text, "%016llx\n", (unsigned long long)number);
    char *path = chela__path(store, "stamp");
    if (!path)
        return chela__error_memory(err);
    chela_status status = chela__file_write(AT_FDCWD, path, 0644, text, strlen(text), err);
    free(path);
    return status;
}
