// bus_auth.h - both sides of D-Bus's authentication, a line at a time over bytes in memory.
//
// A worker has another uid than the host, or none that the bus knows, and sd-bus sends all its
// lines at once, which xdg-dbus-proxy does not understand. So the host logs in at the bus itself,
// and answers the worker's library itself.
#ifndef CHELA_SANDBOX_BUS_AUTH_H
#define CHELA_SANDBOX_BUS_AUTH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

#define CHELA__BUS_GUID 33    // hex digits and NUL
#define CHELA__BUS_LINE 512   // bytes of a line
#define CHELA__BUS_LINES 4096 // and of all of them

// One side's state. All zero before the first byte.
struct chela__bus_auth {
    char   line[CHELA__BUS_LINE];
    size_t len;  // of what `line` has
    size_t seen; // bytes in all
    int    step;
    bool   is_done;
    char   guid[CHELA__BUS_GUID]; // of the bus; the host's side learns it
};

// Logging in: what to send first goes to `out`; then what came is fed in, and what it wants sent is
// added to `out`. Each returns CHELA_INVALID for what is not the protocol. After is_done nothing
// comes before the first message is sent.
chela_status
chela__bus_login_start(struct chela__bus_auth *auth, struct chela__buffer *out);
chela_status
chela__bus_login_feed(struct chela__bus_auth *auth, const char *data, size_t len,
                      struct chela__buffer *out);

// Answering a library, whoever it says it is. `ret_used`: how much of `data` belonged to it; the
// rest follows the end of the authentication.
chela_status
chela__bus_welcome_feed(struct chela__bus_auth *auth, const char *data, size_t len,
                        struct chela__buffer *out, size_t *ret_used);

#endif
