// cmd_check.c - `chela check`: everything that can be said about a plugin without running it.
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/out.h"

static void
print_finding(void *user, const struct chela__finding *finding)
{
    struct chela__cli *cli = user;
    if (cli->json) {
        (void)chela__out_json_take(
            cli, json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", finding->id, "severity",
                           finding->is_advice ? "advice" : "error", "place", finding->place, "text",
                           finding->text, "fix", finding->fix));
        return;
    }
    const char *end = chela__out_style(cli, CHELA__PLAIN);
    chela__out_line(cli, "%s%s%s [%s] %s\n    %s\n    fix: %s",
                    chela__out_style(cli, finding->is_advice ? CHELA__YELLOW : CHELA__RED),
                    finding->is_advice ? "advice" : "error", end, finding->id, finding->place,
                    finding->text, finding->fix);
}

static int
finish(struct chela__cli *cli, const struct chela__findings *findings)
{
    if (cli->json)
        (void)chela__out_json_take(cli, json_pack("{s:{s:I, s:I}}", "findings", "errors",
                                                  (json_int_t)findings->errors, "advice",
                                                  (json_int_t)findings->advice));
    else if (findings->errors || findings->advice)
        chela__out_line(cli, "%zu errors, %zu pieces of advice", findings->errors,
                        findings->advice);
    else
        chela__out_line(cli, "nothing to say against it");
    return findings->errors ? CHELA__EXIT_FAILED : CHELA__EXIT_DONE;
}

static int
run(struct chela__cli *cli)
{
    struct chela__project  project;
    struct chela_error     err      = CHELA_ERROR_INIT;
    struct chela__findings findings = {.report = print_finding, .user = cli};
    const char            *path     = cli->count ? cli->arguments[0] : ".";
    const char            *binary   = chela__cli_option(cli, "plugin");
    if (chela__project_read(&cli->place, path, &project, &err) < 0) {
        if (err.status != CHELA_INVALID && strstr(err.text, "no such type") == NULL)
            return chela__cli_fail(cli, &err);
        chela__finding_add(
            &findings, err.status == CHELA_INVALID ? "manifest-invalid" : "type-unknown",
            "manifest.json", "docs/plugins.md lists what a manifest may say", "%s", err.text);
        return finish(cli, &findings);
    }
    char *found = binary ? NULL : chela__project_binary(&project);
    chela__check_manifest(&project, &findings);
    if (binary || found)
        chela__check_binary(&project, binary ? binary : found, &findings);
    free(found);
    chela__project_done(&project);
    return finish(cli, &findings);
}

static const struct chela__option options[] = {
    {"plugin", "FILE", "the binary to look at too; found below DIR otherwise"}, {NULL, NULL, NULL}};

const struct chela__command chela__cmd_check = {
    .name    = "check",
    .summary = "say what is wrong with a plugin, where, and how to fix it",
    .usage   = "check [DIR|MANIFEST] [--plugin FILE]",
    .help = "Reads the manifest as the host will, compiles its schemas, and looks at functions,\n"
            "texts, examples, card, answer and undo; and at the binary when there is one. Each\n"
            "finding has an id, a place and a fix. Advice does not fail the check.",
    .options       = options,
    .min_arguments = 0,
    .max_arguments = 1,
    .run           = run,
};
