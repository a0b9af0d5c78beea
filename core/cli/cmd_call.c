// cmd_call.c - `chela call`: one capability with explicit arguments, recorded like any task.
#include "cli/commands.h"
#include "cli/talk.h"

static int
run(struct chela__cli *cli)
{
    struct chela__talk       talk = {.wants_output = true};
    const struct chela__wish wish = {
        .what = "call", .name = chela__cli_argument(cli, 0), .more = chela__cli_argument(cli, 1)};
    return chela__talk_run(&talk, cli, &wish);
}

static const struct chela__option options[] = {
    {"dry-run", NULL, "stop at the card and show it"},
    {"now", "TIME", "pretend that it is this time (RFC 3339)"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_call = {
    .name    = "call",
    .summary = "call one capability",
    .usage   = "call CAPABILITY ['{json}'] [--dry-run] [--now TIME]",
    .help =
        "Calls the capability with the arguments as they are given, which counts as consent to\n"
        "its effect. The output is printed as JSON; the call is recorded and can be undone.",
    .options       = options,
    .min_arguments = 1,
    .max_arguments = 2,
    .run           = run,
};
