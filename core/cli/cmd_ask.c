// cmd_ask.c - `chela ask`: a sentence becomes a checked plan, a card, effects and an answer.
#include "cli/commands.h"
#include "cli/talk.h"

static int
run(struct chela__cli *cli)
{
    struct chela__talk       talk = {0};
    const struct chela__wish wish = {.what = "ask", .name = chela__cli_argument(cli, 0)};
    return chela__talk_run(&talk, cli, &wish);
}

static const struct chela__option options[] = {
    {"yes", NULL, "agree to the card"},
    {"dry-run", NULL, "stop at the card and show it; with --json the plan too"},
    {"explain", NULL, "show how the request was understood"},
    {"backend", "NAME", "who proposes the plan: embedded (default) or replay:FILE"},
    {"now", "TIME", "pretend that it is this time (RFC 3339)"},
    {"record", "FILE", "append what is proposed to FILE, for replay:FILE"},
    {"no-memory", NULL, "use and add nothing that is remembered"},
    {"show-egress", NULL, "say what leaves this device"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_ask = {
    .name    = "ask",
    .summary = "carry out a request",
    .usage   = "ask \"REQUEST\" [--yes] [--dry-run] [--explain] [--backend NAME] [--now TIME]",
    .help =
        "Plans the request over the installed capabilities, shows every effect before the first\n"
        "one, carries it out and says what happened. Without a terminal and without --yes every\n"
        "card is refused.",
    .options       = options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run           = run,
};
