// keys.c - reads the keys that a command line names.
#include "cli/keys.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define KEY_FILE_MAX ((size_t)16384)

chela_status
chela__cli_key_pair(const char *path, struct chela__key_pair *ret_pair, struct chela_error *err)
{
    char        *data   = NULL;
    size_t       len    = 0;
    chela_status status = chela__file_read(AT_FDCWD, path, KEY_FILE_MAX, &data, &len, err);
    if (status < 0)
        return status;
    status = chela__key_pair_read(data, len, ret_pair, err);
    if (status < 0)
        chela__error_prefix(err, "%s", path);
    explicit_bzero(data, len);
    free(data);
    return status;
}

chela_status
chela__cli_key(const char *text_or_file, unsigned char ret_key[CHELA__KEY_BYTES],
               struct chela_error *err)
{
    char  *data = NULL;
    size_t len  = 0;
    if (access(text_or_file, F_OK))
        return chela__key_parse(text_or_file, ret_key, err);
    chela_status status = chela__file_read(AT_FDCWD, text_or_file, KEY_FILE_MAX, &data, &len, err);
    if (status < 0)
        return status;
    data[strcspn(data, "\r\n")] = '\0';
    status                      = chela__key_parse(data, ret_key, err);
    if (status < 0)
        chela__error_prefix(err, "%s", text_or_file);
    explicit_bzero(data, len); // somebody may have named the secret one
    free(data);
    return status;
}
