// cmd_list.c - `chela list`: what is installed, straight from the index.
#include <string.h>

#include "cli/commands.h"
#include "cli/installed.h"
#include "cli/out.h"

static json_t *
text_json(struct chela_text text)
{
    return json_stringn(text.data, text.len);
}

static chela_status
print_json(const struct chela__cli *cli, const struct chela__entry *entry)
{
    return chela__out_json_take(
        cli, json_pack("{s:o, s:o, s:o, s:s, s:s, s:o}", "capability", text_json(entry->name),
                       "plugin", text_json(entry->plugin), "version", text_json(entry->version),
                       "tier", chela__tier_name(entry->tier), "effect",
                       chela__effect_name(entry->effect), "summary", text_json(entry->summary)));
}

static void
print_plugin(const struct chela__cli *cli, const struct chela__plugin_entry *plugin)
{
    chela__out_line(cli, "%s%.*s%s %.*s (%s)", chela__out_style(cli, CHELA__BOLD),
                    (int)plugin->id.len, plugin->id.data, chela__out_style(cli, CHELA__PLAIN),
                    (int)plugin->version.len, plugin->version.data, chela__tier_name(plugin->tier));
}

static chela_status
print_plugin_entries(const struct chela__cli *cli, const struct chela__catalog *catalog,
                     const struct chela__plugin_entry *plugin, struct chela_error *err)
{
    struct chela__entry entry;
    if (!cli->json)
        print_plugin(cli, plugin);
    for (size_t i = plugin->first; i < plugin->first + plugin->count; i++) {
        chela_status status = chela__catalog_entry(catalog, i, cli->lang, &entry, err);
        if (status < 0)
            return status;
        if (entry.is_reserved)
            continue;
        if (cli->json)
            status = print_json(cli, &entry);
        else
            chela__out_line(cli, "  %-24.*s %.*s", (int)entry.name.len, entry.name.data,
                            (int)entry.summary.len, entry.summary.data);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

static int
run(struct chela__cli *cli)
{
    struct chela__catalog *catalog = NULL;
    struct chela_error     err     = CHELA_ERROR_INIT;
    chela_status           status  = chela__cli_catalog_open(&cli->place, &catalog, &err);
    size_t                 count   = status == CHELA_OK ? chela__catalog_plugin_count(catalog) : 0;
    for (size_t i = 0; i < count && status == CHELA_OK; i++) {
        struct chela__plugin_entry plugin;
        status = chela__catalog_plugin(catalog, i, cli->lang, &plugin, &err);
        if (status == CHELA_OK)
            status = print_plugin_entries(cli, catalog, &plugin, &err);
    }
    chela__catalog_free(catalog);
    if (status < 0)
        return chela__cli_fail(cli, &err);
    if (!count && !cli->json)
        chela__out_note(cli, "nothing is installed");
    return CHELA__EXIT_DONE;
}

const struct chela__command chela__cmd_list = {
    .name    = "list",
    .summary = "list plugins and their capabilities",
    .usage   = "list",
    .help    = "Lists what is installed in the image and by you. Loads no plugin.",
    .run     = run,
};
