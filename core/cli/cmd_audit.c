// cmd_audit.c - `chela audit verify`: whether the audit log is whole.
#include <string.h>

#include "cli/commands.h"
#include "cli/out.h"
#include "state/state.h"

static int
show(struct chela__cli *cli, const struct chela__audit_report *report)
{
    if (cli->json)
        return chela__cli_exit(
            chela__out_json_take(cli, json_pack("{s:s, s:I, s:I, s:I, s:s}", "status", "ok",
                                                "lines", (json_int_t)report->lines, "checkpoints",
                                                (json_int_t)report->checkpoints, "unsigned",
                                                (json_int_t)report->open, "root", report->root)));
    if (!report->lines) {
        chela__out_line(cli, "The audit log is empty.");
        return CHELA__EXIT_DONE;
    }
    chela__out_line(cli,
                    "The audit log is whole: %llu lines, %llu checkpoints, %llu lines behind the "
                    "last one.",
                    (unsigned long long)report->lines, (unsigned long long)report->checkpoints,
                    (unsigned long long)report->open);
    chela__out_line(cli, "Its first public key is %s.", report->root);
    return CHELA__EXIT_DONE;
}

static int
run(struct chela__cli *cli)
{
    struct chela_error         err    = CHELA_ERROR_INIT;
    struct chela__state       *state  = NULL;
    struct chela__audit_report report = {0};
    if (strcmp(chela__cli_argument(cli, 0), "verify") != 0)
        return chela__cli_usage(cli, "unknown: audit %s", chela__cli_argument(cli, 0));
    chela_status status = chela__state_open(cli->place.data, chela__clock_system(), &state, &err);
    if (status >= 0)
        status = chela__audit_verify(state, &report, &err);
    chela__state_close(state);
    if (status >= 0)
        return show(cli, &report);
    (void)chela__cli_fail(cli, &err);
    return CHELA__EXIT_FAILED; // nothing was refused: the log does not hold
}

const struct chela__command chela__cmd_audit = {
    .name    = "audit",
    .summary = "check the log of what was installed, granted, called and refused",
    .usage   = "audit verify",
    .help    = "Reads audit.log from its first line and names the first line that was edited,\n"
               "deleted, moved or cut off. Keep the first public key and the last checkpoint\n"
               "elsewhere to detect that the log and the database were both put back.",
    .min_arguments = 1,
    .max_arguments = 1,
    .run           = run,
};
