// template.c - splits "Sent to {who:/contacts/0/name}." into constants and references.
//
// {step:/pointer} is the result of a step, {step} all of it, {item:/pointer} the current element;
// {{ and }} are the braces themselves.
#include "plan/read.h"

#include <string.h>

#define MAX_PIECES 256

struct splitter {
    struct chela__plan_reader *reader;
    struct chela__arg         *args;
    size_t                     count;
    struct chela__buffer       literal;
};

static chela_status
add_piece(struct splitter *splitter, struct chela__arg **ret_arg)
{
    if (splitter->count == MAX_PIECES)
        return chela__reader_fault(splitter->reader, CHELA_LIMIT, "text: more than %d pieces",
                                   MAX_PIECES);
    *ret_arg = &splitter->args[splitter->count++];
    return CHELA_OK;
}

static chela_status
flush_literal(struct splitter *splitter)
{
    if (splitter->literal.failed)
        return chela__error_memory(splitter->reader->err);
    if (!splitter->literal.len)
        return CHELA_OK;
    struct chela__arg *arg    = NULL;
    chela_status       status = add_piece(splitter, &arg);
    if (status < 0)
        return status;
    arg->kind  = CHELA__ARG_CONST;
    arg->value = json_stringn(splitter->literal.data, splitter->literal.len);
    status     = chela__plan_keep_take(splitter->reader->plan, arg->value, splitter->reader->err);
    if (status < 0)
        return status;
    splitter->literal.len = 0;
    return CHELA_OK;
}

// `text` is what stands between the braces.
static chela_status
add_reference(struct splitter *splitter, const char *text, size_t len)
{
    struct chela__arg *arg    = NULL;
    chela_status       status = flush_literal(splitter);
    if (status >= 0)
        status = add_piece(splitter, &arg);
    if (status < 0)
        return status;
    const char *colon = memchr(text, ':', len);
    size_t      name  = colon ? (size_t)(colon - text) : len;
    char       *from  = chela__pool_text(splitter->reader->plan->pool, text, name);
    char *path = colon ? chela__pool_text(splitter->reader->plan->pool, colon + 1, len - name - 1)
                       : chela__pool_text(splitter->reader->plan->pool, "", 0);
    if (!from || !path)
        return chela__error_memory(splitter->reader->err);
    if (!name || (*path && *path != '/'))
        return chela__reader_fault(splitter->reader, CHELA_INVALID,
                                   "text: {%.*s} is not {step:/pointer}",
                                   (int)(len < 80 ? len : 80), text);
    arg->kind = strcmp(from, "item") ? CHELA__ARG_FROM : CHELA__ARG_ITEM;
    arg->from = from;
    arg->path = path;
    return CHELA_OK;
}

static chela_status
split(struct splitter *splitter, const char *text)
{
    while (*text) {
        if ((text[0] == '{' || text[0] == '}') && text[1] == text[0]) {
            chela__buffer_byte(&splitter->literal, *text);
            text += 2;
            continue;
        }
        if (*text == '}')
            return chela__reader_fault(splitter->reader, CHELA_INVALID,
                                       "text: '}' without '{'; write }} for the brace itself");
        if (*text != '{') {
            chela__buffer_byte(&splitter->literal, *text++);
            continue;
        }
        const char *close = strchr(text, '}');
        if (!close)
            return chela__reader_fault(splitter->reader, CHELA_INVALID, "text: '{' without '}'");
        chela_status status = add_reference(splitter, text + 1, (size_t)(close - text - 1));
        if (status < 0)
            return status;
        text = close + 1;
    }
    return flush_literal(splitter);
}

static size_t
count_pieces(const char *text)
{
    size_t braces = 0;
    for (; *text; text++)
        braces += *text == '{';
    return 2 * (braces < MAX_PIECES ? braces : MAX_PIECES) + 1;
}

chela_status
chela__template_read(struct chela__plan_reader *reader, const char *text, struct chela__arg *arg)
{
    size_t          room     = count_pieces(text);
    struct splitter splitter = {.reader = reader, .literal = CHELA__BUFFER_INIT};
    splitter.args            = chela__pool_get(reader->plan->pool, room + 1, sizeof *splitter.args);
    arg->kind                = CHELA__ARG_TEXT;
    arg->args                = splitter.args;
    if (!splitter.args)
        return chela__error_memory(reader->err);
    chela_status status = split(&splitter, text);
    arg->count          = splitter.count;
    chela__buffer_done(&splitter.literal);
    return status;
}
