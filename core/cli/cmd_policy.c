// cmd_policy.c - `chela policy check`: whether an image's policy can be read, and its keys.
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/installed.h"
#include "cli/out.h"
#include "policy/policy.h"

static chela_status
check(const json_t *policy, struct chela_error *err)
{
    struct chela__policy  *read   = NULL;
    struct chela__keyring *ring   = NULL;
    chela_status           status = chela__policy_new(policy, &read, err);
    if (status == CHELA_OK)
        status = chela__keyring_new(&ring, err);
    if (status == CHELA_OK)
        status = chela__keyring_add_policy(ring, policy, err);
    chela__keyring_free(ring);
    chela__policy_free(read);
    return status;
}

static int
run(struct chela__cli *cli)
{
    struct chela_error err    = CHELA_ERROR_INIT;
    json_t            *policy = NULL;
    const char        *file   = chela__cli_argument(cli, 1);
    if (strcmp(chela__cli_argument(cli, 0), "check") != 0)
        return chela__cli_usage(cli, "policy: expected check");
    char *path = file ? strdup(file) : chela__path(cli->place.image, "policy.json");
    if (!path)
        return chela__cli_exit(CHELA_NO_MEMORY);
    chela_status status = chela__cli_document_read(path, &policy, &err);
    if (status == CHELA_OK && !policy)
        status = chela__error(&err, CHELA_NOT_FOUND, "%s: there is no such file", path);
    if (status == CHELA_OK) {
        status = check(policy, &err);
        if (status < 0)
            chela__error_prefix(&err, "%s", path);
    }
    size_t keys = json_array_size(json_object_get(policy, "keys"));
    if (status == CHELA_OK && cli->json)
        status = chela__out_json_take(
            cli, json_pack("{s:s, s:I}", "policy", path, "keys", (json_int_t)keys));
    else if (status == CHELA_OK)
        chela__out_line(cli, "%s can be used; it has %zu keys", path, keys);
    json_decref(policy);
    free(path);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

const struct chela__command chela__cmd_policy = {
    .name    = "policy",
    .summary = "check an OEM's policy",
    .usage   = "policy check [FILE]",
    .help    = "Reads FILE, or the image's policy.json, strictly and names what is wrong in it.",
    .min_arguments = 1,
    .max_arguments = 2,
    .run           = run,
};
