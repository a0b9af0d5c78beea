// cmd_grants.c - `chela grants`: what was agreed to for longer than one card.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/talk.h"

// ---- list ----

static void
print_grant(struct chela__cli *cli, const json_t *grant)
{
    const char *id    = chela__json_str(grant, "grant");
    const char *scope = chela__json_str(grant, "scope");
    const char *until = chela__json_str(grant, "until");
    const char *text  = chela__json_str(grant, "text");
    const char *use   = chela__json_str(grant, "use");
    bool        holds = json_is_true(json_object_get(grant, "holds"));
    char       *line  = text ? chela__out_clean(text, strlen(text), 0) : NULL;
    chela__out_line(cli, "%s  %s%s%.16s  %s  (%s)%s", id ? id : "?", scope ? scope : "?",
                    until ? " " : "", until ? until : "", line ? line : "", use ? use : "?",
                    holds ? "" : "  asks again: its plugin has changed");
    free(line);
}

static chela_status
list(struct chela__cli *cli, struct chela_host *host, struct chela_error *err)
{
    char        *json   = NULL;
    json_t      *grants = NULL;
    chela_status status = chela_grants(host, &json, err);
    if (status >= 0)
        status = chela__json_read(json, strlen(json), NULL, &grants, err);
    for (size_t i = 0; status >= 0 && i < json_array_size(grants); i++) {
        if (cli->json)
            status = chela__out_json_take(cli, json_incref(json_array_get(grants, i)));
        else
            print_grant(cli, json_array_get(grants, i));
    }
    json_decref(grants);
    free(json);
    return status;
}

// ---- revoke ----

static chela_status
revoke(struct chela__cli *cli, struct chela_host *host, struct chela_error *err)
{
    const char  *id     = chela__cli_argument(cli, 1);
    size_t       count  = 0;
    chela_status status = chela_revoke_grant(host, id, &count, err);
    if (status >= 0 && cli->json)
        status = chela__out_json_take(cli, json_pack("{s:I}", "revoked", (json_int_t)count));
    else if (status >= 0)
        chela__out_line(cli, "%zu %s revoked", count, count == 1 ? "grant" : "grants");
    return status;
}

static int
run(struct chela__cli *cli)
{
    struct chela__talk talk         = {.cli = cli};
    struct chela_error err          = CHELA_ERROR_INIT;
    const char        *form         = chela__cli_argument(cli, 0);
    bool               is_all       = chela__cli_option(cli, "all") != NULL;
    bool               wants_revoke = form && !strcmp(form, "revoke");
    if (form && !wants_revoke && strcmp(form, "list") != 0)
        return chela__cli_usage(cli, "grants: expected list or revoke");
    if (wants_revoke && is_all == (chela__cli_argument(cli, 1) != NULL))
        return chela__cli_usage(cli, "grants revoke: give the id of one, or --all");
    chela_status status = chela__talk_host(&talk, NULL, NULL, &err);
    if (status >= 0)
        status = wants_revoke ? revoke(cli, talk.host, &err) : list(cli, talk.host, &err);
    chela_host_close(talk.host);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"all", NULL, "revoke: every grant"},
    {"now", "TIME", "pretend that it is this time (RFC 3339)"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_grants = {
    .name    = "grants",
    .summary = "what you agreed to for longer than one card",
    .usage   = "grants [list]\ngrants revoke ID | --all",
    .help =
        "A yes at a card may hold for a day or always. Such a grant covers the same capability of\n"
        "the same version towards the same recipients, paths and devices; when its plugin changes\n"
        "in any way, a card asks again. ID is a grant's id or the beginning of one.",
    .options       = options,
    .max_arguments = 2,
    .run           = run,
};
