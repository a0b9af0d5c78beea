// talk.c - see talk.h: prints what a conversation tells, asks what it asks.
#include "cli/talk.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "cli/interrupt.h"
#include "cli/out.h"

static json_t *
parse(const char *json)
{
    json_t *value = NULL;
    (void)chela__json_read(json, strlen(json), NULL, &value, NULL);
    return value ? value : json_null(); // what the library gives is JSON
}

// ---- reading a person's answer ----

#define CONSENT_MS (60 * 1000) // no answer by then is a no

// NULL at the end of input, when the user wants to stop, or when the time is over. free() it.
static char *
read_line(struct chela__talk *talk, const char *prompt, int timeout_ms)
{
    char   *line = NULL;
    size_t  room = 0;
    ssize_t len;
    (void)fprintf(stderr, "%s", prompt);
    (void)fflush(stderr);
    enum chela__awaited awaited = chela__interrupt_await_line(timeout_ms);
    if (awaited != CHELA__AWAITED_LINE) {
        talk->is_interrupted |= awaited == CHELA__AWAITED_STOP;
        (void)fputc('\n', stderr);
        return NULL;
    }
    len = getline(&line, &room, stdin);
    if (len < 0) {
        free(line);
        return NULL;
    }
    while (len && (line[len - 1] == '\n' || line[len - 1] == '\r'))
        line[--len] = '\0';
    return line;
}

static bool
is_among(const char *line, const char *const *words)
{
    while (*words && strcasecmp(line, *words) != 0)
        words++;
    return *words;
}

// What a longer yes would cover, from the card's effects that no grant covers.
static void
print_offer(const struct chela__talk *talk, const struct chela_card *card)
{
    bool    is_always = card->scope == CHELA_ALWAYS;
    json_t *json      = parse(card->json);
    json_t *effects   = json_object_get(json, "effects");
    for (size_t i = 0; i < json_array_size(effects); i++) {
        const json_t *effect = json_array_get(effects, i);
        const char   *text   = chela__json_str(effect, "grants");
        if (text && !json_object_get(effect, "grant"))
            chela__out_note(talk->cli, "  %s: %s", is_always ? "a = always" : "d = for a day",
                            text);
    }
    json_decref(json);
}

enum reply { NO, YES, YES_AND_LATER };

static enum reply
read_reply(struct chela__talk *talk, const struct chela_card *card)
{
    static const char *const yes[] = {"y", "yes", "ok", "是", "好", "好的", "可以", "确定", NULL};
    static const char *const later[] = {"a", "always", "d", "day", "总是", "今天", NULL};
    bool                     offers  = card->scope >= CHELA_UNTIL;
    if (offers)
        print_offer(talk, card);
    char      *line  = read_line(talk,
                           !offers                       ? "Do it? [y/N] "
                                 : card->scope == CHELA_ALWAYS ? "Do it? [y/N/a] "
                                                               : "Do it? [y/N/d] ",
                                 CONSENT_MS);
    enum reply reply = !line                             ? NO
                       : is_among(line, yes)             ? YES
                       : offers && is_among(line, later) ? YES_AND_LATER
                                                         : NO;
    free(line);
    return reply;
}

// ---- events ----

static const char *
event_name(int32_t kind)
{
    static const char *const names[] = {
        [CHELA_EVENT_PLAN] = "plan",       [CHELA_EVENT_TRAIL] = "trail",
        [CHELA_EVENT_STARTED] = "started", [CHELA_EVENT_PROGRESS] = "progress",
        [CHELA_EVENT_ITEM] = "item",       [CHELA_EVENT_RETRY] = "retry",
        [CHELA_EVENT_DONE] = "done",       [CHELA_EVENT_FAILED] = "failed",
        [CHELA_EVENT_SKIPPED] = "skipped", [CHELA_EVENT_EGRESS] = "egress",
        [CHELA_EVENT_WAITING] = "waiting",
    };
    return kind >= 1 && kind <= CHELA_EVENT_WAITING ? names[kind] : "event";
}

static void
print_event(struct chela__talk *talk, const struct chela_event *event)
{
    json_t *line =
        json_pack("{s:s, s:s*, s:s*, s:s*, s:s*, s:o*}", "event", event_name(event->kind), "task",
                  *event->task ? event->task : NULL, "step", *event->step ? event->step : NULL,
                  "use", *event->capability ? event->capability : NULL, "text",
                  *event->text ? event->text : NULL, "data", parse(event->json));
    if (line && event->progress >= 0)
        json_object_set_new(line, "progress", json_real(event->progress));
    if (line && event->total) {
        json_object_set_new(line, "reason", json_string(event->reason));
        json_object_set_new(line, "done", json_integer(event->done));
        json_object_set_new(line, "total", json_integer(event->total));
    }
    if (line && event->element)
        json_object_set_new(line, "element", json_integer(event->element));
    (void)chela__out_json_take(talk->cli, line);
}

static const char *
short_name(const char *capability)
{
    const char *slash = strrchr(capability, '/');
    return slash ? slash + 1 : capability;
}

static void
note_progress(struct chela__talk *talk, const struct chela_event *event)
{
    const char *name = *event->capability ? short_name(event->capability) : event->step;
    switch (event->kind) {
    case CHELA_EVENT_PROGRESS:
        chela__out_note(talk->cli, "  … %s %.0f%% %s", name,
                        event->progress < 0 ? 0 : event->progress * 100, event->text);
        break;
    case CHELA_EVENT_RETRY:
        chela__out_note(talk->cli, "  … %s: %s; trying again", name, event->text);
        break;
    case CHELA_EVENT_DONE:
        chela__out_note(talk->cli, "  ✓ %s (%u of %u)%s%s", name, event->done, event->total,
                        *event->reason ? " " : "", event->reason);
        break;
    case CHELA_EVENT_FAILED:
        chela__out_note(talk->cli, "  ✗ %s: %s", name, event->text);
        break;
    case CHELA_EVENT_WAITING:
        chela__out_note(talk->cli, "  … %s waits: %s", name, event->json);
        break;
    case CHELA_EVENT_SKIPPED:
        chela__out_note(talk->cli, "  - %s: %s", name, event->text);
        break;
    default:
        break;
    }
}

static void
on_event(void *user, const struct chela_event *event)
{
    struct chela__talk *talk = user;
    bool                is_explained =
        talk->shows_plan && (event->kind == CHELA_EVENT_PLAN || event->kind == CHELA_EVENT_TRAIL);
    if (event->kind == CHELA_EVENT_EGRESS) {
        talk->left++;
        if (talk->shows_egress && !talk->cli->json)
            chela__out_note(talk->cli, "%s: %s %s",
                            *event->text ? "connected" : "leaves this device", event->capability,
                            *event->text ? event->text : event->json);
    }
    if (talk->cli->json)
        print_event(talk, event);
    else if (is_explained)
        chela__out_note(talk->cli, "%s: %s", event_name(event->kind), event->json);
    else if (talk->has_progress)
        note_progress(talk, event);
}

// ---- card, question, result ----

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

static int64_t
now_of(const struct chela__talk *talk)
{
    return talk->now_ms ? talk->now_ms : chela__clock_now(chela__clock_system());
}

static void
print_card(struct chela__talk *talk, const struct chela_card *card)
{
    if (talk->cli->json) {
        (void)chela__out_json_take(talk->cli, json_pack("{s:o}", "card", parse(card->json)));
        return;
    }
    (void)fprintf(talk->is_dry ? stdout : stderr, "%s", card->text);
}

static void
on_card(void *user, struct chela_conversation *conversation, const struct chela_card *card)
{
    struct chela__talk *talk = user;
    (void)conversation; // chela__talk_agree() knows where it is
    print_card(talk, card);
    if (talk->is_dry)
        return;
    bool       may_ask = talk->cli->terminal && !talk->cli->json;
    enum reply reply   = talk->agrees ? YES : may_ask ? read_reply(talk, card) : NO;
    if (reply == NO && !may_ask && !talk->cli->json)
        chela__out_note(talk->cli, "there is no terminal to ask at; --yes agrees");
    if (talk->is_interrupted)
        chela__talk_cancel(talk);
    else if (reply == YES_AND_LATER)
        chela__talk_grant(talk, card->scope, now_of(talk) + DAY_MS);
    else
        chela__talk_agree(talk, reply == YES);
}

static void
on_question(void *user, const struct chela_question *question)
{
    struct chela__talk *talk = user;
    json_t             *json = parse(question->json);
    if (talk->cli->json) {
        (void)chela__out_json_take(talk->cli, json_pack("{s:o}", "question", json));
        return;
    }
    const json_t *choices = json_object_get(json, "choices");
    chela__out_line(talk->cli, "%s", question->text);
    for (size_t i = 0; i < json_array_size(choices); i++) {
        const char *text = chela__json_str(json_array_get(choices, i), "text");
        chela__out_line(talk->cli, "  %zu. %s", i + 1, text ? text : "?");
    }
    const char *task = chela__json_str(json_object_get(json, "unknown"), "task");
    if (task && !talk->cli->terminal)
        chela__out_note(talk->cli,
                        "say it with: chela task resume %s --happened | --again | --abandon", task);
    json_decref(json);
}

// The output of the last step that gave one.
static const json_t *
output_of(const json_t *result)
{
    const json_t *steps = json_object_get(result, "steps");
    for (size_t i = json_array_size(steps); i-- > 0;)
        if (json_object_get(json_array_get(steps, i), "output"))
            return json_object_get(json_array_get(steps, i), "output");
    return NULL;
}

static void
print_output(struct chela__talk *talk, const struct chela_result *result)
{
    json_t       *json   = parse(result->json);
    const json_t *output = output_of(json);
    char         *text   = output ? json_dumps(output, JSON_INDENT(2) | JSON_ENCODE_ANY) : NULL;
    chela__out_line(talk->cli, "%s", text ? text : result->text);
    free(text);
    json_decref(json);
}

static void
on_result(void *user, const struct chela_result *result)
{
    struct chela__talk *talk = user;
    talk->has_ended          = true;
    if (talk->cli->json)
        (void)chela__out_json_take(talk->cli, json_pack("{s:o}", "result", parse(result->json)));
    else if (result->status == CHELA_NEEDS_ANSWER)
        return;
    else if (result->status == CHELA_OK && talk->wants_output)
        print_output(talk, result);
    else if (*result->text)
        chela__out_line(talk->cli, "%s", result->text);
    if (talk->shows_egress && !talk->cli->json && !talk->left)
        chela__out_note(talk->cli, "nothing left this device");
}

// ---- opening ----

static int64_t
fixed_now(void *user)
{
    return ((struct chela__talk *)user)->now_ms;
}

static void
log_line(void *user, const char *plugin, int32_t level, const char *text)
{
    (void)level;
    const struct chela__talk *talk = user;
    char                     *line = chela__out_clean(text, strlen(text), 0);
    chela__out_note(talk->cli, "%s: %s", plugin, line ? line : "");
    free(line);
}

static const char *
language(void)
{
    const char *lang = secure_getenv("LC_ALL");
    if (!lang || !*lang)
        lang = secure_getenv("LANG");
    return lang && !strncmp(lang, "zh", 2) ? "zh" : "en";
}

static void
pass_due(void *user, const struct chela_due *due)
{
    const struct chela__talk *talk = user;
    if (talk->due)
        talk->due(talk->due_user, due);
}

static chela_status
open_host(struct chela__talk *talk, struct chela_error *err)
{
    struct chela__cli        *cli     = talk->cli;
    struct chela_host_options options = CHELA_HOST_OPTIONS_INIT;
    const char               *now     = chela__cli_option(cli, "now");
    options.home                      = cli->place.home;
    options.data                      = cli->place.data;
    options.cache                     = cli->place.cache;
    options.image                     = cli->place.image;
    options.worker                    = cli->place.worker;
    options.backend                   = chela__cli_option(cli, "backend");
    options.record                    = chela__cli_option(cli, "record");
    options.lang                      = language();
    options.user                      = talk;
    options.due                       = pass_due;
    options.log                       = secure_getenv("CHELA_LOG") ? log_line : NULL;
    if (now) {
        chela_status status = chela__time_parse(now, &talk->now_ms, err);
        if (status < 0) {
            chela__error_prefix(err, "--now");
            return status;
        }
        options.now_ms = fixed_now;
    }
    return chela_host_open(&options, &talk->host, err);
}

// One that serves has its own planner and clock, and the home and image it was started with.
static bool
may_hand_over(const struct chela__cli *cli)
{
    return !chela__cli_option(cli, "backend") && !chela__cli_option(cli, "now") &&
           !chela__cli_option(cli, "record");
}

chela_status
chela__talk_open(struct chela__talk *talk, struct chela__cli *cli, struct chela_error *err)
{
    struct chela_conversation_options options = CHELA_CONVERSATION_OPTIONS_INIT;
    (void)chela__interrupt_fd();
    talk->cli          = cli;
    talk->agrees       = chela__cli_option(cli, "yes") != NULL;
    talk->is_dry       = chela__cli_option(cli, "dry-run") != NULL;
    talk->shows_plan   = chela__cli_option(cli, "explain") != NULL;
    talk->shows_egress = chela__cli_option(cli, "show-egress") != NULL;
    talk->has_progress = !cli->json && isatty(STDERR_FILENO);
    options.flags = (talk->is_dry ? CHELA_DRY_RUN : 0) | (talk->shows_plan ? CHELA_EXPLAIN : 0) |
                    (chela__cli_option(cli, "no-memory") ? CHELA_FORGETFUL : 0);
    options.user     = talk;
    options.event    = on_event;
    options.card     = on_card;
    options.question = on_question;
    options.result   = on_result;
    if (may_hand_over(cli) &&
        chela__remote_open(cli->place.data, &options, &talk->remote, NULL) >= 0)
        return CHELA_OK;
    chela_status status = open_host(talk, err);
    if (status >= 0)
        status = chela_conversation_open(talk->host, &options, &talk->conversation, err);
    return status;
}

void
chela__talk_show_due(void *user, const struct chela_due *due)
{
    struct chela__cli *cli = user;
    if (cli->json) {
        (void)chela__out_json_take(cli, json_pack("{s:{s:s, s:s, s:s, s:s}}", "due", "plugin",
                                                  due->plugin, "id", due->id, "text", due->text,
                                                  "at", due->at));
        return;
    }
    char *text = chela__out_clean(due->text, strlen(due->text), 0);
    chela__out_line(cli, "%.16s  %s", due->at, text ? text : "");
    free(text);
}

chela_status
chela__talk_host(struct chela__talk *talk, void (*due)(void *user, const struct chela_due *due),
                 void *user, struct chela_error *err)
{
    talk->due      = due;
    talk->due_user = user;
    return open_host(talk, err);
}

void
chela__talk_close(struct chela__talk *talk)
{
    chela__remote_close(talk->remote);
    chela_conversation_close(talk->conversation);
    chela_host_close(talk->host);
}

// ---- to the end ----

static int
exit_code(chela_status status)
{
    return status == CHELA_UNSUPPORTED ? CHELA__EXIT_REFUSED : chela__cli_exit(status);
}

static void
stop(struct chela__talk *talk)
{
    talk->is_interrupted = true;
    if (talk->has_progress)
        chela__out_note(talk->cli, "stopping; Ctrl-C again ends at once");
    chela__talk_cancel(talk);
}

// A line that somebody at the terminal types while it runs.
static void
read_typed(struct chela__talk *talk)
{
    char    line[1024];
    ssize_t len = read(STDIN_FILENO, line, sizeof line - 1);
    if (len <= 0) {
        talk->is_deaf = true;
        return;
    }
    line[len]                   = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    if (*line)
        chela__talk_steer(talk, line);
}

static chela_status
dispatch(struct chela__talk *talk, struct chela_error *err)
{
    return talk->remote ? chela__remote_dispatch(talk->remote, err)
                        : chela_dispatch(talk->host, 0, err);
}

// Until what was asked has ended; the user may want to stop it, or less of it.
static chela_status
await_end(struct chela__talk *talk, struct chela_error *err)
{
    int  source         = talk->remote ? chela__remote_fd(talk->remote) : chela_host_fd(talk->host);
    bool hears          = talk->cli->terminal && !talk->cli->json;
    struct pollfd fds[] = {
        {source, POLLIN, 0}, {chela__interrupt_fd(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    while (!talk->has_ended) {
        fds[1].fd = talk->is_interrupted ? -1 : chela__interrupt_fd();
        fds[2].fd = hears && !talk->is_deaf ? STDIN_FILENO : -1;
        if (poll(fds, 3, -1) < 0 && errno != EINTR)
            return chela__error_errno(err, errno, "waiting");
        if (!talk->is_interrupted && fds[1].revents)
            stop(talk);
        if (fds[2].fd >= 0 && fds[2].revents)
            read_typed(talk);
        chela_status status = dispatch(talk, err);
        if (status < 0 && !talk->has_ended)
            return status;
    }
    return talk->remote ? chela__remote_result(talk->remote) : chela_wait(talk->conversation, err);
}

int
chela__talk_finish(struct chela__talk *talk, chela_status started, struct chela_error *err)
{
    chela_status status = started;
    while (status >= 0) {
        status = await_end(talk, err);
        if (status != CHELA_NEEDS_ANSWER || !talk->cli->terminal || talk->cli->json)
            return err->status < 0 ? chela__cli_fail(talk->cli, err) : exit_code(status);
        char *answer = read_line(talk, "> ", -1);
        if (!answer || !*answer) {
            free(answer);
            return talk->is_interrupted ? CHELA__EXIT_FAILED : CHELA__EXIT_NEEDS_ANSWER;
        }
        status = chela__talk_start(talk, &(struct chela__wish){.what = "ask", .name = answer}, err);
        free(answer);
    }
    (void)chela__cli_fail(talk->cli, err);
    return exit_code(status);
}

int
chela__talk_run(struct chela__talk *talk, struct chela__cli *cli, const struct chela__wish *wish)
{
    struct chela_error err    = CHELA_ERROR_INIT;
    chela_status       status = chela__talk_open(talk, cli, &err);
    bool               opened = status >= 0;
    if (opened)
        status = chela__talk_start(talk, wish, &err);
    int code = opened ? chela__talk_finish(talk, status, &err) : chela__cli_fail(cli, &err);
    chela__talk_close(talk);
    return code;
}
