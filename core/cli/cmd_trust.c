// cmd_trust.c - `chela trust`: which keys the user trusts, and for what.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/keys.h"
#include "cli/log.h"
#include "cli/out.h"
#include "cli/trust_file.h"
#include "trust/trust.h"

static int
show(struct chela__cli *cli, const json_t *trust)
{
    size_t  i;
    json_t *entry;
    json_array_foreach(json_object_get(trust, "keys"), i, entry)
    {
        const char *name = chela__json_str(entry, "name");
        if (cli->json)
            (void)chela__out_json_take(cli, json_incref(entry));
        else
            chela__out_line(cli, "%s  %-8s %s", chela__json_str(entry, "key"),
                            chela__json_str(entry, "tier"), name ? name : "");
    }
    return CHELA__EXIT_DONE;
}

// Replaces the entry of the same key.
static chela_status
put_key(json_t *trust, const char *key, const char *tier, const char *name, struct chela_error *err)
{
    json_t *keys = json_object_get(trust, "keys");
    size_t  i;
    json_t *entry;
    json_array_foreach(keys, i, entry)
    {
        const char *known = chela__json_str(entry, "key");
        if (known && !strcmp(known, key)) {
            (void)json_array_remove(keys, i);
            break;
        }
    }
    if (!keys && json_object_set_new(trust, "keys", keys = json_array()))
        return chela__error_memory(err);
    const char *role = strcmp(tier, "reviewed") ? "publisher" : "store";
    entry =
        json_pack("{s:s, s:s, s:s, s:s*}", "key", key, "tier", tier, "role", role, "name", name);
    return json_array_append_new(keys, entry) ? chela__error_memory(err) : CHELA_OK;
}

static chela_status
trust_key(struct chela__cli *cli, json_t *trust, const char *tier, struct chela_error *err)
{
    unsigned char key[CHELA__KEY_BYTES];
    char          text[CHELA__KEY_TEXT];
    chela_status  status = chela__cli_key(chela__cli_argument(cli, 0), key, err);
    if (status < 0)
        return status;
    chela__key_text(key, text);
    status = put_key(trust, text, tier, chela__cli_option(cli, "name"), err);
    if (status == CHELA_OK)
        status = chela__trust_file_write(&cli->place, trust, err);
    if (status == CHELA_OK)
        status = chela__cli_log_take(&cli->place, "trust",
                                     json_pack("{s:s, s:s}", "key", text, "tier", tier), err);
    if (status == CHELA_OK && cli->json)
        return chela__out_json_take(cli, json_pack("{s:s, s:s}", "key", text, "tier", tier));
    if (status == CHELA_OK)
        chela__out_line(cli, "trusted %s as %s", text, tier);
    return status;
}

static int
run(struct chela__cli *cli)
{
    const char        *tier  = chela__cli_option(cli, "tier");
    json_t            *trust = NULL;
    struct chela_error err   = CHELA_ERROR_INIT;
    if (cli->count && (!tier || chela__tier_from_name(tier) < 0))
        return chela__cli_usage(cli, "trust: --tier is reviewed or sideload");
    chela_status status = chela__trust_file_read(&cli->place, &trust, &err);
    if (status == CHELA_OK && !cli->count) {
        int code = show(cli, trust);
        json_decref(trust);
        return code;
    }
    if (status == CHELA_OK)
        status = trust_key(cli, trust, tier, &err);
    json_decref(trust);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"tier", "TIER", "sideload: a publisher's key; reviewed: a store that vouches for others"},
    {"name", "TEXT", "whose key it is, for your own list"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_trust = {
    .name          = "trust",
    .summary       = "trust a key, or list the trusted ones",
    .usage         = "trust KEY|FILE.pub --tier sideload|reviewed [--name TEXT]\ntrust",
    .help          = "Keys of the tiers platform and vendor come from the image only.",
    .options       = options,
    .max_arguments = 1,
    .run           = run,
};
