// cmd_index.c - `chela index`: whether everything in a store can be used.
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/installed.h"
#include "cli/out.h"

struct count {
    struct chela__cli *cli;
    size_t             good, bad;
};

static chela_status
take(void *user, const struct chela__installed *installed)
{
    struct count *count = user;
    bool          good  = installed->status == CHELA_OK;
    *(good ? &count->good : &count->bad) += 1;
    if (count->cli->json)
        return chela__out_json_take(
            count->cli, json_pack("{s:s, s:s, s:s*, s:s*}", "plugin", installed->id, "version",
                                  installed->version, "tier",
                                  good ? chela__tier_name(installed->manifest->tier) : NULL,
                                  "refused", good ? NULL : installed->text));
    if (!good)
        chela__out_note(count->cli, "refused: %s", installed->text);
    return CHELA_OK;
}

static int
run(struct chela__cli *cli)
{
    struct chela__cli_stores stores;
    struct count             count  = {.cli = cli};
    struct chela_error       err    = CHELA_ERROR_INIT;
    char                    *path   = NULL;
    chela_status             status = chela__cli_stores_open(&cli->place, &stores, &err);
    if (status < 0)
        return chela__cli_fail(cli, &err);
    status = chela__stores_each(stores.stores, take, &count, &err);
    if (status == CHELA_OK)
        status = chela__stores_index(stores.stores, &path, &err);
    chela__cli_stores_done(&stores);
    free(path);
    if (status < 0)
        return chela__cli_fail(cli, &err);
    if (!cli->json)
        chela__out_line(cli, "%zu plugins can be used, %zu are refused", count.good, count.bad);
    return count.bad ? CHELA__EXIT_REFUSED : CHELA__EXIT_DONE;
}

const struct chela__command chela__cmd_index = {
    .name    = "index",
    .summary = "check all that is installed and renew the index",
    .usage   = "index [--image DIR]",
    .help = "Verifies every installed plugin as a load would, says which are refused and why, and\n"
            "makes the catalogue's index when it is old.",
    .run  = run,
};
