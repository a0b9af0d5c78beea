// undo.c - recognises the wish to take the last task back.
#include "backend/embedded/undo.h"

#include <string.h>

#define MAX_WORDS 7 // a longer request says what it wants

static bool
has(struct chela_text text, const char *word)
{
    return memmem(text.data, text.len, word, strlen(word)) != NULL;
}

static bool
has_any(struct chela_text text, const char *const *words)
{
    for (; *words; words++)
        if (has(text, *words))
            return true;
    return false;
}

bool
chela__draft_is_undo(const struct chela__draft *draft)
{
    static const char *const    whole[]  = {"undo", "Undo", "revert",   "Revert",
                                            "撤销", "撤回", "还原刚才", NULL};
    static const char *const    back[]   = {"take", "Take", "roll", "Roll", "put", "Put", NULL};
    static const char *const    point[]  = {"that", "it", "this", "last", "everything", NULL};
    static const char *const    cancel[] = {"取消", NULL};
    static const char *const    just[]   = {"刚才", "刚刚", "上一步", NULL};
    const struct chela__tokens *tokens   = &draft->reading.tokens;
    size_t                      words    = 0;
    for (size_t i = 0; i < tokens->count; i++)
        words += tokens->items[i].class != CHELA__CLASS_STOP;
    if (!words || draft->turns > 1)
        return false;
    struct chela_text text = tokens->text;
    bool              undo = words <= 2 * MAX_WORDS && has_any(text, whole) &&
                tokens->items[0].class != CHELA__CLASS_QUOTE;
    if (undo && words <= MAX_WORDS)
        return true;
    if (words <= MAX_WORDS && has_any(text, back) && has(text, " back") && has_any(text, point))
        return true;
    return words <= MAX_WORDS && has_any(text, cancel) && has_any(text, just);
}

chela_status
chela__draft_undo(const struct chela__draft *draft, json_t **ret_plan, struct chela_error *err)
{
    json_t      *plan   = NULL;
    chela_status status = chela__draft_plan(draft, &plan, err); // a frame without steps
    if (status < 0)
        return status;
    if (json_object_set_new(plan, "steps",
                            json_pack("[{s:s, s:s}]", "id", "undo", "undo", "last")) < 0) {
        json_decref(plan);
        return chela__error_memory(err);
    }
    *ret_plan = plan;
    return CHELA_OK;
}
