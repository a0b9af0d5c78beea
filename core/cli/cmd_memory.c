// cmd_memory.c - `chela memory`: what is remembered of the user, stated or shown by agreed plans.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/talk.h"

static void
print_row(struct chela__cli *cli, const json_t *row)
{
    const char *id   = chela__json_str(row, "memory");
    const char *kind = chela__json_str(row, "kind");
    const char *at   = chela__json_str(row, "at");
    const char *text = chela__json_str(row, "text");
    const char *from = chela__json_str(row, "source");
    char       *line = text ? chela__out_clean(text, strlen(text), 200) : NULL;
    chela__out_line(cli, "%s  %-7s  %.16s  %s  (%s)", id ? id : "?", kind ? kind : "?",
                    at ? at : "?", line ? line : "", from ? from : "?");
    free(line);
}

// `as_json`: whole rows, which is also the export.
static chela_status
list(struct chela__cli *cli, struct chela_host *host, bool as_json, struct chela_error *err)
{
    char        *json   = NULL;
    json_t      *rows   = NULL;
    chela_status status = chela_memory_list(host, &json, err);
    if (status >= 0)
        status = chela__json_read(json, strlen(json), NULL, &rows, err);
    for (size_t i = 0; status >= 0 && i < json_array_size(rows); i++) {
        if (as_json)
            status = chela__out_json_take(cli, json_incref(json_array_get(rows, i)));
        else
            print_row(cli, json_array_get(rows, i));
    }
    json_decref(rows);
    free(json);
    return status;
}

static chela_status
add(struct chela__cli *cli, struct chela_host *host, struct chela_error *err)
{
    chela_status status = chela_memory_add(host, chela__cli_argument(cli, 1), err);
    if (status >= 0 && !cli->json)
        chela__out_line(cli, "remembered");
    return status;
}

static chela_status
forget(struct chela__cli *cli, struct chela_host *host, struct chela_error *err)
{
    size_t       count  = 0;
    chela_status status = chela_memory_forget(host, chela__cli_argument(cli, 1), &count, err);
    if (status >= 0 && cli->json)
        status = chela__out_json_take(cli, json_pack("{s:I}", "forgotten", (json_int_t)count));
    else if (status >= 0)
        chela__out_line(cli, "%zu %s forgotten", count, count == 1 ? "memory" : "memories");
    return status;
}

static chela_status
carry_out(struct chela__cli *cli, struct chela_host *host, const char *form,
          struct chela_error *err)
{
    if (!strcmp(form, "add"))
        return add(cli, host, err);
    if (!strcmp(form, "forget"))
        return forget(cli, host, err);
    return list(cli, host, cli->json || !strcmp(form, "export"), err);
}

static int
run(struct chela__cli *cli)
{
    struct chela__talk talk  = {.cli = cli};
    struct chela_error err   = CHELA_ERROR_INIT;
    const char        *form  = cli->count ? chela__cli_argument(cli, 0) : "list";
    bool               takes = !strcmp(form, "add") || !strcmp(form, "forget");
    if (!takes && strcmp(form, "list") != 0 && strcmp(form, "export") != 0)
        return chela__cli_usage(cli, "memory: expected list, add, forget or export");
    if (takes != (cli->count == 2))
        return chela__cli_usage(cli, "memory %s: %s", form,
                                takes ? "give one text" : "takes nothing");
    chela_status status = chela__talk_host(&talk, NULL, NULL, &err);
    if (status >= 0)
        status = carry_out(cli, talk.host, form, &err);
    chela_host_close(talk.host);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"now", "TIME", "pretend that it is this time (RFC 3339)"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_memory = {
    .name    = "memory",
    .summary = "what is remembered of you",
    .usage   = "memory [list]\nmemory add \"SENTENCE\"\nmemory forget ID|WORDS\nmemory export",
    .help =
        "What you state (\"Robotics is on Tuesdays\") and what the plans that you agreed to "
        "showed,\n"
        "sealed on this device. It answers what would have been asked again, and the card says "
        "so.\n"
        "`forget WORDS` removes all that has these words and what was derived from it; `export`\n"
        "prints everything, one JSON object a line.",
    .options       = options,
    .max_arguments = 2,
    .run           = run,
};
