// cmd_call.c - `chela call`: one capability with explicit arguments, recorded like any task.
#include "cli/commands.h"
#include "cli/talk.h"

static int
run(struct chela__cli *cli)
{
    struct chela__talk talk   = {.wants_output = true};
    struct chela_error err    = CHELA_ERROR_INIT;
    chela_status       status = chela__talk_open(&talk, cli, &err);
    if (status >= 0)
        status = chela_call(talk.conversation, chela__cli_argument(cli, 0),
                            chela__cli_argument(cli, 1), &err);
    int code =
        talk.conversation ? chela__talk_finish(&talk, status, &err) : chela__cli_fail(cli, &err);
    chela__talk_close(&talk);
    return code;
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
