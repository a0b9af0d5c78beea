// forward.h - the network inside a program's sandbox: what it connects to on the loopback device
// goes through a connection that the host's broker made.
#ifndef CHELA_SANDBOX_FORWARD_H
#define CHELA_SANDBOX_FORWARD_H

#include <poll.h>

#include "sandbox/wire.h"

#define CHELA__FORWARD_TARGETS 64
#define CHELA__FORWARD_PAIRS 16
#define CHELA__FORWARD_FDS (CHELA__FORWARD_TARGETS + 2 * CHELA__FORWARD_PAIRS)

struct chela__forward;

// Listens for every target of the list ("HOST:PORT"), at the address that /etc/hosts has for it.
// `socket` leads to the host.
chela_status
chela__forward_new(char *targets, int socket, struct chela__forward **ret_forward);

// What to wait for; how many.
size_t
chela__forward_fill(struct chela__forward *forward, struct pollfd *fds);
// What came of it.
void
chela__forward_serve(struct chela__forward *forward, const struct pollfd *fds, size_t count);
// Reads the host's answers; ends the process when the host is gone.
void
chela__forward_receive(struct chela__forward *forward);

#endif
