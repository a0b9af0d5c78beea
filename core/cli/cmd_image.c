// cmd_image.c - `chela image`: an OEM's image from a policy, keys and signed packages; `chela
// index`.
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/installed.h"
#include "cli/keys.h"
#include "cli/out.h"
#include "package/image.h"
#include "policy/policy.h"
#include "trust/list.h"

// Keys that the command line names, in the order of the options below.
static const struct {
    const char *option, *tier, *role;
} key_options[] = {{"platform", "platform", "publisher"},
                   {"vendor", "vendor", "publisher"},
                   {"vendor-store", "vendor", "store"},
                   {"reviewed-store", "reviewed", "store"}};

static chela_status
add_keys(struct chela__cli *cli, json_t *policy, struct chela_error *err)
{
    json_t *keys = json_object_get(policy, "keys");
    if (!keys && json_object_set_new(policy, "keys", keys = json_array()))
        return chela__error_memory(err);
    for (size_t i = 0; i < sizeof key_options / sizeof *key_options; i++) {
        unsigned char key[CHELA__KEY_BYTES];
        char          text[CHELA__KEY_TEXT];
        const char   *named = chela__cli_option(cli, key_options[i].option);
        if (!named)
            continue;
        chela_status status = chela__cli_key(named, key, err);
        if (status < 0)
            return status;
        chela__key_text(key, text);
        if (json_array_append_new(keys,
                                  json_pack("{s:s, s:s, s:s}", "key", text, "tier",
                                            key_options[i].tier, "role", key_options[i].role)))
            return chela__error_memory(err);
    }
    return CHELA_OK;
}

// The given policy, or the least there can be, with the given keys.
static chela_status
make_policy(struct chela__cli *cli, json_t **ret_policy, struct chela_error *err)
{
    const char           *file    = chela__cli_option(cli, "policy");
    json_t               *policy  = NULL;
    struct chela__policy *checked = NULL;
    chela_status          status  = CHELA_OK;
    if (file) {
        status = chela__cli_document_read(file, &policy, err);
        if (status == CHELA_OK && !policy)
            status = chela__error(err, CHELA_NOT_FOUND, "%s: there is no such file", file);
    } else {
        policy = json_pack("{s:i}", "policy", 1);
        status = policy ? CHELA_OK : chela__error_memory(err);
    }
    if (status == CHELA_OK)
        status = add_keys(cli, policy, err);
    if (status == CHELA_OK)
        status = chela__policy_new(policy, &checked, err);
    chela__policy_free(checked);
    if (status < 0)
        json_decref(policy);
    else
        *ret_policy = policy;
    return status;
}

// Written only when it changed, so that an unchanged image keeps its index.
static chela_status
write_policy(const char *folder, const json_t *policy, struct chela_error *err)
{
    json_t *before = NULL;
    char   *path   = chela__path(folder, "policy.json");
    if (!path)
        return chela__error_memory(err);
    chela_status status = chela__cli_document_read(path, &before, err);
    if (status == CHELA_OK && !json_equal(before, policy))
        status = chela__cli_document_write(path, policy, err);
    json_decref(before);
    free(path);
    return status;
}

// The lists that are there, and the new one.
static chela_status
put_list(struct chela__cli *cli, struct chela__keyring *ring, const char *folder,
         struct chela_error *err)
{
    const char  *file   = chela__cli_option(cli, "revoked");
    char        *text   = NULL;
    size_t       len    = 0;
    json_t      *facts  = NULL;
    chela_status status = chela__keyring_add_list_file(ring, folder, err);
    if (status < 0 || !file)
        return status;
    status = chela__file_read(AT_FDCWD, file, CHELA__LISTS_MAX_BYTES, &text, &len, err);
    if (status == CHELA_OK)
        status = chela__list_install(ring, folder, text, len, &facts, err);
    if (status < 0)
        chela__error_prefix(err, "%s", file);
    if (status == CHELA_OK)
        status = chela__keyring_add_lists(ring, text, len, err);
    json_decref(facts);
    free(text);
    return status;
}

static int
lay(struct chela__cli *cli, struct chela__keyring *ring, const char *store)
{
    int code = CHELA__EXIT_DONE;
    for (uint32_t i = 1; i < cli->count; i++) {
        struct chela_error err = CHELA_ERROR_INIT;
        char              *id  = NULL;
        if (chela__image_put(store, ring, cli->arguments[i], &id, &err) < 0)
            code = chela__cli_fail(cli, &err);
        else if (!cli->json)
            chela__out_note(cli, "%s", id);
        free(id);
    }
    return code;
}

// An image is read by everyone; folders are made for their owner alone.
static int
open_folder(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)walk;
    return kind == FTW_D ? chmod(path, 0755) : 0;
}

static int
run_image(struct chela__cli *cli)
{
    const char            *folder = chela__cli_argument(cli, 0);
    char                  *store  = chela__path(folder, "store");
    json_t                *policy = NULL;
    struct chela__keyring *ring   = NULL;
    struct chela_error     err    = CHELA_ERROR_INIT;
    int                    code   = CHELA__EXIT_DONE;
    chela_status           status = store ? CHELA_OK : chela__error_memory(&err);
    if (status == CHELA_OK)
        status = make_policy(cli, &policy, &err);
    if (status == CHELA_OK)
        status = chela__keyring_new(&ring, &err);
    if (status == CHELA_OK)
        status = chela__keyring_add_policy(ring, policy, &err);
    if (status == CHELA_OK)
        status = write_policy(folder, policy, &err);
    if (status == CHELA_OK)
        status = put_list(cli, ring, folder, &err);
    code = status < 0 ? chela__cli_fail(cli, &err) : lay(cli, ring, store);
    if (code == CHELA__EXIT_DONE && nftw(folder, open_folder, 16, FTW_PHYS))
        code = CHELA__EXIT_FAILED;
    chela__keyring_free(ring);
    json_decref(policy);
    free(store);
    return code;
}

static const struct chela__option options[] = {
    {"policy", "FILE", "the policy; else one that has nothing but the keys"},
    {"platform", "KEY", "a platform key"},
    {"vendor", "KEY", "a publisher's key of tier vendor"},
    {"vendor-store", "KEY", "the store's key of tier vendor"},
    {"reviewed-store", "KEY", "a store's key of tier reviewed"},
    {"revoked", "FILE", "a signed list of what is revoked"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_image = {
    .name    = "image",
    .summary = "lay an OEM's image: policy, keys and packages",
    .usage =
        "image DIR [--policy FILE] [--platform KEY] [--vendor KEY] [--vendor-store KEY] FILE...",
    .help =
        "Writes DIR/policy.json and DIR/revoked.list and puts the packages into DIR/store, each\n"
        "in the place of the version that is there. KEY is a key or the file that has it. What\n"
        "has not changed is not written.",
    .options       = options,
    .min_arguments = 1,
    .max_arguments = CHELA__ANY_NUMBER,
    .run           = run_image,
};
