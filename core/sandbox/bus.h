// bus.h - connections to a message bus that only carry what was declared: one xdg-dbus-proxy for
// each bus that a worker asks for.
#ifndef CHELA_SANDBOX_BUS_H
#define CHELA_SANDBOX_BUS_H

#include "base/loop.h"
#include "sandbox/reach.h"

#define CHELA__BUS_PROXY "xdg-dbus-proxy" // the program, and the Debian package that brings it

struct chela__bus_proxy;

// Starts `program` (NULL: where the package puts it); the loop goes on meanwhile. `reach` has rules
// for `bus`. CHELA_UNAVAILABLE with the reason when the program is not there.
chela_status
chela__bus_proxy_new(struct chela__loop *loop, const char *program,
                     const struct chela__reach *reach, enum chela__bus bus,
                     struct chela__bus_proxy **ret_proxy, struct chela_error *err);
// Ends it and every connection through it. NULL is allowed.
void
chela__bus_proxy_free(struct chela__bus_proxy *proxy);

// A connection as soon as it is up: `fd` is the receiver's; -1 with a reason. From the loop, once,
// unless the wait is cancelled or the proxy is freed.
typedef void (*chela__bus_connected)(void *user, int fd, const char *why);
struct chela__bus_wait;
chela_status
chela__bus_proxy_connect(struct chela__bus_proxy *proxy, chela__bus_connected done, void *user,
                         struct chela__bus_wait **ret_wait, struct chela_error *err);
void
chela__bus_wait_cancel(struct chela__bus_wait *wait);

// It has ended by itself: the next connection needs another one.
bool
chela__bus_proxy_is_gone(const struct chela__bus_proxy *proxy);

// Where the program is, or NULL. Static.
const char *
chela__bus_proxy_program(void);

#endif
