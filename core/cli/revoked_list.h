// revoked_list.h - signed lists of what is revoked, as `chela revoke --list` writes and takes them.
#ifndef CHELA_CLI_REVOKED_LIST_H
#define CHELA_CLI_REVOKED_LIST_H

#include <jansson.h>

#include "cli/place.h"
#include "trust/sigblock.h"

// The document of a list file, which this key or one that it was rotated from has signed; an empty
// one with the number 0 when there is no such file.
chela_status
chela__revoked_list_read(const char *path, const struct chela__key_pair *pair, json_t **ret_list,
                         struct chela_error *err);

// Raises its number, signs it and writes it.
chela_status
chela__revoked_list_write(const char *path, const struct chela__key_pair *pair, json_t *list,
                          struct chela_error *err);

// Puts a list file among those of this place; *ret_facts is for the audit log.
chela_status
chela__revoked_list_install(const struct chela__place *place, const char *path, json_t **ret_facts,
                            struct chela_error *err);

#endif
