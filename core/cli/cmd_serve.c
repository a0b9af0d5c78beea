// cmd_serve.c - `chela serve`: carries out what is due, and what the other commands hand over.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/out.h"
#include "cli/remote.h"
#include "cli/serve.h"
#include "cli/talk.h"

// ---- serving ----

static chela_status
serve(struct chela__talk *talk, struct chela_error *err)
{
    struct chela__serve *serve  = NULL;
    const char          *data   = talk->cli->place.data;
    chela_status         status = chela_keep(talk->host, NULL, err);
    if (status >= 0)
        status = chela__serve_new(talk->host, data, &serve, err);
    if (status >= 0) {
        chela__out_line(talk->cli, "serving %s", data);
        status = chela__serve_run(serve, chela__interrupt_fd(), err);
        chela__serve_end(serve);
    }
    chela_keep_end(talk->host);
    chela__serve_free(serve);
    return status;
}

static int
run_server(struct chela__cli *cli)
{
    struct chela__talk talk   = {.cli = cli};
    struct chela_error err    = CHELA_ERROR_INIT;
    chela_status       status = CHELA_OK;
    (void)chela__interrupt_fd();
    (void)setvbuf(stdout, NULL, _IOLBF, 0); // whoever reads the log sees what is due at once
    status = chela__talk_host(&talk, chela__talk_show_due, cli, &err);
    if (status >= 0)
        status = serve(&talk, &err);
    chela_host_close(talk.host);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

// ---- asking one that serves ----

static void
print_status(struct chela__cli *cli, const json_t *message)
{
    const json_t *status = json_object_get(message, "status");
    if (cli->json)
        (void)chela__out_json_take(cli, json_incref((json_t *)message));
    else if (status)
        chela__out_line(cli, "running, process %d, for %d s, %d clients, %d requests so far",
                        (int)chela__json_int(status, "pid", 0),
                        (int)chela__json_int(status, "seconds", 0),
                        (int)chela__json_int(status, "clients", 0),
                        (int)chela__json_int(status, "requests", 0));
    else
        chela__out_line(cli, "stopping");
}

static int
run_client(struct chela__cli *cli, const char *what)
{
    struct chela__remote *remote  = NULL;
    json_t               *message = NULL;
    struct chela_error    err     = CHELA_ERROR_INIT;
    chela_status          status  = chela__remote_open(cli->place.data, NULL, &remote, &err);
    if (status >= 0)
        status = chela__remote_send_take(remote, json_pack("{s:s}", "do", what), &err);
    if (status >= 0)
        status = chela__remote_await(remote, &message, &err);
    if (status >= 0)
        print_status(cli, message);
    json_decref(message);
    message = NULL;
    if (status >= 0 && !strcmp(what, "stop")) // until it has gone
        (void)chela__remote_await(remote, &message, NULL);
    json_decref(message);
    chela__remote_close(remote);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

static int
run(struct chela__cli *cli)
{
    if (chela__cli_option(cli, "status"))
        return run_client(cli, "status");
    if (chela__cli_option(cli, "stop"))
        return run_client(cli, "stop");
    return run_server(cli);
}

static const struct chela__option options[] = {
    {"status", NULL, "say whether one runs, and what it does"},
    {"stop", NULL, "stop the one that runs; its tasks go on with the next"},
    {"backend", "NAME", "who proposes plans: embedded (default) or replay:FILE"},
    {"now", "TIME", "pretend that it is this time (RFC 3339)"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_serve = {
    .name    = "serve",
    .summary = "carry out what is due, and what other commands hand over",
    .usage   = "serve [--backend NAME]\nserve --status\nserve --stop",
    .help =
        "One for each user: keeps standing orders, waits and watches, and shows alarms, timers\n"
        "and reminders when their time has come. While it runs ask, call and task hand over to "
        "it;\n"
        "consent is still given where the request was made. Ctrl-C or SIGTERM ends it: what runs\n"
        "may end, the rest goes on with the next one. Without it `chela task run-due` does what is "
        "due.",
    .options       = options,
    .min_arguments = 0,
    .max_arguments = 0,
    .run           = run,
};
