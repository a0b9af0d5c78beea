// text.c - text.format and text.join.
#include "builtin.chela.h"
#include "pointer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TEXT ((size_t)1024 * 1024)
#define MAX_NAME 256

// Writes the texts of a list with `separator` between them.
static bool
write_list(FILE *out, const json_t *list, const char *separator)
{
    size_t  i;
    json_t *value;
    bool    good = true;
    json_array_foreach(list, i, value)
    {
        char *text = value_text(value);
        good &= text && (i == 0 || fputs(separator, out) >= 0) && fputs(text ? text : "", out) >= 0;
        free(text);
    }
    return good;
}

static chela_status
reply_text(struct chela_call *call, FILE *out, char **text, size_t *len, bool good)
{
    if (fclose(out) != 0 || !good) {
        free(*text);
        return chela_fail(call, CHELA_NO_MEMORY, CHELA_NO_EFFECT, "out of memory");
    }
    chela_status status =
        *len > MAX_TEXT ? chela_fail(call, CHELA_LIMIT, CHELA_NO_EFFECT, "the text is too long")
                        : chela_replyf(call, "{s:s}", "text", *text);
    free(*text);
    return status;
}

// Fills in the value between braces: a member's name or a pointer.
static bool
fill_in(FILE *out, json_t *values, const char *name, size_t len)
{
    char pointer[MAX_NAME + 1];
    if (len >= MAX_NAME)
        return false;
    snprintf(pointer, sizeof pointer, "%s%.*s", *name == '/' ? "" : "/", (int)len, name);
    json_t *list = json_array();
    bool    good =
        list && pointer_all(values, pointer, list) == CHELA_OK && write_list(out, list, ", ");
    json_decref(list);
    return good;
}

chela_status
text_format(struct chela_call *call, const char *template_, const char *values)
{
    char   *text = NULL;
    size_t  len  = 0;
    FILE   *out  = open_memstream(&text, &len);
    json_t *root = values ? json_loads(values, 0, NULL) : json_object();
    bool    good = out && root;
    for (const char *at = template_; good && *at; at++) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        if (end && end > at + 1) {
            good = fill_in(out, root, at + 1, (size_t)(end - at - 1));
            at   = end;
        } else {
            good = fputc(*at, out) != EOF;
        }
    }
    json_decref(root);
    if (!out)
        return CHELA_NO_MEMORY;
    return reply_text(call, out, &text, &len, good);
}

chela_status
text_join(struct chela_call *call, const char *items, const char *separator)
{
    char   *text = NULL;
    size_t  len  = 0;
    FILE   *out  = open_memstream(&text, &len);
    json_t *list = json_loads(items, 0, NULL);
    bool    good = out && list && write_list(out, list, separator);
    json_decref(list);
    if (!out)
        return CHELA_NO_MEMORY;
    return reply_text(call, out, &text, &len, good);
}
