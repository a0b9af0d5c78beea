// cmd_task.c - `chela task`: what was done, taking it back, and what is due.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/talk.h"
#include "state/state.h"

#define LIST_MAX 50

static chela_status
open_state(struct chela__cli *cli, struct chela__state **ret_state, struct chela_error *err)
{
    return chela__state_open(cli->place.data, chela__clock_system(), ret_state, err);
}

// ---- list ----

static void
print_task(struct chela__cli *cli, const json_t *task)
{
    const char *id    = chela__json_str(task, "task");
    const char *state = chela__json_str(task, "state");
    const char *began = chela__json_str(task, "began");
    chela__out_line(
        cli, "%s  %-11s  %.19s  %2d steps, %d effects, %d can be undone", id ? id : "?",
        state ? state : "?", began ? began : "?", (int)chela__json_int(task, "steps", 0),
        (int)chela__json_int(task, "effects", 0), (int)chela__json_int(task, "undoable", 0));
}

static chela_status
list(struct chela__cli *cli, struct chela__state *state, struct chela_error *err)
{
    json_t      *tasks  = NULL;
    chela_status status = chela__task_list(state, LIST_MAX, &tasks, err);
    for (size_t i = 0; status >= 0 && i < json_array_size(tasks); i++) {
        if (cli->json)
            status = chela__out_json_take(cli, json_incref(json_array_get(tasks, i)));
        else
            print_task(cli, json_array_get(tasks, i));
    }
    json_decref(tasks);
    return status;
}

// ---- show ----

static void
print_member(struct chela__cli *cli, const json_t *entry, const char *name)
{
    const json_t *value = json_object_get(entry, name);
    if (!value || json_is_null(value))
        return;
    char *text = chela__json_text(value);
    char *line = text ? chela__out_clean(text, strlen(text), 200) : NULL;
    chela__out_line(cli, "      %s: %s", name, line ? line : "");
    free(line);
    free(text);
}

static void
print_step(struct chela__cli *cli, const json_t *entry)
{
    const char *use     = chela__json_str(entry, "use");
    const char *outcome = chela__json_str(entry, "outcome");
    const char *effect  = chela__json_str(entry, "effect");
    const char *ended   = chela__json_str(entry, "ended");
    chela__out_line(cli, "  %d  %s  %s, %s%s%s%s", (int)chela__json_int(entry, "step", 0),
                    use ? use : "?", effect ? effect : "?", outcome ? outcome : "?",
                    ended ? " at " : "", ended ? ended : "",
                    json_object_get(entry, "undone") ? ", undone" : "");
    print_member(cli, entry, "input");
    print_member(cli, entry, "output");
    print_member(cli, entry, "text");
}

// The lines of the audit log about the task's effects, as they were signed.
static chela_status
show_proof(struct chela__cli *cli, struct chela__state *state, const char *id,
           struct chela_error *err)
{
    json_t      *proof  = NULL;
    chela_status status = chela__task_proof(state, id, &proof, err);
    if (status < 0)
        return status;
    if (cli->json)
        return chela__out_json_take(cli, proof);
    const json_t *records = json_object_get(proof, "records");
    for (size_t i = 0; i < json_array_size(records); i++) {
        char *text = chela__json_text(json_array_get(records, i));
        chela__out_line(cli, "%s", text ? text : "");
        free(text);
    }
    chela__out_line(cli,
                    "%d records, %d of them signed; the log is whole. Its first public key is %s.",
                    (int)json_array_size(records), (int)chela__json_int(proof, "signed", 0),
                    chela__json_str(proof, "root"));
    json_decref(proof);
    return CHELA_OK;
}

static chela_status
show(struct chela__cli *cli, struct chela__state *state, struct chela_error *err)
{
    json_t     *task = NULL;
    const char *id   = chela__cli_argument(cli, 1);
    if (chela__cli_option(cli, "proof"))
        return show_proof(cli, state, id ? id : "last", err);
    chela_status status = chela__task_show(state, id ? id : "last", &task, err);
    if (status < 0)
        return status;
    if (cli->json)
        return chela__out_json_take(cli, task);
    print_task(cli, task);
    print_member(cli, task, "turns");
    const json_t *log = json_object_get(task, "log");
    for (size_t i = 0; i < json_array_size(log); i++)
        print_step(cli, json_array_get(log, i));
    json_decref(task);
    return CHELA_OK;
}

// ---- cancel ----

// One that `chela serve` carries out is cancelled there.
static chela_status
cancel_served(struct chela__cli *cli, struct chela_error *err)
{
    struct chela__remote *remote  = NULL;
    json_t               *message = NULL;
    const char           *task    = chela__cli_argument(cli, 1);
    chela_status          status  = chela__remote_open(cli->place.data, NULL, &remote, NULL);
    if (status >= 0)
        status = chela__remote_send_take(
            remote, json_pack("{s:s, s:s}", "do", "task-cancel", "task", task), NULL);
    if (status >= 0)
        status = chela__remote_await(remote, &message, NULL);
    bool good = status >= 0 && json_object_get(message, "cancelled");
    json_decref(message);
    chela__remote_close(remote);
    return good ? CHELA_OK
                : chela__error(err, CHELA_BUSY,
                               "another process carries it out; stop it there (Ctrl-C)");
}

// A task that no process carries out, or the one that serves.
static chela_status
cancel(struct chela__cli *cli, struct chela__state *state, struct chela_error *err)
{
    struct chela_error own    = CHELA_ERROR_INIT;
    chela_status       status = chela__task_cancel(state, chela__cli_argument(cli, 1), &own);
    if (status == CHELA_BUSY)
        status = cancel_served(cli, err);
    else if (status < 0)
        chela__error(err, status, "%s", own.text);
    if (status >= 0 && !cli->json)
        chela__out_line(cli, "cancelled");
    return status;
}

// ---- what needs the whole host ----

static int
undo(struct chela__cli *cli)
{
    struct chela__talk       talk = {0};
    const char              *id   = chela__cli_argument(cli, 1);
    const struct chela__wish wish = {
        .what = "undo", .name = id ? id : "last", .more = chela__cli_argument(cli, 2)};
    return chela__talk_run(&talk, cli, &wish);
}

// What the options say about the first effect that is not known; < 0: more than one thing.
static int32_t
decision_of(struct chela__cli *cli)
{
    static const char *const names[]  = {"happened", "again", "abandon"}; // enum chela_decision
    int32_t                  decision = CHELA_ASK_USER;
    for (int32_t i = 0; i < 3; i++) {
        if (!chela__cli_option(cli, names[i]))
            continue;
        if (decision != CHELA_ASK_USER)
            return -1;
        decision = i + 1;
    }
    return decision;
}

static int
resume(struct chela__cli *cli)
{
    struct chela__talk       talk     = {0};
    int32_t                  decision = decision_of(cli);
    const struct chela__wish wish     = {
            .what = "resume", .name = chela__cli_argument(cli, 1), .decision = decision};
    if (decision < 0)
        return chela__cli_usage(cli, "task resume: one of --happened, --again and --abandon");
    return chela__talk_run(&talk, cli, &wish);
}

static int
run_due(struct chela__cli *cli)
{
    struct chela__talk talk   = {.cli = cli};
    struct chela_error err    = CHELA_ERROR_INIT;
    size_t             count  = 0;
    chela_status       status = chela__talk_host(&talk, chela__talk_show_due, cli, &err);
    if (status >= 0)
        status = chela_run_due(talk.host, &count, &err);
    chela_host_close(talk.host);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

// ---- the forms ----

static int
with_state(struct chela__cli *cli,
           chela_status (*form)(struct chela__cli *, struct chela__state *, struct chela_error *))
{
    struct chela__state *state  = NULL;
    struct chela_error   err    = CHELA_ERROR_INIT;
    chela_status         status = open_state(cli, &state, &err);
    if (status >= 0)
        status = form(cli, state, &err);
    chela__state_close(state);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

static int
run(struct chela__cli *cli)
{
    const char *form = chela__cli_argument(cli, 0);
    if (!strcmp(form, "list"))
        return with_state(cli, list);
    if (!strcmp(form, "show"))
        return with_state(cli, show);
    if (!strcmp(form, "cancel"))
        return cli->count < 2 ? chela__cli_usage(cli, "task cancel: which task?")
                              : with_state(cli, cancel);
    if (!strcmp(form, "undo"))
        return undo(cli);
    if (!strcmp(form, "run-due"))
        return run_due(cli);
    if (!strcmp(form, "resume"))
        return resume(cli);
    return chela__cli_usage(cli, "task: there is no \"%s\"", form);
}

static const struct chela__option options[] = {
    {"yes", NULL, "undo: agree to the card"},
    {"proof", NULL, "show: the signed records of its effects"},
    {"happened", NULL, "resume: the effect that is not known has happened"},
    {"again", NULL, "resume: try it again"},
    {"abandon", NULL, "resume: leave it, and what depends on it"},
    {"now", "TIME", "undo, resume, run-due: pretend that it is this time (RFC 3339)"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_task = {
    .name    = "task",
    .summary = "what was done, taking it back, what is due",
    .usage = "task list\ntask show [ID] [--proof]\ntask cancel ID\ntask undo [ID [STEP]] [--yes]\n"
             "task run-due [--now TIME]\n"
             "task resume [ID] [--happened|--again|--abandon]",
    .help =
        "ID is a task's id, the beginning of one, or \"last\". STEP is a number that `task show`\n"
        "prints. run-due shows the alarms, timers and reminders whose time has come. resume goes "
        "on with a\n"
        "task whose process ended in between (default: the newest): what is done is not done "
        "again;\n"
        "when nobody can tell whether something happened, it asks, or an option says it.",
    .options       = options,
    .min_arguments = 1,
    .max_arguments = 3,
    .run           = run,
};
