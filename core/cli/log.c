// log.c - what commands leave in the audit log; called when the change has been made.
#include "cli/log.h"

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
