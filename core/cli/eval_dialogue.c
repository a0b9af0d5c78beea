// eval_dialogue.c - takes "user: ... system: ..." apart; nothing here knows a suite or an answer.
#include "cli/eval_dialogue.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

struct part { // what one of the two says
    struct chela_text text;
    bool              user;
};

struct reader {
    struct chela__eval_dialogue dialogue;
    bool                        carried_out; // the last words were calls
};

// Behind the role that the line begins with; NULL when it begins with none.
static const char *
role_end(const char *line, bool *ret_user)
{
    static const char *const roles[] = {"user:", "system:", "assistant:"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strncmp(line, roles[i], strlen(roles[i])) == 0) {
            *ret_user = i == 0;
            return line + strlen(roles[i]);
        }
    return NULL;
}

// The part at `*at`, without spaces around it; false at the end.
static bool
next_part(const char **at, struct part *part)
{
    if (!**at)
        return false;
    const char *start = role_end(*at, &part->user);
    if (!start) {
        start      = *at;
        part->user = true;
    }
    const char *end = start;
    for (bool user; *end && !(end > start && end[-1] == '\n' && role_end(end, &user));)
        end++;
    *at = end;
    while (start < end && isspace((unsigned char)*start))
        start++;
    while (end > start && isspace((unsigned char)end[-1]))
        end--;
    part->text = (struct chela_text){start, (size_t)(end - start)};
    return true;
}

static void
skip(const char **at, const char *signs)
{
    *at += strspn(*at, signs);
}

// "key=value, ...)" as an object; NULL when it is written otherwise.
static json_t *
read_input(const char **at)
{
    json_t *input = json_object();
    for (skip(at, " "); input && **at != ')'; skip(at, ", \n")) {
        const char  *key = *at;
        size_t       len = strcspn(key, "=),([");
        json_error_t error;
        json_t      *value = NULL;
        if (key[len] == '=' && len)
            value = json_loads(key + len + 1, JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY, &error);
        if (!value || json_object_setn_new(input, key, len, value) < 0) {
            json_decref(input);
            return NULL;
        }
        *at = key + len + 1 + error.position;
    }
    return input;
}

// "[name(key=value, ...), ...]" as results; NULL when it is something else.
static json_t *
read_calls(struct chela_text text)
{
    const char *at = text.data + 1;
    if (!text.len || *text.data != '[')
        return NULL;
    json_t *calls = json_object();
    for (skip(&at, " \n"); calls && *at != ']'; skip(&at, ", \n")) {
        char   id[24];
        size_t len = strcspn(at, " (,[]\n");
        if (!len || at[len] != '(')
            break;
        const char *name  = at;
        json_t     *input = (at += len + 1, read_input(&at));
        json_t *call = input ? json_pack("{s:s%, s:o}", "use", name, len, "input", input) : NULL;
        snprintf(id, sizeof id, "s%zu", json_object_size(calls) + 1);
        if (!call || json_object_set_new(calls, id, call) < 0)
            break;
        at++;
    }
    if (calls && *at == ']' && json_object_size(calls))
        return calls;
    json_decref(calls);
    return NULL;
}

static chela_status
ask(struct reader *reader, struct chela_text text, struct chela_error *err)
{
    const char *before = "";
    json_t     *open   = reader->dialogue.open;
    json_unpack(open, "{s:{s:s}}", "question", "text", &before);
    json_t *asked = json_sprintf("%s%s%.*s", before, *before ? "\n" : "", (int)text.len, text.data);
    reader->dialogue.open = json_pack("{s:{s:o}}", "question", "text", asked);
    json_decref(open);
    return reader->dialogue.open ? CHELA_OK : chela__error_memory(err);
}

static chela_status
answer(struct reader *reader, struct chela_text text, struct chela_error *err)
{
    json_t *calls = read_calls(text);
    if (!calls && reader->carried_out)
        return CHELA_OK; // what came of the calls
    if (!calls)
        return ask(reader, text, err);
    json_decref(reader->dialogue.open);
    json_decref(reader->dialogue.results);
    reader->dialogue.open    = NULL;
    reader->dialogue.results = calls;
    reader->dialogue.earlier = json_array_size(reader->dialogue.turns);
    reader->carried_out      = true;
    return CHELA_OK;
}

chela_status
chela__eval_dialogue_read(const char *query, struct chela__eval_dialogue *ret_dialogue,
                          struct chela_error *err)
{
    struct reader reader = {.dialogue.turns = json_array()};
    struct part   part;
    chela_status  status = reader.dialogue.turns ? CHELA_OK : chela__error_memory(err);
    while (status >= 0 && next_part(&query, &part)) {
        if (!part.text.len)
            continue;
        if (!part.user) {
            status = answer(&reader, part.text, err);
            continue;
        }
        reader.carried_out = false;
        if (json_array_append_new(reader.dialogue.turns,
                                  json_stringn(part.text.data, part.text.len)) < 0)
            status = chela__error_memory(err);
    }
    if (status < 0)
        chela__eval_dialogue_done(&reader.dialogue);
    else
        *ret_dialogue = reader.dialogue;
    return status;
}

void
chela__eval_dialogue_done(struct chela__eval_dialogue *dialogue)
{
    json_decref(dialogue->turns);
    json_decref(dialogue->open);
    json_decref(dialogue->results);
    *dialogue = (struct chela__eval_dialogue){0};
}
