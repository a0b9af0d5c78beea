// memory_wish.c - two requests that are about memory itself: "remember that ..." and "forget what
// you know about ...". They change nothing but memory, so no card asks for them.
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "plan/memory.h"

// What stands before the subject; the longest one that fits counts.
static const char *const remembers[] = {
    "remember that ", "please remember that ", "keep in mind that ", "请记住", "记住", NULL};
static const char *const forgets[] = {"forget what you know about ",
                                      "please forget what you know about ",
                                      "forget everything about ",
                                      "forget everything you know about ",
                                      "forget about ",
                                      "忘记关于",
                                      "忘掉关于",
                                      "忘记你知道的关于",
                                      NULL};

// The rest behind the beginning, without the stop at its end; false: the text begins otherwise.
static bool
begins(const char *text, const char *const *beginnings, char *ret_rest, size_t room)
{
    const char *rest = NULL;
    for (; *beginnings; beginnings++)
        if (!strncasecmp(text, *beginnings, strlen(*beginnings)))
            rest = text + strlen(*beginnings);
    if (!rest || strlen(rest) >= room)
        return false;
    (void)snprintf(ret_rest, room, "%s", rest);
    for (size_t len = strlen(ret_rest); len && strchr(" .!", ret_rest[len - 1]); len--)
        ret_rest[len - 1] = '\0';
    return *ret_rest != '\0';
}

static void
answer(struct chela_conversation *conversation, chela_status status, const char *en, const char *zh,
       const struct chela_error *err)
{
    bool is_zh = !strncmp(conversation->lang, "zh", 2);
    chela__conversation_end(conversation, status, status < 0 ? err->text : is_zh ? zh : en, NULL);
}

bool
chela__memory_wish(struct chela_conversation *conversation, const char *text)
{
    char               rest[1024];
    struct chela_error err    = CHELA_ERROR_INIT;
    size_t             count  = 0;
    chela_status       status = CHELA_OK;
    if (begins(text, remembers, rest, sizeof rest)) {
        status = chela_memory_add(conversation->host, rest, &err);
        answer(conversation, status, "I will remember that.", "我记住了。", &err);
        return true;
    }
    if (begins(text, forgets, rest, sizeof rest)) {
        status = chela_memory_forget(conversation->host, rest, &count, &err);
        answer(conversation, status, "Forgotten, with what came from it.",
               "已忘记，包括由此得出的一切。", &err);
        return true;
    }
    return false;
}
