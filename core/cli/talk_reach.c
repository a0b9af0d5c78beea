// talk_reach.c - what a person or program says reaches the conversation: in this process, or in
// `chela serve`.
#include <stdlib.h>
#include <string.h>

#include "cli/out.h"
#include "cli/talk.h"

void
chela__talk_agree(struct chela__talk *talk, bool agreed)
{
    if (talk->remote)
        (void)chela__remote_send_take(
            talk->remote, json_pack("{s:s, s:b}", "do", "consent", "agreed", agreed), NULL);
    else
        (void)chela_consent(talk->conversation, agreed, NULL);
}

void
chela__talk_grant(struct chela__talk *talk, int32_t scope, int64_t until_ms)
{
    if (talk->remote)
        (void)chela__remote_send_take(talk->remote,
                                      json_pack("{s:s, s:b, s:i, s:I}", "do", "consent", "agreed",
                                                1, "scope", scope, "until_ms",
                                                (json_int_t)until_ms),
                                      NULL);
    else
        (void)chela_grant(talk->conversation, scope, until_ms, NULL);
}

void
chela__talk_cancel(struct chela__talk *talk)
{
    if (talk->remote)
        (void)chela__remote_send_take(talk->remote, json_pack("{s:s}", "do", "cancel"), NULL);
    else
        chela_cancel(talk->conversation);
}

static chela_status
send_wish(struct chela__talk *talk, const struct chela__wish *wish, struct chela_error *err)
{
    static const char *const names[][3] = {{"ask", "text", "more"},
                                           {"call", "use", "input"},
                                           {"undo", "task", "step"},
                                           {"resume", "task", "more"}};
    size_t                   i          = 0;
    while (i < 3 && strcmp(wish->what, names[i][0]) != 0)
        i++;
    return chela__remote_send_take(talk->remote,
                                   json_pack("{s:s, s:s*, s:s*, s:i, s:b, s:b}", "do", wish->what,
                                             names[i][1], wish->name, names[i][2], wish->more,
                                             "decision", wish->decision, "dry", talk->is_dry,
                                             "explain", talk->shows_plan),
                                   err);
}

chela_status
chela__talk_start(struct chela__talk *talk, const struct chela__wish *wish, struct chela_error *err)
{
    talk->has_ended = false;
    if (talk->remote)
        return send_wish(talk, wish, err);
    if (!strcmp(wish->what, "ask"))
        return chela_ask(talk->conversation, wish->name, err);
    if (!strcmp(wish->what, "call"))
        return chela_call(talk->conversation, wish->name, wish->more, err);
    if (!strcmp(wish->what, "undo"))
        return chela_undo(talk->conversation, wish->name ? wish->name : "last", wish->more, err);
    return chela_resume(talk->conversation, wish->name, wish->decision, err);
}

// What is typed while it runs.
void
chela__talk_steer(struct chela__talk *talk, const char *line)
{
    char              *said = NULL;
    struct chela_error err  = CHELA_ERROR_INIT;
    if (talk->remote)
        (void)chela__remote_send_take(talk->remote,
                                      json_pack("{s:s, s:s}", "do", "steer", "text", line), NULL);
    else if (chela_steer(talk->conversation, line, &said, &err) < 0)
        chela__out_note(talk->cli, "%s", err.text);
    else
        chela__out_note(talk->cli, "%s", said);
    free(said);
}
