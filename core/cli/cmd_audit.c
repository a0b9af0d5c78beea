// cmd_audit.c - `chela audit`: whether the audit log is whole, and what has left the device.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "state/state.h"

// One look at the log, from its first line.
struct look {
    const char *kept;     // "SEQ:MAC" that has to be in it, or NULL
    bool        is_kept;  // it is
    json_t     *egress;   // array of lines
    uint64_t    outcomes; // of the journal that are in it
    bool        failed;   // out of memory
};

static bool
is_kept(const json_t *line, const char *kept)
{
    char        text[128];
    const char *mac = chela__json_str(line, "mac");
    int         len =
        snprintf(text, sizeof text, "%lld:%s", (long long)chela__json_int(line, "seq", 0), mac);
    return len > 0 && (size_t)len < sizeof text && !strcmp(text, kept);
}

// A connection that was made, or a call whose manifest says that it reaches out.
static bool
has_left(const json_t *line)
{
    const char *kind = chela__json_str(line, "kind"), *outcome = chela__json_str(line, "outcome");
    if (!strcmp(kind, "connect"))
        return true;
    return !strcmp(kind, "call") && json_object_get(line, "reaches") && outcome &&
           strcmp(outcome, "none") != 0;
}

static void
on_line(void *user, const json_t *line)
{
    struct look *look = user;
    if (look->kept && is_kept(line, look->kept))
        look->is_kept = true;
    if (look->egress && has_left(line) && json_array_append(look->egress, (json_t *)line))
        look->failed = true;
}

static chela_status
read_log(struct chela__cli *cli, struct look *look, struct chela__audit_report *ret_report,
         struct chela_error *err)
{
    struct chela__state *state = NULL;
    chela_status status = chela__state_open(cli->place.data, chela__clock_system(), &state, err);
    if (status >= 0)
        status = chela__audit_read(state, on_line, look, ret_report, err);
    if (status >= 0 && ret_report->lines && !look->egress)
        status = chela__audit_outcomes(state, &look->outcomes, err);
    chela__state_close(state);
    if (status >= 0 && look->failed)
        status = chela__error_memory(err);
    if (status >= 0 && look->kept && !look->is_kept)
        status = chela__error(err, CHELA_UNTRUSTED,
                              "audit.log: it does not have the checkpoint %s: it and the database "
                              "were set back, or made anew",
                              look->kept);
    return status;
}

// ---- verify ----

static int
show_report(struct chela__cli *cli, const struct chela__audit_report *report, uint64_t outcomes)
{
    if (cli->json)
        return chela__cli_exit(chela__out_json_take(
            cli,
            json_pack("{s:s, s:I, s:I, s:I, s:I, s:s, s:s}", "status", "ok", "lines",
                      (json_int_t)report->lines, "outcomes", (json_int_t)outcomes, "checkpoints",
                      (json_int_t)report->checkpoints, "unsigned", (json_int_t)report->open, "root",
                      report->root, "checkpoint", report->last)));
    if (!report->lines) {
        chela__out_line(cli, "The audit log is empty.");
        return CHELA__EXIT_DONE;
    }
    chela__out_line(cli,
                    "The audit log is whole: %llu lines, %llu checkpoints, %llu lines behind the "
                    "last one.",
                    (unsigned long long)report->lines, (unsigned long long)report->checkpoints,
                    (unsigned long long)report->open);
    chela__out_line(cli, "%llu outcomes of the journal are in it.", (unsigned long long)outcomes);
    chela__out_line(cli, "Its first public key is %s.", report->root);
    if (report->last[0])
        chela__out_line(cli, "Its last checkpoint is %s.", report->last);
    return CHELA__EXIT_DONE;
}

// ---- egress ----

static void
show_egress(const struct chela__cli *cli, const json_t *line)
{
    const char *to      = chela__json_str(line, "to");
    const char *use     = chela__json_str(line, "use");
    const char *by      = use ? use : chela__json_str(line, "plugin");
    json_t     *reaches = json_object_get(line, "reaches");
    char       *text    = reaches ? chela__json_text(reaches) : NULL;
    chela__out_line(cli, "%s  %s  %s%s%s", chela__json_str(line, "at"), by ? by : "-",
                    to ? "connected to " : "reached ",
                    to     ? to
                    : text ? text
                           : "-",
                    chela__json_str(line, "outcome") &&
                            !strcmp(chela__json_str(line, "outcome"), "unknown")
                        ? ", perhaps"
                        : "");
    free(text);
}

static int
show_all_egress(struct chela__cli *cli, const json_t *egress)
{
    size_t  at;
    json_t *line;
    json_array_foreach(egress, at, line)
    {
        if (cli->json)
            (void)chela__out_json_take(cli, json_incref(line));
        else
            show_egress(cli, line);
    }
    if (!json_array_size(egress) && !cli->json)
        chela__out_line(cli, "Nothing has left this device.");
    return CHELA__EXIT_DONE;
}

static int
run(struct chela__cli *cli)
{
    struct chela_error         err    = CHELA_ERROR_INIT;
    struct chela__audit_report report = {0};
    const char                *what   = chela__cli_argument(cli, 0);
    bool                       egress = !strcmp(what, "egress");
    struct look                look   = {.kept = chela__cli_option(cli, "checkpoint")};
    if (!egress && strcmp(what, "verify") != 0)
        return chela__cli_usage(cli, "unknown: audit %s", what);
    if (egress && !(look.egress = json_array()))
        return chela__cli_exit(CHELA_NO_MEMORY);
    int code = CHELA__EXIT_FAILED; // nothing was refused: the log does not hold
    if (read_log(cli, &look, &report, &err) < 0)
        (void)chela__cli_fail(cli, &err);
    else
        code =
            egress ? show_all_egress(cli, look.egress) : show_report(cli, &report, look.outcomes);
    json_decref(look.egress);
    return code;
}

static const struct chela__option options[] = {
    {"checkpoint", "SEQ:MAC", "a checkpoint that was kept elsewhere and has to be in the log"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_audit = {
    .name    = "audit",
    .summary = "check the log of what was installed, granted, called and refused",
    .usage   = "audit verify [--checkpoint SEQ:MAC]\naudit egress",
    .help = "verify reads audit.log from its first line and names the first line that was edited,\n"
            "deleted, moved or cut off. Keep the first public key and the last checkpoint\n"
            "elsewhere: with --checkpoint it is found out that the log and the database were both\n"
            "put back. egress lists the calls that reached out of this device and the connections\n"
            "that plugins made, without what was sent.",
    .options       = options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run           = run,
};
