// eval_request.c - reads the requests of `chela eval`; nothing here knows a suite or an answer.
#include "cli/eval_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "base/value/value.h"

#define MAX_CATALOG_BYTES ((size_t)64 * 1024 * 1024)
#define DEFAULT_NOW "2024-03-15T10:00:00Z" // for cases that say no time

void
chela__eval_catalogs_done(struct chela__eval_catalogs *catalogs)
{
    for (size_t i = 0; i < catalogs->count; i++) {
        free(catalogs->items[i].name);
        chela__catalog_free(catalogs->items[i].catalog);
        chela__manifest_free(catalogs->items[i].manifest);
    }
    catalogs->count = 0;
}

// The first of capabilities with the same name.
static json_t *
without_doubles(const json_t *tools)
{
    json_t *kept = json_array(), *names = json_object();
    for (size_t i = 0; i < json_array_size(tools); i++) {
        json_t     *tool = json_array_get(tools, i);
        const char *name = chela__json_str(tool, "name");
        if (name && json_object_get(names, name))
            continue;
        if (name)
            json_object_set_new(names, name, json_true());
        json_array_append(kept, tool);
    }
    json_decref(names);
    return kept;
}

static chela_status
make_catalog(const json_t *tools, struct chela__manifest **ret_manifest,
             struct chela__catalog **ret_catalog, struct chela_error *err)
{
    struct chela__manifest *manifest = NULL;
    json_t                 *kept     = without_doubles(tools);
    chela_status            status = chela__manifest_from_tools("eval.case", kept, &manifest, err);
    json_decref(kept);
    if (status >= 0)
        status = chela__catalog_from_manifests(&manifest, 1, ret_catalog, err);
    if (status < 0) {
        chela__manifest_free(manifest);
        return status;
    }
    *ret_manifest = manifest;
    return CHELA_OK;
}

static chela_status
load_catalog(struct chela__eval_catalogs *catalogs, const char *name,
             struct chela__catalog **ret_catalog, struct chela_error *err)
{
    for (size_t i = 0; i < catalogs->count; i++)
        if (strcmp(catalogs->items[i].name, name) == 0) {
            *ret_catalog = catalogs->items[i].catalog;
            return CHELA_OK;
        }
    if (catalogs->count == CHELA__EVAL_MAX_CATALOGS || strchr(name, '/'))
        return chela__error(err, CHELA_INVALID, "catalog: \"%.64s\" cannot be read", name);
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.json", catalogs->folder, name);
    char                     *data = NULL;
    size_t                    len = 0, at = catalogs->count;
    json_t                   *tools  = NULL;
    struct chela__json_limits limits = {.bytes = MAX_CATALOG_BYTES};
    chela_status status = chela__file_read(-100, path, MAX_CATALOG_BYTES, &data, &len, err);
    if (status >= 0)
        status = chela__json_read(data, len, &limits, &tools, err);
    if (status >= 0)
        status =
            make_catalog(tools, &catalogs->items[at].manifest, &catalogs->items[at].catalog, err);
    free(data);
    json_decref(tools);
    if (status < 0)
        return status;
    catalogs->items[at].name = strdup(name);
    if (!catalogs->items[at].name)
        return chela__error_memory(err);
    catalogs->count++;
    *ret_catalog = catalogs->items[at].catalog;
    return CHELA_OK;
}

// The day that a case's setting names ("Today is Saturday, September 03, 2022."), at the hour that
// holds for cases without one.
static void
read_setting(const char *setting, int64_t *now_ms)
{
    struct chela__value_context context = {chela__text_has_han(setting) ? "zh" : "en", *now_ms,
                                           "UTC", NULL};
    struct chela__values        values  = {0};
    if (chela__values_find(setting, strlen(setting), &context, &values, NULL) < 0)
        return;
    for (size_t i = 0; i < values.count; i++) {
        const struct chela__value *value = &values.items[i];
        if (value->kind != CHELA__VALUE_TIME || value->latent || !value->as.time.has_date ||
            value->as.time.grain > CHELA__GRAIN_DAY)
            continue;
        int64_t day_ms = 24 * 60 * 60 * (int64_t)1000;
        *now_ms        = value->as.time.from * 1000 / day_ms * day_ms + *now_ms % day_ms;
        break;
    }
    chela__values_done(&values);
}

chela_status
chela__eval_now(const json_t *line, int64_t *ret_now_ms, char ret_zone[40], struct chela_error *err)
{
    const char *now     = chela__json_str(line, "now");
    bool        named   = now != NULL;
    const char *setting = chela__json_str(line, "context");
    if (!now)
        now = DEFAULT_NOW;
    size_t len = strlen(now);
    if (len < 20)
        return chela__error(err, CHELA_INVALID, "now: expected a time with an offset");
    snprintf(ret_zone, 40, "%s", now[len - 1] == 'Z' ? "UTC" : now + len - 6);
    chela_status status = chela__time_parse(now, ret_now_ms, err);
    if (status >= 0 && setting && !named)
        read_setting(setting, ret_now_ms);
    return status;
}

chela_status
chela__eval_request_read(const json_t *line, struct chela__eval_catalogs *catalogs,
                         struct chela__eval_request *ret_request, struct chela_error *err)
{
    struct chela__eval_request request = {0};
    const char                *query   = chela__json_str(line, "query");
    const char                *shared  = chela__json_str(line, "catalog");
    const json_t              *tools   = json_object_get(line, "capabilities");
    if (!query || (!shared && !tools))
        return chela__error(err, CHELA_INVALID,
                            "a request needs query and capabilities or catalog");
    chela_status status = chela__eval_now(line, &request.now_ms, request.zone, err);
    if (status >= 0 && shared)
        status = load_catalog(catalogs, shared, &request.catalog, err);
    else if (status >= 0)
        status = make_catalog(tools, &request.own, &request.own_catalog, err);
    if (status < 0)
        return status;
    if (!shared)
        request.catalog = request.own_catalog;
    status = chela__eval_dialogue_read(query, &request.dialogue, err);
    if (status < 0) {
        chela__eval_request_done(&request);
        return status;
    }
    snprintf(request.lang, sizeof request.lang, "%s", chela__text_has_han(query) ? "zh" : "en");
    *ret_request = request;
    return CHELA_OK;
}

void
chela__eval_request_done(struct chela__eval_request *request)
{
    chela__eval_dialogue_done(&request->dialogue);
    chela__catalog_free(request->own_catalog);
    chela__manifest_free(request->own);
    *request = (struct chela__eval_request){0};
}
