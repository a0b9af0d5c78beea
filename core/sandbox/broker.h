// broker.h - connections for those who may not make their own: checks what is asked for against
// what was declared, connects in the host and hands over the connected descriptor.
//
// All functions and callbacks belong to the loop's thread. Nothing here blocks.
#ifndef CHELA_SANDBOX_BROKER_H
#define CHELA_SANDBOX_BROKER_H

#include "base/loop.h"
#include "sandbox/reach.h"
#include "sandbox/resolve.h"

#define CHELA__CONNECT_MS 10000   // for name service and all addresses together
#define CHELA__CONNECTING_MAX 8   // under way, of one client
#define CHELA__CONNECTIONS_MAX 16 // open, of one client
#define CHELA__CONNECT_RATE 64    // attempts of one client in a window, refused ones included
#define CHELA__CONNECT_WINDOW_MS 10000

struct chela__broker_options {
    struct chela__loop *loop;
    chela__resolve_fn   resolve; // NULL: the system's name service
    void               *resolve_user;
    const char         *bus_program; // NULL: xdg-dbus-proxy where its package puts it
};

struct chela__broker;
chela_status
chela__broker_new(const struct chela__broker_options *options, struct chela__broker **ret_broker,
                  struct chela_error *err);
// After its clients. NULL is allowed.
void
chela__broker_free(struct chela__broker *broker);

// One worker or program, as the broker knows it.
struct chela__client;
// `reach` is borrowed for the life of the client.
chela_status
chela__client_new(struct chela__broker *broker, const struct chela__reach *reach,
                  struct chela__client **ret_client, struct chela_error *err);
// Drops what is under way without a word and ends its bus proxies. NULL is allowed.
void
chela__client_free(struct chela__client *client);

// What came of it. `fd` is -1 when it failed; take it by writing -1 over it, else it is closed.
// `text`: the address that it is connected to, or why not, in a sentence. Borrowed.
struct chela__connected {
    chela_status status;
    int          fd;
    const char  *text;
};
typedef void (*chela__connect_done)(void *user, struct chela__connected *connected);

struct chela__connecting; // one attempt

// done() comes from the loop, once, unless cancelled. What is not declared, and what is too much,
// is refused here at once (CHELA_DENIED, CHELA_BUSY), with the reason.
chela_status
chela__client_connect(struct chela__client *client, const char *host, int64_t port,
                      chela__connect_done done, void *user, struct chela__connecting **ret_attempt,
                      struct chela_error *err);
chela_status
chela__client_bus(struct chela__client *client, enum chela__bus bus, chela__connect_done done,
                  void *user, struct chela__connecting **ret_attempt, struct chela_error *err);
void
chela__connecting_cancel(struct chela__connecting *attempt);

#endif
