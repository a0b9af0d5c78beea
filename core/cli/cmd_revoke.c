// cmd_revoke.c - `chela revoke`: keys, packages and versions that must not be used any more.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/installed.h"
#include "cli/keys.h"
#include "cli/log.h"
#include "cli/out.h"
#include "cli/revoked_list.h"
#include "cli/trust_file.h"
#include "package/manifest.h"
#include "policy/policy.h"

// The array revoked/KIND of the document, made when it is missing.
static json_t *
list_of(json_t *trust, const char *kind)
{
    json_t *revoked = json_object_get(trust, "revoked");
    if (!revoked && json_object_set_new(trust, "revoked", revoked = json_object()))
        return NULL;
    json_t *list = json_object_get(revoked, kind);
    if (!list && json_object_set_new(revoked, kind, list = json_array()))
        return NULL;
    return list;
}

// *ret_facts: the same for the audit log.
static chela_status
add(json_t *trust, const char *kind, json_t *value, json_t **ret_facts, struct chela_error *err)
{
    *ret_facts = json_pack("{s:s, s:O}", "list", kind, "entry", value);
    return json_array_append_new(list_of(trust, kind), value) ? chela__error_memory(err) : CHELA_OK;
}

// A key, a package's digest or, with --below, a plugin's id.
static chela_status
revoke(struct chela__cli *cli, json_t *trust, json_t **ret_facts, struct chela_error *err)
{
    const char   *what  = chela__cli_argument(cli, 0);
    const char   *from  = chela__cli_option(cli, "from");
    const char   *below = chela__cli_option(cli, "below");
    unsigned char key[CHELA__KEY_BYTES];
    char          text[CHELA__KEY_TEXT];
    if (below && chela__plugin_id_valid(what))
        return add(trust, "versions",
                   json_pack("{s:s, s:s*, s:s}", "id", what, "from", from, "below", below),
                   ret_facts, err);
    if (strlen(what) == CHELA__DIGEST_TEXT - 1)
        return add(trust, "packages", json_string(what), ret_facts, err);
    chela_status status = chela__cli_key(what, key, err);
    if (status < 0)
        return status;
    chela__key_text(key, text);
    return add(trust, "keys", json_string(text), ret_facts, err);
}

// ---- where it is written down ----

// An OEM's policy, from which the next image is laid.
static chela_status
revoke_in_policy(struct chela__cli *cli, const char *path, struct chela_error *err)
{
    json_t               *policy = NULL, *facts = NULL;
    struct chela__policy *checked = NULL;
    chela_status          status  = chela__cli_document_read(path, &policy, err);
    if (status == CHELA_OK && !policy)
        return chela__error(err, CHELA_NOT_FOUND, "%s: there is no such file", path);
    if (status == CHELA_OK)
        status = chela__policy_new(policy, &checked, err);
    chela__policy_free(checked);
    checked = NULL;
    if (status == CHELA_OK)
        status = revoke(cli, policy, &facts, err);
    if (status == CHELA_OK)
        status = chela__policy_new(policy, &checked, err); // what was added may be wrong
    if (status == CHELA_OK)
        status = chela__cli_document_write(path, policy, err);
    chela__policy_free(checked);
    json_decref(facts);
    json_decref(policy);
    return status;
}

static chela_status
revoke_for_user(struct chela__cli *cli, struct chela_error *err)
{
    json_t      *trust = NULL, *facts = NULL;
    chela_status status = chela__trust_file_read(&cli->place, &trust, err);
    if (status == CHELA_OK)
        status = revoke(cli, trust, &facts, err);
    if (status == CHELA_OK)
        status = chela__trust_file_write(&cli->place, trust, err);
    if (status == CHELA_OK)
        status = chela__cli_log_take(&cli->place, "revoke", json_incref(facts), err);
    json_decref(facts);
    json_decref(trust);
    return status;
}

// A list that a store or a maker signs and hands on.
static chela_status
revoke_in_list(struct chela__cli *cli, const char *path, const char *key, struct chela_error *err)
{
    struct chela__key_pair pair = {.rotation_count = 0};
    json_t                *list = NULL, *facts = NULL;
    chela_status           status = chela__cli_key_pair(key, &pair, err);
    if (status == CHELA_OK)
        status = chela__revoked_list_read(path, &pair, &list, err);
    if (status == CHELA_OK)
        status = revoke(cli, list, &facts, err);
    if (status == CHELA_OK)
        status = chela__revoked_list_write(path, &pair, list, err);
    chela__key_pair_done(&pair);
    json_decref(facts);
    json_decref(list);
    return status;
}

// What a store or a maker has signed.
static chela_status
take_list(struct chela__cli *cli, const char *path, struct chela_error *err)
{
    struct chela_error ignored = CHELA_ERROR_INIT; // the refusal is what has to be said
    json_t            *facts   = NULL;
    chela_status       status  = chela__revoked_list_install(&cli->place, path, &facts, err);
    if (status < 0)
        (void)chela__cli_log_refusal(&cli->place, "list", path, err, &ignored);
    else
        status = chela__cli_log_take(&cli->place, "revoke", facts, err);
    return status;
}

static chela_status
revoke_somewhere(struct chela__cli *cli, struct chela_error *err)
{
    const char *policy = chela__cli_option(cli, "policy");
    const char *list   = chela__cli_option(cli, "list");
    if (list && !cli->count)
        return take_list(cli, list, err);
    if (list)
        return revoke_in_list(cli, list, chela__cli_option(cli, "key"), err);
    return policy ? revoke_in_policy(cli, policy, err) : revoke_for_user(cli, err);
}

static int
run(struct chela__cli *cli)
{
    const char        *list = chela__cli_option(cli, "list");
    struct chela_error err  = CHELA_ERROR_INIT;
    if (!list && !cli->count)
        return chela__cli_usage(cli, "revoke: too few arguments");
    if (list && cli->count && !chela__cli_option(cli, "key"))
        return chela__cli_usage(cli, "revoke: --list needs the --key that signs it");
    if (revoke_somewhere(cli, &err) < 0)
        return chela__cli_fail(cli, &err);
    const char *what = cli->count ? cli->arguments[0] : list;
    if (cli->json)
        return chela__cli_exit(chela__out_json_take(cli, json_pack("{s:s}", "revoked", what)));
    chela__out_line(cli, cli->count ? "revoked %s" : "what %s lists is revoked", what);
    return CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"below", "VERSION", "versions of a plugin below this one"},
    {"from", "VERSION", "and not below this one"},
    {"policy", "FILE", "write it into an OEM's policy instead of your own trust file"},
    {"list", "FILE", "write it into a list that --key signs; alone: take such a list over"},
    {"key", "FILE", "the secret key of a store or of the platform"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_revoke = {
    .name    = "revoke",
    .summary = "never use a key, a package or old versions again",
    .usage   = "revoke KEY|FILE.pub\nrevoke DIGEST\nrevoke ID [--from VERSION] --below VERSION\n"
               "revoke ... --policy FILE\nrevoke ... --list FILE --key K\nrevoke --list FILE",
    .help    = "What is revoked is refused at install and at load, and ends where it runs. DIGEST\n"
               "is what chela inspect shows of a package. Each change of a list raises its number;\n"
               "a device takes over no list whose number is not above the one it knows.",
    .options = options,
    .max_arguments = 1,
    .run           = run,
};
