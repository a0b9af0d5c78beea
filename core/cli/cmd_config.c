// cmd_config.c - `chela config`: a plugin's settings, checked against its manifest.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/installed.h"
#include "cli/log.h"
#include "cli/out.h"
#include "state/crashes.h"

// A plugin's settings with what they may be.
struct settings {
    char                   *path; // DATA/config/ID.json
    json_t                 *values;
    const json_t           *schema;
    struct chela__manifest *manifest;
};

static chela_status
find_manifest(struct chela__catalog *catalog, const char *id, struct chela__manifest **ret_manifest,
              struct chela_error *err)
{
    for (size_t i = 0; i < chela__catalog_plugin_count(catalog); i++) {
        struct chela__plugin_entry plugin;
        chela_status               status = chela__catalog_plugin(catalog, i, NULL, &plugin, err);
        if (status < 0)
            return status;
        if (chela__text_is(plugin.id, id))
            return chela__catalog_manifest(catalog, i, ret_manifest, err);
    }
    return chela__error(err, CHELA_NOT_FOUND, "%s: no such plugin is installed", id);
}

static chela_status
open_settings(struct chela__cli *cli, struct chela__manifest *manifest, struct settings *settings,
              struct chela_error *err)
{
    settings->manifest = manifest;
    settings->schema   = json_object_get(manifest->json, "config");
    if (!settings->schema)
        return chela__error(err, CHELA_NOT_FOUND, "%s has no settings", manifest->id);
    if (asprintf(&settings->path, "%s/config/%s.json", cli->place.data, manifest->id) < 0) {
        settings->path = NULL;
        return chela__error_memory(err);
    }
    chela_status status = chela__cli_document_read(settings->path, &settings->values, err);
    if (status == CHELA_OK && !settings->values)
        settings->values = json_object();
    return status < 0 || settings->values ? status : chela__error_memory(err);
}

static const json_t *
find_type(void *user, const char *uri)
{
    const struct chela__manifest *manifest = user;
    return json_object_get(manifest->types, uri);
}

static chela_status
check_settings(const struct settings *settings, struct chela_error *err)
{
    const struct chela__schema_options options = {
        .source = {.find = find_type, .user = settings->manifest}};
    struct chela__schema *schema = NULL;
    chela_status          status = chela__schema_compile(settings->schema, &options, &schema, err);
    if (status == CHELA_OK)
        status = chela__schema_check(schema, settings->values, NULL, err);
    chela__schema_free(schema);
    return status;
}

// Words that are JSON count as such ("5", "true", "[...]"); everything else is a string.
static json_t *
value_of(const char *text)
{
    json_t *value = NULL;
    if (chela__json_read(text, strlen(text), NULL, &value, NULL) == CHELA_OK)
        return value;
    return json_string(text);
}

// As JSON first, as a string if the schema wants one ("41" may be either).
static chela_status
set(struct settings *settings, const char *key, const char *text, struct chela_error *err)
{
    if (!json_object_get(json_object_get(settings->schema, "properties"), key))
        return chela__error(err, CHELA_NOT_FOUND, "%s has no setting \"%s\"",
                            settings->manifest->id, key);
    if (json_object_set_new(settings->values, key, value_of(text)))
        return chela__error_memory(err);
    chela_status status = check_settings(settings, err);
    if (status < 0 && !json_object_set_new(settings->values, key, json_string(text)) &&
        check_settings(settings, NULL) == CHELA_OK) {
        chela__error_clear(err);
        status = CHELA_OK;
    }
    return status < 0 ? status : chela__cli_document_write(settings->path, settings->values, err);
}

static void
show(struct chela__cli *cli, const struct settings *settings, const char *only)
{
    const char *key;
    json_t     *schema;
    json_object_foreach(json_object_get(settings->schema, "properties"), key, schema)
    {
        const json_t *value = json_object_get(settings->values, key);
        if (only && strcmp(only, key) != 0)
            continue;
        if (!value)
            value = json_object_get(schema, "default");
        if (cli->json) {
            (void)chela__out_json_take(cli, json_pack("{s:s, s:O*}", "key", key, "value", value));
            continue;
        }
        char *text = value ? chela__json_text(value) : NULL;
        chela__out_line(cli, "%s = %s", key, text ? text : "(not set)");
        free(text);
    }
}

static chela_status
work(struct chela__cli *cli, struct chela__catalog *catalog, struct chela_error *err)
{
    const char             *key      = chela__cli_argument(cli, 1);
    const char             *value    = chela__cli_argument(cli, 2);
    struct settings         settings = {.path = NULL};
    struct chela__manifest *manifest = NULL;
    chela_status status = find_manifest(catalog, chela__cli_argument(cli, 0), &manifest, err);
    if (status == CHELA_OK)
        status = open_settings(cli, manifest, &settings, err);
    if (status == CHELA_OK && value)
        status = set(&settings, key, value, err);
    if (status == CHELA_OK)
        show(cli, &settings, key);
    json_decref(settings.values);
    free(settings.path);
    return status;
}

// Also of a plugin that is not installed now: it may come back.
static chela_status
release(struct chela__cli *cli, const char *id, struct chela_error *err)
{
    struct chela__state *state  = NULL;
    bool                 is_any = false;
    if (!chela__plugin_id_valid(id))
        return chela__error(err, CHELA_INVALID, "%s is not a plugin's id", id);
    chela_status status = chela__state_open(cli->place.data, chela__clock_system(), &state, err);
    if (status == CHELA_OK)
        status = chela__crashes_clear(state, id, &is_any, err);
    chela__state_close(state);
    if (status == CHELA_OK && is_any)
        status = chela__cli_log_take(&cli->place, "release", json_pack("{s:s}", "id", id), err);
    if (status == CHELA_OK)
        chela__out_line(cli, is_any ? "%s may start again" : "%s has not crashed", id);
    return status;
}

static int
run(struct chela__cli *cli)
{
    struct chela__catalog *catalog = NULL;
    struct chela_error     err     = CHELA_ERROR_INIT;
    chela_status           status  = CHELA_OK;
    if (chela__cli_option(cli, "release")) {
        status = release(cli, chela__cli_argument(cli, 0), &err);
        return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
    }
    status = chela__cli_catalog_open(&cli->place, &catalog, &err);
    if (status == CHELA_OK)
        status = work(cli, catalog, &err);
    chela__catalog_free(catalog);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"release", NULL, "forget its crashes: a plugin that crashed too often may start again"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_config = {
    .name          = "config",
    .summary       = "show or change a plugin's settings",
    .usage         = "config ID [KEY [VALUE]]\nconfig ID --release",
    .help          = "VALUE is JSON or plain text; it must be what the plugin's manifest allows.",
    .options       = options,
    .min_arguments = 1,
    .max_arguments = 3,
    .run           = run,
};
