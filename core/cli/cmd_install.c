// cmd_install.c - `chela install` and `chela remove`.
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/installed.h"
#include "cli/log.h"
#include "cli/out.h"

static int
report(struct chela__cli *cli, const char *what, const char *id)
{
    if (cli->json)
        return chela__cli_exit(chela__out_json_take(cli, json_pack("{s:s}", what, id)));
    chela__out_line(cli, "%s %s", what, id);
    return CHELA__EXIT_DONE;
}

static chela_status
install_one(struct chela__cli *cli, struct chela__stores *stores, const char *file, char **ret_id,
            struct chela_error *err)
{
    struct chela_error ignored = CHELA_ERROR_INIT; // the refusal is what has to be said
    chela_status       status  = chela__store_install(stores, file, ret_id, err);
    if (status < 0)
        (void)chela__cli_log_refusal(&cli->place, "install", file, err, &ignored);
    else
        status = chela__cli_log_plugin(&cli->place, stores, "install", *ret_id, err);
    return status;
}

static int
install_each(struct chela__cli *cli, struct chela__stores *stores)
{
    int code = CHELA__EXIT_DONE;
    for (uint32_t i = 0; i < cli->count; i++) {
        struct chela_error err = CHELA_ERROR_INIT;
        char              *id  = NULL;
        // One bad package does not keep out the others.
        if (install_one(cli, stores, cli->arguments[i], &id, &err) < 0)
            code = chela__cli_fail(cli, &err);
        else
            (void)report(cli, "installed", id);
        free(id);
    }
    return code;
}

static int
run_install(struct chela__cli *cli)
{
    struct chela__cli_stores stores;
    struct chela_error       err = CHELA_ERROR_INIT;
    if (chela__cli_option(cli, "from")) {
        (void)chela__error(&err, CHELA_UNSUPPORTED,
                           "--from: this version installs from files only; fetch the package and "
                           "give its path");
        return chela__cli_fail(cli, &err);
    }
    if (!cli->count)
        return chela__cli_usage(cli, "install: too few arguments");
    if (chela__cli_stores_open(&cli->place, &stores, &err) < 0)
        return chela__cli_fail(cli, &err);
    int code = install_each(cli, stores.stores);
    chela__cli_stores_done(&stores);
    return code;
}

static int
run_remove(struct chela__cli *cli)
{
    struct chela__cli_stores stores;
    struct chela_error       err = CHELA_ERROR_INIT;
    const char              *id  = chela__cli_argument(cli, 0);
    if (chela__cli_stores_open(&cli->place, &stores, &err) < 0)
        return chela__cli_fail(cli, &err);
    chela_status status = chela__store_remove(stores.stores, id, &err);
    chela__cli_stores_done(&stores);
    if (status >= 0)
        status = chela__cli_log_take(&cli->place, "remove", json_pack("{s:s}", "id", id), &err);
    return status < 0 ? chela__cli_fail(cli, &err) : report(cli, "removed", id);
}

static const struct chela__option options[] = {
    {"from", "URL", "not in this version: install from a file"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_install = {
    .name    = "install",
    .summary = "install packages",
    .usage   = "install FILE...",
    .help = "Verifies each package as a whole, checks who signed it, and puts it into your store\n"
            "in one step. What is refused changes nothing.",
    .options       = options,
    .max_arguments = CHELA__ANY_NUMBER,
    .run           = run_install,
};

const struct chela__command chela__cmd_remove = {
    .name    = "remove",
    .summary = "remove a plugin",
    .usage   = "remove ID",
    .help    = "Removes what you installed. Its data stays, and its version is remembered: an\n"
               "older one is not installed later.",
    .min_arguments = 1,
    .max_arguments = 1,
    .run           = run_remove,
};
