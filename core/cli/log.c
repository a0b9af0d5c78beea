// log.c - what commands leave in the audit log; called when the change has been made.
#include "cli/log.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "package/tree.h"
#include "state/state.h"

chela_status
chela__cli_log_take(const struct chela__place *place, const char *kind, json_t *facts,
                    struct chela_error *err)
{
    struct chela__state *state = NULL;
    chela_status status = facts ? chela__state_open(place->data, chela__clock_system(), &state, err)
                                : chela__error_memory(err);
    if (status >= 0)
        status = chela__audit_write(state, kind, facts, true, err);
    if (status < 0)
        chela__error_prefix(err, "it is done, but could not be logged");
    chela__state_close(state);
    json_decref(facts);
    return status;
}

// "FILE: signed by a stranger: key ...": up to the next colon.
static void
first_words(const struct chela_error *why, const char *path, char ret_text[64])
{
    const char *text = why->text;
    size_t      len  = strlen(path);
    if (!strncmp(text, path, len) && !strncmp(text + len, ": ", 2))
        text += len + 2;
    (void)snprintf(ret_text, 64, "%.*s", (int)strcspn(text, ":"), text);
}

chela_status
chela__cli_log_refusal(const struct chela__place *place, const char *what, const char *path,
                       const struct chela_error *why, struct chela_error *err)
{
    unsigned char digest[CHELA__DIGEST_BYTES];
    char          text[CHELA__DIGEST_TEXT], words[64], *data = NULL;
    size_t        len = 0;
    if (why->status != CHELA_UNTRUSTED)
        return CHELA_OK;
    chela_status status =
        chela__file_read(AT_FDCWD, path, CHELA__PACKAGE_MAX_BYTES, &data, &len, err);
    if (status < 0)
        return status;
    chela__digest(data, len, digest);
    free(data);
    chela__digest_text(digest, text);
    first_words(why, path, words);
    return chela__cli_log_take(
        place, "refusal", json_pack("{s:s, s:s, s:s}", "what", what, "file", text, "reason", words),
        err);
}

chela_status
chela__cli_log_plugin(const struct chela__place *place, struct chela__stores *stores,
                      const char *kind, const char *id, struct chela_error *err)
{
    struct chela__loadable loadable;
    chela_status           status = chela__store_load(stores, id, NULL, &loadable, err);
    if (status < 0)
        return status;
    const struct chela__manifest *plugin = loadable.manifest;
    json_t *facts = json_pack("{s:s, s:s, s:s, s:s}", "id", id, "version", plugin->version, "tier",
                              chela__tier_name(plugin->tier), "digest", plugin->digest);
    chela__loadable_done(&loadable);
    return chela__cli_log_take(place, kind, facts, err);
}
