// literals.c - lists and objects that the request writes as such: "[1, 2]", "{'a': 1}", "(3, 4)".
#include "backend/embedded/phrases.h"

#include <ctype.h>
#include <string.h>

#define LITERAL_BYTES 600
#define LITERALS_MAX 16

static bool
is_one_of(char c, const char *signs)
{
    return c && strchr(signs, c);
}

// The byte behind the bracket that closes the one at `at`; 0 when there is none near.
static size_t
closing(struct chela_text text, size_t at)
{
    int depth = 0;
    for (size_t i = at; i < text.len && i < at + LITERAL_BYTES; i++) {
        depth += is_one_of(text.data[i], "[{(");
        depth -= is_one_of(text.data[i], "]})");
        if (depth == 0)
            return i + 1;
    }
    return 0;
}

// A single quote that stands for a double one: not within a word.
static bool
is_quote(const char *data, size_t len, size_t at)
{
    bool before = at > 0 && isalnum((unsigned char)data[at - 1]);
    bool behind = at + 1 < len && isalnum((unsigned char)data[at + 1]);
    return data[at] == '\'' && !(before && behind);
}

static void
rewrite(const char *data, size_t len, char *out)
{
    for (size_t i = 0; i < len; i++)
        out[i] = is_quote(data, len, i) ? '"'
                 : data[i] == '('       ? '['
                 : data[i] == ')'       ? ']'
                                        : data[i];
    out[len] = 0;
}

static json_t *
read_literal(struct chela_text text, size_t at, size_t end)
{
    char copy[LITERAL_BYTES + 1];
    rewrite(text.data + at, end - at, copy);
    json_t *value = json_loads(copy, 0, NULL);
    // "(5)" is an aside, "(3, 4)" a pair.
    if (value && text.data[at] == '(' && json_array_size(value) < 2) {
        json_decref(value);
        return NULL;
    }
    return value;
}

chela_status
chela__literals_find(struct chela__reading *reading, struct chela__scratch *arena)
{
    struct chela_text text = reading->tokens.text;
    reading->literals      = json_array();
    if (!reading->literals)
        return CHELA_NO_MEMORY;
    for (size_t i = 0; i < reading->tokens.count; i++) {
        size_t start = reading->tokens.items[i].start;
        size_t end   = is_one_of(text.data[start], "[{(") ? closing(text, start) : 0;
        if (!end || reading->count >= CHELA__PHRASES_MAX ||
            json_array_size(reading->literals) >= LITERALS_MAX)
            continue;
        json_t *value = read_literal(text, start, end);
        if (!value || json_array_append_new(reading->literals, value) < 0)
            continue;
        reading->phrases[reading->count++] = (struct chela__phrase){
            .first     = (uint32_t)i,
            .last      = (uint32_t)(chela__tokens_at(&reading->tokens, end - 1) + 1),
            .start     = (uint32_t)start,
            .end       = (uint32_t)end,
            .bracketed = true,
            .literal   = value};
    }
    return arena->failed ? CHELA_NO_MEMORY : CHELA_OK;
}
