// fill.c - the fields of a manifest's sentence ("It is {result}."), see people.h.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "plan/people.h"

struct filler {
    const struct chela__people *people;
    struct chela__buffer       *out;
    size_t                      found;
};

static chela_status
add_found(void *user, const char *pointer, json_t *value)
{
    struct filler *filler = user;
    (void)pointer;
    if (json_is_null(value) || (json_is_array(value) && !json_array_size(value)))
        return CHELA_OK;
    if (filler->found++)
        chela__buffer_text(filler->out, chela__people_say(filler->people, ", ", "、"));
    chela__people_value(filler->people, filler->out, value);
    return CHELA_OK;
}

static bool
fill_field(struct filler *filler, const char *name, const json_t *values, const json_t *input)
{
    struct chela__buffer pointer = CHELA__BUFFER_INIT;
    if (!strncmp(name, "input:", 6)) {
        values = input;
        name += 6;
    }
    if (*name == '/')
        chela__buffer_text(&pointer, name);
    else
        chela__json_pointer_add(&pointer, name);
    filler->found = 0;
    if (values && !pointer.failed)
        chela__json_each((json_t *)values, pointer.data, add_found, filler);
    chela__buffer_done(&pointer);
    return filler->found > 0;
}

bool
chela__people_is_ended(const struct chela__buffer *out)
{
    static const char *const ends[] = {".", "!", "?", "\n", "…", "。", "！", "？"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t len = strlen(ends[i]);
        if (out->len >= len && !memcmp(out->data + out->len - len, ends[i], len))
            return true;
    }
    return false;
}

void
chela__people_add(struct chela__buffer *out, const char *words)
{
    if (chela__people_is_ended(out))
        words += *words == '.' && words[1] != '.' ? 1 : !strncmp(words, "。", 3) ? 3 : 0;
    chela__buffer_text(out, words);
}

chela_status
chela__people_fill(const struct chela__people *people, struct chela__buffer *out,
                   const char *sentence, const json_t *values, const json_t *input)
{
    struct filler filler = {.people = people, .out = out};
    size_t        fields = 0, filled = 0;
    while (*sentence) {
        const char *close = *sentence == '{' ? strchr(sentence, '}') : NULL;
        if (!close) {
            chela__buffer_byte(out, *sentence++);
            continue;
        }
        char *name = strndup(sentence + 1, (size_t)(close - sentence - 1));
        if (!name)
            return CHELA_NO_MEMORY;
        fields++;
        filled += fill_field(&filler, name, values, input);
        free(name);
        sentence = close + 1;
        if (chela__people_is_ended(out))
            sentence += *sentence == '.' ? 1 : !strncmp(sentence, "。", 3) ? 3 : 0;
        // An empty field leaves one space, not two.
        if (!filler.found && *sentence == ' ' && (!out->len || out->data[out->len - 1] == ' '))
            sentence++;
    }
    while (out->len && out->data[out->len - 1] == ' ')
        out->data[--out->len] = '\0';
    if (out->failed)
        return CHELA_NO_MEMORY;
    return fields && !filled ? CHELA_NOT_FOUND : CHELA_OK;
}
