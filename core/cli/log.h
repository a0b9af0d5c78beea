// log.h - what commands leave in the audit log: installs, removals, trust and revocation.
#ifndef CHELA_CLI_LOG_H
#define CHELA_CLI_LOG_H

#include <jansson.h>

#include "cli/place.h"
#include "package/store.h"

// Appends a signed line to the audit log of this place. Takes `facts`, also on failure; NULL is out
// of memory.
chela_status
chela__cli_log_take(const struct chela__place *place, const char *kind, json_t *facts,
                    struct chela_error *err);

// The same for a file that was not let in: what was tried, the file's digest and the first word of
// the reason ("unsigned", "altered"). Says nothing of other failures.
chela_status
chela__cli_log_refusal(const struct chela__place *place, const char *what, const char *path,
                       const struct chela_error *why, struct chela_error *err);

// The same for the version of a plugin that is in use now: id, version, tier, manifest's digest.
chela_status
chela__cli_log_plugin(const struct chela__place *place, struct chela__stores *stores,
                      const char *kind, const char *id, struct chela_error *err);

#endif
