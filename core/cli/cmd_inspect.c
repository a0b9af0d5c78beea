// cmd_inspect.c - `chela inspect`: what a plugin offers and what it may touch, from its manifest.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/installed.h"
#include "cli/out.h"
#include "cli/words.h"
#include "package/package.h"
#include "sandbox/sandbox.h"
#include "state/crashes.h"

static void
show_capability(struct chela__cli *cli, const struct chela__capability *capability)
{
    const char *summary = chela__localized(capability->json, "summary", cli->lang);
    char       *clean   = chela__out_clean(summary, strlen(summary), 0);
    chela__out_line(cli, "  %s%s%s  %s%s", chela__out_style(cli, CHELA__BOLD), capability->name,
                    chela__out_style(cli, CHELA__PLAIN), chela__effect_name(capability->effect),
                    chela__capability_reserved(capability) ? ", reserved" : "");
    chela__out_line(cli, "      %s", clean ? clean : "");
    free(clean);
}

static void
show_reach(struct chela__cli *cli, const struct chela__manifest *manifest)
{
    size_t  i;
    json_t *reach;
    json_t *sandbox = json_object_get(manifest->json, "sandbox");
    chela__out_line(cli, "It runs %s and may:",
                    manifest->in_host ? "in the host's process, if the policy allows it,"
                                      : "in a process of its own");
    json_array_foreach(sandbox, i, reach)
    {
        struct chela__buffer words = CHELA__BUFFER_INIT;
        chela__words_of_reach(json_string_value(reach), &words);
        chela__out_line(cli, "  - %s", words.data ? words.data : "");
        chela__buffer_done(&words);
    }
    if (!json_array_size(sandbox))
        chela__out_line(cli, "  - touch no file, no network and no other program");
}

// What its process is held to here, derived as for a start. Settings may add folders.
static void
show_profile(struct chela__cli *cli, const struct chela__manifest *manifest)
{
    struct chela__profile      profile;
    struct chela__buffer       text   = CHELA__BUFFER_INIT;
    char                      *data   = chela__path(cli->place.data, "data");
    char                      *own    = data ? chela__path(data, manifest->id) : NULL;
    char                      *cache  = chela__path(cli->place.cache, manifest->id);
    const struct chela__places places = {cli->place.home, own ? own : "", cache ? cache : "", NULL};
    if (chela__profile_derive(manifest, &places, &profile, NULL) == CHELA_OK) {
        chela__profile_describe(&profile, &text);
        chela__profile_done(&profile);
    }
    chela__out_line(cli, "\nIts process:");
    for (const char *line = text.data; line && *line; line += strcspn(line, "\n") + 1)
        chela__out_line(cli, "  - %.*s", (int)strcspn(line, "\n"), line);
    chela__buffer_done(&text);
    free(cache);
    free(own);
    free(data);
}

// In quarantine, if it is; a plugin that is only a file has no past.
static chela_status
show_quarantine(struct chela__cli *cli, const struct chela__manifest *manifest,
                struct chela_error *err)
{
    struct chela__state       *state   = NULL;
    struct chela__crashes     *crashes = NULL;
    const struct chela__clock *clock   = chela__clock_system();
    char                       since[CHELA__TIME_TEXT];
    chela_status               status = chela__state_open(cli->place.data, clock, &state, err);
    if (status == CHELA_OK)
        status = chela__crashes_open(state, clock, manifest->id, manifest->digest, &crashes, err);
    if (status == CHELA_OK && chela__crashes_since(crashes) != 0 && !cli->json &&
        chela__time_format(chela__crashes_since(crashes), clock->zone, since, NULL) == CHELA_OK)
        chela__out_line(cli,
                        "It crashed too often and is not started again since %s: "
                        "`chela config %s --release` ends this.",
                        since, manifest->id);
    chela__crashes_close(crashes);
    chela__state_close(state);
    return status;
}

static chela_status
show(struct chela__cli *cli, const struct chela__manifest *manifest, const char *digest)
{
    if (cli->json)
        return chela__out_json_take(
            cli, json_pack("{s:s, s:s, s:s, s:s, s:s*, s:O}", "id", manifest->id, "version",
                           manifest->version, "tier", chela__tier_name(manifest->tier),
                           "manifest_digest", manifest->digest, "package_digest", digest,
                           "manifest", manifest->json));
    const char *summary = chela__localized(manifest->json, "summary", cli->lang);
    char       *clean   = chela__out_clean(summary, strlen(summary), 0);
    chela__out_line(cli, "%s%s%s %s (%s)", chela__out_style(cli, CHELA__BOLD), manifest->id,
                    chela__out_style(cli, CHELA__PLAIN), manifest->version,
                    chela__tier_name(manifest->tier));
    chela__out_line(cli, "%s", clean ? clean : "");
    free(clean);
    if (digest)
        chela__out_line(cli, "package %s", digest);
    chela__out_line(cli, "\nCapabilities:");
    for (size_t i = 0; i < manifest->capability_count; i++)
        show_capability(cli, manifest->capabilities[i]);
    chela__out_line(cli, "%s", "");
    show_reach(cli, manifest);
    show_profile(cli, manifest);
    return CHELA_OK;
}

static chela_status
inspect_file(struct chela__cli *cli, const char *path, struct chela_error *err)
{
    struct chela__cli_stores stores;
    struct chela__package    package;
    char                     digest[CHELA__DIGEST_TEXT];
    chela_status             status = chela__cli_stores_open(&cli->place, &stores, err);
    if (status < 0)
        return status;
    status = chela__package_open(path, stores.ring, &package, err);
    if (status == CHELA_OK) {
        chela__digest_text(package.digest, digest);
        status = show(cli, package.manifest, digest);
        chela__package_done(&package);
    }
    chela__cli_stores_done(&stores);
    return status;
}

static chela_status
inspect_installed(struct chela__cli *cli, const char *id, struct chela_error *err)
{
    struct chela__catalog *catalog = NULL;
    bool                   found   = false;
    chela_status           status  = chela__cli_catalog_open(&cli->place, &catalog, err);
    size_t                 count   = status == CHELA_OK ? chela__catalog_plugin_count(catalog) : 0;
    for (size_t i = 0; i < count && status == CHELA_OK && !found; i++) {
        struct chela__plugin_entry plugin;
        struct chela__manifest    *manifest = NULL;
        status                              = chela__catalog_plugin(catalog, i, NULL, &plugin, err);
        if (status < 0 || !chela__text_is(plugin.id, id))
            continue;
        found  = true;
        status = chela__catalog_manifest(catalog, i, &manifest, err);
        if (status == CHELA_OK)
            status = show(cli, manifest, NULL);
        if (status == CHELA_OK)
            status = show_quarantine(cli, manifest, err);
    }
    chela__catalog_free(catalog);
    if (status == CHELA_OK && !found)
        return chela__error(err, CHELA_NOT_FOUND,
                            "%s: neither an installed plugin nor a package file; see chela list",
                            id);
    return status;
}

static int
run(struct chela__cli *cli)
{
    struct chela_error err     = CHELA_ERROR_INIT;
    const char        *what    = chela__cli_argument(cli, 0);
    bool               is_file = !chela__plugin_id_valid(what) || !access(what, F_OK);
    chela_status       status =
        is_file ? inspect_file(cli, what, &err) : inspect_installed(cli, what, &err);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

const struct chela__command chela__cmd_inspect = {
    .name    = "inspect",
    .summary = "show what a plugin offers and what it may touch",
    .usage   = "inspect ID|FILE",
    .help    = "Shows an installed plugin or a package file, which is verified first. Loads no\n"
               "plugin.",
    .min_arguments = 1,
    .max_arguments = 1,
    .run           = run,
};
