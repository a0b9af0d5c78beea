// cmd_keygen.c - `chela keygen`: a publisher's or a store's key pair.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/keys.h"
#include "cli/out.h"

// NAME may lie in a folder that is not there yet.
static chela_status
make_folder_of(const char *name, struct chela_error *err)
{
    const char *slash = strrchr(name, '/');
    if (!slash || slash == name)
        return CHELA_OK;
    char        *folder = strndup(name, (size_t)(slash - name));
    chela_status status = folder ? chela__make_folder(folder, err) : chela__error_memory(err);
    free(folder);
    return status;
}

static chela_status
write_pair(const struct chela__key_pair *pair, const char *name, struct chela_error *err)
{
    struct chela__buffer secret = CHELA__BUFFER_INIT, open = CHELA__BUFFER_INIT;
    char                 key[CHELA__KEY_TEXT];
    char                *secret_path = NULL, *open_path = NULL;
    chela__key_text(pair->key, key);
    chela__buffer_format(&open, "%s\n", key);
    chela_status status = make_folder_of(name, err);
    if (status == CHELA_OK)
        status = chela__key_pair_write(pair, &secret, err);
    if (status == CHELA_OK && (open.failed || asprintf(&secret_path, "%s.key", name) < 0 ||
                               asprintf(&open_path, "%s.pub", name) < 0))
        status = chela__error_memory(err);
    if (status == CHELA_OK && !access(secret_path, F_OK))
        status = chela__error(err, CHELA_CONFLICT, "%s is there already", secret_path);
    if (status == CHELA_OK)
        status = chela__file_write(AT_FDCWD, secret_path, 0600, secret.data, secret.len, err);
    if (status == CHELA_OK)
        status = chela__file_write(AT_FDCWD, open_path, 0644, open.data, open.len, err);
    if (secret.data)
        explicit_bzero(secret.data, secret.len);
    chela__buffer_done(&secret);
    chela__buffer_done(&open);
    free(secret_path);
    free(open_path);
    return status;
}

static int
run(struct chela__cli *cli)
{
    const char            *name   = chela__cli_argument(cli, 0);
    const char            *old    = chela__cli_option(cli, "rotate");
    struct chela__key_pair before = {.rotation_count = 0}, pair = {.rotation_count = 0};
    struct chela_error     err = CHELA_ERROR_INIT;
    char                   key[CHELA__KEY_TEXT];
    chela_status           status = old ? chela__cli_key_pair(old, &before, &err) : CHELA_OK;
    if (status == CHELA_OK)
        status = chela__key_pair_new(old ? &before : NULL, &pair, &err);
    if (status == CHELA_OK)
        status = write_pair(&pair, name, &err);
    chela__key_text(pair.key, key);
    chela__key_pair_done(&before);
    chela__key_pair_done(&pair);
    if (status < 0)
        return chela__cli_fail(cli, &err);
    if (cli->json)
        return chela__cli_exit(chela__out_json_take(cli, json_pack("{s:s}", "key", key)));
    chela__out_line(cli, "%s", key);
    chela__out_note(cli, "wrote %s.key (keep it secret) and %s.pub", name, name);
    return CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"rotate", "FILE", "follow the key in FILE: both keys sign that the new one takes its place"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_keygen = {
    .name    = "keygen",
    .summary = "make a key pair for signing packages",
    .usage   = "keygen NAME [--rotate OLD.key]",
    .help = "Writes NAME.key, the secret, and NAME.pub, the key that others trust. With --rotate\n"
            "packages signed by the new key are trusted wherever the old one is.",
    .options       = options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run           = run,
};
