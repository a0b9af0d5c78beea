// eval_prediction.c - resolves a proposed plan's arguments into the values they stand for.
#include "cli/eval_prediction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/value/value.h"

#define SHORTLIST 5
#define SHORTLIST_MAX 48

struct resolver {
    const struct chela__backend_request *request;
    const struct chela__capability      *capability;
};

static json_t *
resolve(const struct resolver *resolver, const json_t *argument, const json_t *schema);

static json_t *
resolve_said(const struct resolver *resolver, const json_t *span, const json_t *schema)
{
    size_t        count = json_array_size(span);
    const json_t *turns = resolver->request->turns;
    size_t        turn  = count == 3 ? (size_t)json_integer_value(json_array_get(span, 0))
                                     : json_array_size(turns) - 1;
    size_t        start = (size_t)json_integer_value(json_array_get(span, count - 2));
    size_t        end   = (size_t)json_integer_value(json_array_get(span, count - 1));
    const char   *text  = json_string_value(json_array_get(turns, turn));
    if (!text || end > strlen(text) || start > end)
        return NULL;
    const char *kind = chela__json_str(schema, "type");
    if (!kind || strcmp(kind, "string") == 0)
        return json_stringn(text + start, end - start);
    struct chela__value_context context = {resolver->request->lang, resolver->request->now_ms,
                                           resolver->request->zone, NULL};
    json_t                     *value   = NULL;
    chela__value_read((struct chela_text){text + start, end - start}, kind, &context, &value, NULL);
    return value;
}

static json_t *
resolve_object(const struct resolver *resolver, const json_t *members, const json_t *schema)
{
    json_t       *object     = json_object();
    const json_t *properties = json_object_get(schema, "properties");
    const char   *name;
    json_t       *member;
    json_object_foreach((json_t *)members, name, member)
    {
        json_t *value = resolve(resolver, member, json_object_get(properties, name));
        if (value)
            json_object_set_new(object, name, value);
    }
    return object;
}

// A step's output, as the scorer writes it: {"$from": "s1", "path": "a.b"}.
static json_t *
resolve_from(const json_t *argument)
{
    const char *path = chela__json_str(argument, "path");
    char        dotted[256];
    size_t      len = 0;
    for (const char *at = path ? path : ""; *at && len + 1 < sizeof dotted; at++) {
        if (at == path && *at == '/')
            continue;
        dotted[len++] = *at == '/' ? '.' : *at;
    }
    return json_pack("{s:s, s:s%}", "$from", chela__json_str(argument, "from"), "path", dotted,
                     len);
}

static json_t *
resolve(const struct resolver *resolver, const json_t *argument, const json_t *schema)
{
    const json_t *inner;
    if ((inner = json_object_get(argument, "const")))
        return json_incref((json_t *)inner);
    if ((inner = json_object_get(argument, "said")))
        return resolve_said(resolver, inner, schema);
    if (json_object_get(argument, "from"))
        return resolve_from(argument);
    if ((inner = json_object_get(argument, "object")))
        return resolve_object(resolver, inner, schema);
    if ((inner = json_object_get(argument, "list"))) {
        json_t *list = json_array();
        for (size_t i = 0; i < json_array_size(inner); i++)
            json_array_append_new(list, resolve(resolver, json_array_get(inner, i),
                                                json_object_get(schema, "items")));
        return list;
    }
    return NULL;
}

static const char *
short_name(const char *full)
{
    const char *slash = full ? strchr(full, '/') : NULL;
    return slash ? slash + 1 : full;
}

static json_t *
calls_of(const struct chela__backend_request *request, const json_t *plan)
{
    json_t       *calls = json_array();
    const json_t *steps = json_object_get(plan, "steps");
    for (size_t i = 0; i < json_array_size(steps); i++) {
        const json_t             *step       = json_array_get(steps, i);
        struct chela__capability *capability = NULL;
        size_t                    index;
        const char               *use = chela__json_str(step, "use");
        if (!use || chela__catalog_find(request->catalog, use, NULL, &index, NULL) < 0 ||
            chela__catalog_capability(request->catalog, index, &capability, NULL) < 0)
            continue;
        struct resolver resolver = {request, capability};
        json_array_append_new(
            calls,
            json_pack("{s:s, s:o, s:s}", "name", capability->name, "arguments",
                      resolve_object(&resolver, json_object_get(step, "with"), capability->input),
                      "label", chela__json_str(step, "id")));
    }
    return calls;
}

static const char *
last_member(const char *pointer)
{
    const char *slash = strrchr(pointer, '/');
    return slash ? slash + 1 : pointer;
}

// {"full name": ["/a/b"]} as {"name": ["b"]}
static json_t *
ask_of(const json_t *missing)
{
    json_t     *ask = json_object();
    const char *name;
    json_t     *pointers;
    json_object_foreach((json_t *)missing, name, pointers)
    {
        json_t *params = json_array();
        for (size_t i = 0; i < json_array_size(pointers); i++)
            json_array_append_new(
                params, json_string(last_member(json_string_value(json_array_get(pointers, i)))));
        json_object_set_new(ask, short_name(name), params);
    }
    return ask;
}

static json_t *
invalid_of(const json_t *invalid)
{
    json_t     *result = json_object();
    const char *pointer;
    json_t     *value;
    json_object_foreach((json_t *)invalid, pointer, value)
        json_object_set(result, last_member(pointer), value);
    return result;
}

static json_t *
shortlist_of(const struct chela__backend_request *request)
{
    json_t *names = json_array();
    for (size_t i = 0; i < request->shortlist_count && i < SHORTLIST; i++) {
        struct chela__entry entry;
        if (chela__catalog_entry(request->catalog, request->shortlist[i].index, NULL, &entry,
                                 NULL) < 0)
            continue;
        json_array_append_new(names, json_stringn(entry.name.data, entry.name.len));
    }
    return names;
}

json_t *
chela__eval_prediction(const struct chela__backend_request *request,
                       const struct chela__proposal        *proposal)
{
    json_t *prediction = json_object();
    switch (proposal->kind) {
    case CHELA__PROPOSE_PLAN:
        json_object_set_new(prediction, "calls", calls_of(request, proposal->plan));
        break;
    case CHELA__PROPOSE_QUESTION:
        if (json_object_get(proposal->question, "invalid"))
            json_object_set_new(prediction, "invalid",
                                invalid_of(json_object_get(proposal->question, "invalid")));
        else
            json_object_set_new(prediction, "ask",
                                ask_of(json_object_get(proposal->question, "missing")));
        break;
    default:
        json_object_set_new(prediction, "refuse", json_true());
    }
    if (proposal->trail)
        json_object_set(prediction, "trail", proposal->trail);
    json_object_set_new(prediction, "shortlist", shortlist_of(request));
    return prediction;
}

double
chela__eval_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

struct hearing {
    const struct chela__backend_request *request;
    json_t                              *prediction;
};

static void
proposed(void *user, chela_status status, const struct chela__proposal *proposal,
         const struct chela_error *err)
{
    struct hearing *hearing = user;
    hearing->prediction     = status < 0 ? json_pack("{s:s}", "error", err->text)
                                         : chela__eval_prediction(hearing->request, proposal);
}

// The capabilities that the words of the new request find.
static chela_status
find(const struct chela__eval_request *request, struct chela__hit hits[SHORTLIST_MAX],
     size_t *ret_count, struct chela_error *err)
{
    const json_t *turns = request->dialogue.turns;
    char         *words = NULL;
    size_t        len   = 0;
    FILE         *text  = open_memstream(&words, &len);
    for (size_t i = request->dialogue.earlier; text && i < json_array_size(turns); i++)
        fprintf(text, "%s\n", json_string_value(json_array_get(turns, i)));
    if (!text || fclose(text) != 0)
        return chela__error_memory(err);
    chela_status status = chela__catalog_search(request->catalog, words, len, request->lang, hits,
                                                SHORTLIST_MAX, ret_count, err);
    free(words);
    return status;
}

chela_status
chela__eval_plan(const json_t *line, struct chela__backend *backend,
                 struct chela__eval_catalogs *catalogs, bool explain, json_t **ret_prediction,
                 struct chela_error *err)
{
    struct chela__eval_request request;
    struct chela__hit          hits[SHORTLIST_MAX];
    size_t                     count  = 0;
    chela_status               status = chela__eval_request_read(line, catalogs, &request, err);
    if (status < 0)
        return status;
    double start                          = chela__eval_ms();
    status                                = find(&request, hits, &count, err);
    struct chela__backend_request asked   = {.turns           = request.dialogue.turns,
                                             .earlier         = request.dialogue.earlier,
                                             .open            = request.dialogue.open,
                                             .results         = request.dialogue.results,
                                             .lang            = request.lang,
                                             .zone            = request.zone,
                                             .now_ms          = request.now_ms,
                                             .catalog         = request.catalog,
                                             .shortlist       = hits,
                                             .shortlist_count = count,
                                             .explain         = explain};
    struct hearing                hearing = {&asked, NULL};
    if (status >= 0)
        status = backend->methods->propose(backend, &asked, proposed, &hearing, err);
    if (status >= 0)
        json_object_set_new(hearing.prediction, "ms", json_real(chela__eval_ms() - start));
    *ret_prediction = hearing.prediction;
    chela__eval_request_done(&request);
    return status;
}
