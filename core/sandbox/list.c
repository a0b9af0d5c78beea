// list.c - several texts in one field; written by exec.c, bwrap.c, read by call/exec.c, init.c.
#include "sandbox/list.h"

#include <string.h>

bool
chela__list_add(struct chela__buffer *list, const char *text)
{
    const char end = CHELA__LIST_END;
    if (strchr(text, end))
        return false;
    chela__buffer_text(list, text);
    chela__buffer_add(list, &end, 1);
    return true;
}

chela_status
chela__list_split(char *list, const char **ret_texts, size_t max, size_t *ret_count)
{
    size_t count = 0;
    for (char *at = list; *at; count++) {
        char *end = strchr(at, CHELA__LIST_END);
        if (!end)
            return CHELA_INVALID;
        if (count == max)
            return CHELA_LIMIT;
        *end             = 0;
        ret_texts[count] = at;
        at               = end + 1;
    }
    ret_texts[count] = NULL;
    *ret_count       = count;
    return CHELA_OK;
}
