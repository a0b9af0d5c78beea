// cmd_test.c - `chela test`: the examples of a manifest through real calls.
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/out.h"
#include "cli/trial.h"

static void
print_result(void *user, const struct chela__trial_result *result)
{
    struct chela__cli *cli = user;
    if (cli->json) {
        (void)chela__out_json_take(cli, json_pack("{s:s, s:I, s:s, s:I, s:s*, s:O*}", "capability",
                                                  result->capability, "example",
                                                  (json_int_t)result->example, "status",
                                                  chela__status_name(result->status), "elapsed_us",
                                                  (json_int_t)result->elapsed_us, "text",
                                                  result->text, "output", result->output));
        return;
    }
    bool failed = result->status < 0;
    chela__out_line(cli, "%s%-6s%s %s, example %zu (%.1f ms)%s%s",
                    chela__out_style(cli, failed ? CHELA__RED : CHELA__GREEN),
                    failed ? "failed" : "ok", chela__out_style(cli, CHELA__PLAIN),
                    result->capability, result->example, (double)result->elapsed_us / 1000,
                    failed ? "\n       " : "", failed ? result->text : "");
}

static int
finish(struct chela__cli *cli, const struct chela__trial_counts *counts)
{
    if (cli->json)
        (void)chela__out_json_take(cli, json_pack("{s:{s:I, s:I, s:I}}", "examples", "run",
                                                  (json_int_t)counts->run, "failed",
                                                  (json_int_t)counts->failed, "skipped",
                                                  (json_int_t)counts->skipped));
    else
        chela__out_line(cli, "%zu examples run, %zu failed, %zu without all arguments", counts->run,
                        counts->failed, counts->skipped);
    return counts->failed ? CHELA__EXIT_FAILED : CHELA__EXIT_DONE;
}

static int
run(struct chela__cli *cli)
{
    struct chela__project      project;
    struct chela__trial_counts counts;
    struct chela_error         err   = CHELA_ERROR_INIT;
    const char                *named = chela__cli_option(cli, "plugin");
    chela_status               status =
        chela__project_read(&cli->place, cli->count ? cli->arguments[0] : ".", &project, &err);
    if (status < 0)
        return chela__cli_fail(cli, &err);
    char *found = named ? NULL : chela__project_binary(&project);
    if (!named && !found)
        status = chela__error(&err, CHELA_NOT_FOUND,
                              "%s: no plugin.so; build it: cmake -B build && cmake --build build",
                              project.folder);
    else
        status = chela__trial_run(cli, &project, named ? named : found, print_result, cli, &counts,
                                  &err);
    free(found);
    chela__project_done(&project);
    return status < 0 ? chela__cli_fail(cli, &err) : finish(cli, &counts);
}

static const struct chela__option options[] = {
    {"plugin", "FILE", "the binary; found below DIR otherwise"}, {NULL, NULL, NULL}};

const struct chela__command chela__cmd_test = {
    .name    = "test",
    .summary = "run the examples of a plugin's manifest",
    .usage   = "test [DIR|MANIFEST] [--plugin FILE]",
    .help =
        "Calls every example that has all its arguments, in a sandboxed worker and in an empty\n"
        "home of its own, for which /home/user stands. \"x-before\" of an example are calls to\n"
        "make first, \"x-gives\" is what its output must have.",
    .options       = options,
    .min_arguments = 0,
    .max_arguments = 1,
    .run           = run,
};
