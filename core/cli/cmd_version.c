// cmd_version.c - `chela version`.
#include "cli/commands.h"
#include "cli/out.h"

static int
run(struct chela__cli *cli)
{
    if (chela__cli_option(cli, "sdk")) {
        chela__out_line(cli, "%s", cli->place.sdk);
        return CHELA__EXIT_DONE;
    }
    if (cli->json)
        return chela__cli_exit(
            chela__out_json_take(cli, json_pack("{s:s}", "version", CHELA_VERSION)));
    chela__out_line(cli, "chela %s", CHELA_VERSION);
    return CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"sdk", NULL, "the folder of the SDK instead, for build files"}, {NULL, NULL, NULL}};

const struct chela__command chela__cmd_version = {
    .name    = "version",
    .summary = "show the version",
    .usage   = "version [--sdk]",
    .options = options,
    .run     = run,
};
