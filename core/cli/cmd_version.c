// cmd_version.c - `chela version`.
#include "cli/commands.h"
#include "cli/out.h"

static int
run(struct chela__cli *cli)
{
    if (cli->json)
        return chela__cli_exit(
            chela__out_json_take(cli, json_pack("{s:s}", "version", CHELA_VERSION)));
    chela__out_line(cli, "chela %s", CHELA_VERSION);
    return CHELA__EXIT_DONE;
}

const struct chela__command chela__cmd_version = {
    .name    = "version",
    .summary = "show the version",
    .usage   = "version",
    .run     = run,
};
