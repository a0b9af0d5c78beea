// memory_host.c - memory as the host agent's settings page and `chela memory` see it: state, list,
// forget.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "plan/memory.h"

#define MAX_STATEMENT 1024 // bytes
#define MAX_LISTED 100000
#define MAX_MEANT 1024 // rows that one wish to forget looks at

chela_status
chela_memory_add(struct chela_host *host, const char *text, struct chela_error *err)
{
    char   id[CHELA__TASK_ID];
    size_t len = text ? strlen(text) : 0;
    if (!host || !len || len > MAX_STATEMENT || !chela__utf8_valid(text, len))
        return chela__error(err, CHELA_INVALID,
                            "what is to be remembered must be 1 to %d bytes of UTF-8",
                            MAX_STATEMENT);
    json_t                    *words   = chela__memory_terms(text);
    json_t                    *content = json_pack("{s:[s]}", "turns", text);
    const struct chela__memory memory  = {
         .kind = "stated", .source = "you", .content = content, .words = words};
    chela_status status = words && content ? CHELA_OK : chela__error_memory(err);
    if (status >= 0 && !json_array_size(words))
        status = chela__error(err, CHELA_INVALID, "\"%s\": there is no word to find it by", text);
    if (status >= 0)
        status = chela__memory_put(host->state, &memory, id, err);
    json_decref(words);
    json_decref(content);
    return status;
}

// The sentence that stands for a row.
static json_t *
text_of(const json_t *row)
{
    json_t *text = json_object_get(row, "text");
    return text ? text : json_array_get(json_object_get(row, "turns"), 0);
}

chela_status
chela_memory_list(struct chela_host *host, char **ret_json, struct chela_error *err)
{
    json_t *rows = NULL, *row;
    size_t  at;
    if (!host || !ret_json)
        return chela__error(err, CHELA_INVALID, "chela_memory_list: NULL");
    chela_status status = chela__memory_list(host->state, NULL, MAX_LISTED, &rows, err);
    if (status < 0)
        return status;
    json_array_foreach(rows, at, row)
    {
        if (text_of(row))
            json_object_set(row, "text", text_of(row));
    }
    *ret_json = chela__json_text(rows);
    json_decref(rows);
    return *ret_json ? CHELA_OK : chela__error_memory(err);
}

// The rows of a kind that have every word.
static chela_status
add_meant(struct chela_host *host, const char *kind, const json_t *words, json_t *ids,
          struct chela_error *err)
{
    json_t      *rows = NULL, *row;
    size_t       at;
    chela_status status = chela__memory_find(host->state, kind, words, MAX_MEANT, &rows, err);
    json_array_foreach(rows, at, row)
    {
        if ((size_t)chela__json_int(row, "hits", 0) == json_array_size(words))
            json_array_append(ids, json_object_get(row, "memory"));
    }
    json_decref(rows);
    return status;
}

chela_status
chela_memory_forget(struct chela_host *host, const char *about, size_t *ret_count,
                    struct chela_error *err)
{
    static const char *const kinds[] = {"stated", "request", "choice"};
    if (!host || !about || !*about)
        return chela__error(err, CHELA_INVALID, "which memory, or about what?");
    size_t       count  = 0;
    json_t      *one    = NULL;
    json_t      *ids    = json_array();
    json_t      *words  = chela__memory_terms(about);
    chela_status status = ids && words ? chela__memory_list(host->state, about, 1, &one, err)
                                       : chela__error_memory(err);
    if (status >= 0 && json_array_size(one))
        json_array_append_new(ids, json_string(about));
    for (size_t i = 0; i < 3 && status >= 0 && !json_array_size(one) && json_array_size(words); i++)
        status = add_meant(host, kinds[i], words, ids, err);
    if (status >= 0 && !json_array_size(ids))
        status = chela__error(err, CHELA_NOT_FOUND, "nothing is remembered of \"%.80s\"", about);
    if (status >= 0)
        status = chela__memory_forget(host->state, ids, &count, err);
    if (ret_count)
        *ret_count = count;
    json_decref(one);
    json_decref(ids);
    json_decref(words);
    return status;
}
