// steer.c - what the user says while a request runs. It may only become less: steps are passed
// over, the run is held or ended; whatever would do more is a request of its own.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "plan/session.h"

#define MAX_SKIPS 32
#define MAX_WHAT 200 // bytes

// ---- which steps are meant ----

// Case of ASCII letters does not count.
static bool
contains(const char *text, const char *what)
{
    return text && strcasestr(text, what) != NULL;
}

static bool
mentions(const json_t *value, const char *what)
{
    const char *key;
    json_t     *member;
    size_t      at;
    json_array_foreach(value, at, member)
    {
        if (mentions(member, what))
            return true;
    }
    json_object_foreach((json_t *)value, key, member)
    {
        if (mentions(member, what))
            return true;
    }
    return contains(json_string_value(value), what);
}

// The user's own words and constants among the arguments.
static bool
arg_mentions(const struct chela__plan *plan, const struct chela__arg *arg, const char *what)
{
    if (arg->kind == CHELA__ARG_SAID) {
        const char *turn  = json_string_value(json_array_get(plan->turns, arg->turn));
        char       *words = strndup(turn + arg->start, arg->end - arg->start);
        bool        found = contains(words, what);
        free(words);
        if (found)
            return true;
    }
    if (arg->kind == CHELA__ARG_CONST && mentions(arg->value, what))
        return true;
    for (size_t i = 0; i < arg->count; i++)
        if (arg_mentions(plan, &arg->args[i], what))
            return true;
    return false;
}

static bool
is_meant(const struct chela__instance *instance, const char *what)
{
    const struct chela__step *step = instance->step;
    char                      number[16];
    (void)snprintf(number, sizeof number, "%u", (unsigned)step->number + 1);
    if (!strcmp(what, number) || !strcasecmp(what, step->id))
        return true;
    if (strspn(what, "0123456789") == strlen(what))
        return false;
    for (const struct chela__scope *scope = instance->scope; scope;
         scope                            = scope->owner ? scope->owner->scope : NULL)
        if (scope->item && mentions(scope->item, what))
            return true;
    return mentions(instance->input, what) ||
           arg_mentions(instance->scope->run->options.plan, &step->with, what);
}

bool
chela__instance_is_skipped(const struct chela__instance *instance)
{
    size_t  at;
    json_t *what;
    json_array_foreach(instance->scope->run->skips, at, what)
    {
        if (is_meant(instance, json_string_value(what)))
            return true;
    }
    return false;
}

static size_t
count_meant(const struct chela__scope *scope, const char *what)
{
    size_t count = 0;
    for (uint32_t i = scope->first; i < scope->end; i++) {
        const struct chela__instance *instance = &scope->instances[i - scope->first];
        if (instance->step->parent != (scope->owner ? scope->owner->step->number : CHELA__NO_STEP))
            continue;
        for (uint32_t e = 0; e < instance->element_count; e++)
            count += count_meant(&instance->elements[e], what);
        count += instance->state == CHELA__WAITING && is_meant(instance, what);
    }
    return count;
}

chela_status
chela__run_skip(struct chela__run *run, const char *what, size_t *ret_count,
                struct chela_error *err)
{
    if (!run->skips)
        run->skips = json_array();
    *ret_count = count_meant(&run->root, what);
    if (!*ret_count)
        return chela__error(err, CHELA_NOT_FOUND, "nothing that is left to do is about \"%.80s\"",
                            what);
    if (json_array_size(run->skips) >= MAX_SKIPS)
        return chela__error(err, CHELA_LIMIT, "more than %d things to pass over", MAX_SKIPS);
    return json_array_append_new(run->skips, json_string(what)) < 0 ? chela__error_memory(err)
                                                                    : CHELA_OK;
}

// ---- the words ----

enum wish { NO_WISH, STOP, STOP_AFTER, PAUSE, SKIP };

static const struct {
    const char *words;
    enum wish   wish;
    bool        is_prefix; // what follows is what is meant
} phrases[] = {
    {"stop after this step", STOP_AFTER, false},
    {"stop after this", STOP_AFTER, false},
    {"finish this step and stop", STOP_AFTER, false},
    {"做完这一步就停", STOP_AFTER, false},
    {"这一步之后停", STOP_AFTER, false},
    {"这一步做完就停", STOP_AFTER, false},
    {"pause", PAUSE, false},
    {"hold on", PAUSE, false},
    {"暂停", PAUSE, false},
    {"stop", STOP, false},
    {"cancel", STOP, false},
    {"abort", STOP, false},
    {"停止", STOP, false},
    {"停", STOP, false},
    {"取消", STOP, false},
    {"skip step ", SKIP, true},
    {"skip ", SKIP, true},
    {"leave out ", SKIP, true},
    {"not ", SKIP, true},
    {"跳过第", SKIP, true},
    {"跳过", SKIP, true},
    {"不要", SKIP, true},
};

// "my brother" is looked for as "brother"; "3步" as "3".
static void
strip(char *what)
{
    static const char *const before[] = {"my ", "the ", "our ", "step ", "我的", "我"};
    static const char *const behind[] = {"步", "个", ".", "!", "。", "！", " please"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t len = strlen(before[i]);
        if (!strncasecmp(what, before[i], len) && what[len])
            memmove(what, what + len, strlen(what + len) + 1);
    }
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        size_t len = strlen(what), end = strlen(behind[i]);
        if (len > end && !strcmp(what + len - end, behind[i]))
            what[len - end] = '\0';
    }
}

static enum wish
read_wish(const char *text, char ret_what[MAX_WHAT])
{
    char words[MAX_WHAT];
    while (isspace((unsigned char)*text))
        text++;
    (void)snprintf(words, sizeof words, "%s", text);
    for (size_t len = strlen(words); len && isspace((unsigned char)words[len - 1]);)
        words[--len] = '\0';
    ret_what[0] = '\0';
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        size_t len = strlen(phrases[i].words);
        if (strncasecmp(words, phrases[i].words, len) != 0)
            continue;
        (void)snprintf(ret_what, MAX_WHAT, "%s", words + len);
        strip(ret_what);
        if (phrases[i].is_prefix ? *ret_what : strlen(ret_what) <= strlen("。"))
            return phrases[i].wish;
    }
    return NO_WISH;
}

// ---- the conversation ----

static const char *
say(const struct chela_conversation *conversation, const char *en, const char *zh)
{
    return strncmp(conversation->lang, "zh", 2) ? en : zh;
}

chela_status
chela_pause(struct chela_conversation *conversation, struct chela_error *err)
{
    if (!conversation || conversation->phase != CHELA__CARRYING_OUT)
        return chela__error(err, CHELA_INVALID, "nothing is being carried out");
    chela__run_hold(conversation->run, false);
    return CHELA_OK;
}

void
chela__conversation_held(struct chela_conversation *conversation)
{
    if (conversation->run->ends_after || !conversation->is_recording) {
        chela__run_cancel(conversation->run);
        return;
    }
    chela__conversation_keep_results(conversation);
    chela__conversation_leave(conversation);
    chela__conversation_end(
        conversation, CHELA_PENDING,
        say(conversation, "Paused; resume the task to go on.", "已暂停；恢复任务即可继续。"), NULL);
}

static chela_status
skip(struct chela_conversation *conversation, const char *what, const char **ret_said,
     struct chela_error *err)
{
    size_t       count  = 0;
    chela_status status = chela__run_skip(conversation->run, what, &count, err);
    if (status >= 0)
        *ret_said = say(conversation, "Passed over.", "好的，跳过。");
    return status;
}

static chela_status
carry_out(struct chela_conversation *conversation, enum wish wish, const char *what,
          const char **ret_said, struct chela_error *err)
{
    if (wish == SKIP)
        return skip(conversation, what, ret_said, err);
    if (wish == STOP) {
        chela_cancel(conversation);
        *ret_said = say(conversation, "Stopping.", "正在停止。");
        return CHELA_OK;
    }
    chela__run_hold(conversation->run, wish == STOP_AFTER);
    *ret_said = wish == PAUSE
                    ? say(conversation, "Pausing.", "正在暂停。")
                    : say(conversation, "Stopping after what runs now.", "做完正在进行的就停。");
    return CHELA_OK;
}

chela_status
chela_steer(struct chela_conversation *conversation, const char *text, char **ret_text,
            struct chela_error *err)
{
    char        what[MAX_WHAT];
    const char *said = "";
    if (!conversation || !text || !chela__utf8_valid(text, strlen(text)))
        return chela__error(err, CHELA_INVALID, "chela_steer: expected UTF-8");
    if (conversation->phase != CHELA__CARRYING_OUT)
        return chela__error(err, CHELA_INVALID, "nothing is being carried out");
    enum wish wish = read_wish(text, what);
    if (wish == NO_WISH)
        return chela__error(
            err, CHELA_DENIED, "%s",
            say(conversation,
                "while this runs it can only become less (stop, pause, skip ...); "
                "anything else is a request of its own, when it is over",
                "执行过程中只能减少（停止、暂停、跳过……）；其他要求请在结束后再提出"));
    chela_status status = carry_out(conversation, wish, what, &said, err);
    if (status >= 0 && ret_text && !(*ret_text = strdup(said)))
        return chela__error_memory(err);
    return status;
}
