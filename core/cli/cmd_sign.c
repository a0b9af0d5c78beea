// cmd_sign.c - `chela sign`: adds a signature to a package.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/keys.h"
#include "cli/out.h"
#include "package/package.h"

static chela_status
sign_file(const char *path, const char *out, const struct chela__key_pair *pair,
          enum chela__role role, struct chela_error *err)
{
    struct chela__buffer package = CHELA__BUFFER_INIT;
    char                *data    = NULL;
    size_t               len     = 0;
    chela_status         status =
        chela__file_read(AT_FDCWD, path, CHELA__PACKAGE_MAX_BYTES, &data, &len, err);
    if (status < 0)
        return status;
    chela__buffer_add(&package, data, len);
    free(data);
    status =
        package.failed ? chela__error_memory(err) : chela__package_sign(&package, pair, role, err);
    if (status < 0)
        chela__error_prefix(err, "%s", path);
    else
        status =
            chela__file_write(AT_FDCWD, out ? out : path, 0644, package.data, package.len, err);
    chela__buffer_done(&package);
    return status;
}

static int
run(struct chela__cli *cli)
{
    const char            *key  = chela__cli_option(cli, "key");
    const char            *role = chela__cli_option(cli, "role");
    struct chela__key_pair pair;
    struct chela_error     err = CHELA_ERROR_INIT;
    char                   text[CHELA__KEY_TEXT];
    if (!key)
        return chela__cli_usage(cli, "sign: --key FILE is missing");
    if (role && strcmp(role, "publisher") != 0 && strcmp(role, "store") != 0)
        return chela__cli_usage(cli, "sign: --role is publisher or store");
    chela_status status = chela__cli_key_pair(key, &pair, &err);
    if (status < 0)
        return chela__cli_fail(cli, &err);
    status = sign_file(chela__cli_argument(cli, 0), chela__cli_option(cli, "out"), &pair,
                       role && !strcmp(role, "store") ? CHELA__STORE : CHELA__PUBLISHER, &err);
    chela__key_text(pair.key, text);
    chela__key_pair_done(&pair);
    if (status < 0)
        return chela__cli_fail(cli, &err);
    if (cli->json)
        return chela__cli_exit(chela__out_json_take(
            cli, json_pack("{s:s, s:s}", "key", text, "role", role ? role : "publisher")));
    chela__out_line(cli, "signed as %s by %s", role ? role : "publisher", text);
    return CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"key", "FILE", "the key file that keygen made"},
    {"role", "ROLE", "publisher (default) or store"},
    {"out", "FILE", "where to write; else in place"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_sign = {
    .name    = "sign",
    .summary = "sign a package",
    .usage   = "sign FILE --key KEY.key [--role publisher|store]",
    .help = "Adds the key's two signatures, over the archive and over the list of its files, or\n"
            "renews them. A store signs what its publisher has signed.",
    .options       = options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run           = run,
};
