// relay.h - a library in a worker on one side, an authenticated bus connection on the other.
#ifndef CHELA_SANDBOX_RELAY_H
#define CHELA_SANDBOX_RELAY_H

#include "base/loop.h"
#include "sandbox/bus_auth.h"

struct chela__relay;

// Takes `bus_fd`, on which messages come next; `ret_fd` is for the library, which authenticates
// first. gone(): both sides are closed, once, from the loop.
chela_status
chela__relay_new(struct chela__loop *loop, int bus_fd, const char guid[CHELA__BUS_GUID],
                 void (*gone)(void *user), void *user, struct chela__relay **ret_relay, int *ret_fd,
                 struct chela_error *err);
// Also after gone(). NULL is allowed.
void
chela__relay_free(struct chela__relay *relay);

#endif
