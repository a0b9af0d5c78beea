// net.h - the service chela.net/1: connections that the host makes for a plugin.
//
//   const struct chela_net *net = call->runtime->service(call, CHELA_NET_SERVICE);
//   if (!net) ...    // not in "requires", or no "net:" and "dbus." entry in "sandbox"
//   status = net->connect(call, "example.org", 443, &fd);
//
// Ordinary libraries need none of this: in a worker, getaddrinfo(), socket() and connect() ask the
// host in the same way. Only what the manifest's sandbox names is connected to, over TCP; a name
// that leads to a private address is refused unless the manifest names that address. Strict C11 and
// C++17; nothing to link.
#ifndef CHELA_NET_H
#define CHELA_NET_H

#include <chela/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHELA_NET_SERVICE "chela.net/1"

// Which bus.
#define CHELA_BUS_SESSION 0
#define CHELA_BUS_SYSTEM 1

// All functions are [any], take the running call first and wait at most ten seconds; a cancelled
// call ends the wait. A refusal is logged with its reason. CHELA_DENIED: not declared, or a private
// address. CHELA_UNAVAILABLE: nobody answers there. CHELA_TIMEOUT. CHELA_BUSY: too many
// connections. CHELA_CANCELLED.
struct chela_net {
    uint32_t struct_size;
    uint32_t flags;

    // "net:HOST:PORT". The descriptor is a connected stream, blocking, close-on-exec; the plugin
    // closes it.
    chela_status (*connect)(struct chela_call *call, const char *host, int32_t port, int *ret_fd);

    // "dbus.session:..." and "dbus.system:...". A connection to a bus that carries what the
    // manifest names and nothing else, before authentication.
    chela_status (*bus)(struct chela_call *call, int32_t which, int *ret_fd);
};

#ifdef __cplusplus
}
#endif

#endif
