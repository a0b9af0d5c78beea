// trust_file.h - the user's trust.json, as `chela trust` and `chela revoke` change it.
#ifndef CHELA_CLI_TRUST_FILE_H
#define CHELA_CLI_TRUST_FILE_H

#include <jansson.h>

#include "cli/cli.h"

// {"trust": 1, "keys": [], "revoked": {}} when there is none yet.
chela_status
chela__trust_file_read(const struct chela__place *place, json_t **ret_trust,
                       struct chela_error *err);

// Refuses a document that a keyring would refuse; writes it else.
chela_status
chela__trust_file_write(const struct chela__place *place, const json_t *trust,
                        struct chela_error *err);

#endif
