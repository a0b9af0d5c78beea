// reach.h - what a plugin may connect to: the net: and dbus entries of its manifest's sandbox, with
// the settings filled in.
#ifndef CHELA_SANDBOX_REACH_H
#define CHELA_SANDBOX_REACH_H

#include <jansson.h>

#include "base/error.h"
#include "sandbox/address.h"

#define CHELA__REACH_MAX 64 // targets, and rules of a bus

enum chela__bus { CHELA__BUS_SESSION, CHELA__BUS_SYSTEM, CHELA__BUS_COUNT };

struct chela__target {
    char     host[CHELA__HOST_SIZE]; // in normal form
    uint16_t port;
    bool     is_literal;     // an address, or the name "localhost"
    bool     may_be_private; // a name that policy lets lead into private ranges
};

struct chela__reach {
    struct chela__target targets[CHELA__REACH_MAX];
    size_t               target_count;
    // As xdg-dbus-proxy takes them: "--talk=NAME" or "--call=NAME=IFACE.METHOD". Owned.
    char  *rules[CHELA__BUS_COUNT][CHELA__REACH_MAX];
    size_t rule_count[CHELA__BUS_COUNT];
};

// NULL when `sandbox` names neither network nor bus. A setting that is empty or absent opens
// nothing; one that is no host or port is refused.
chela_status
chela__reach_derive(const json_t *sandbox, const json_t *config, struct chela__reach **ret_reach,
                    struct chela_error *err);
void
chela__reach_free(struct chela__reach *reach);

// The declared target that this is, or NULL. `host` in any form.
const struct chela__target *
chela__reach_find(const struct chela__reach *reach, const char *host, int64_t port);

// May a connection to this target go to this address? An address that was declared as such may be
// anybody's; a name may lead to global addresses only, unless policy says otherwise.
bool
chela__target_allows(const struct chela__target *target, const struct chela__address *address);

#endif
