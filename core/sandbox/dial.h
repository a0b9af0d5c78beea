// dial.h - a TCP connection to the first of several addresses that answers, without blocking.
#ifndef CHELA_SANDBOX_DIAL_H
#define CHELA_SANDBOX_DIAL_H

#include "sandbox/resolve.h"

struct chela__dial;

// `fd` is connected, blocking and close-on-exec, and the receiver's; -1 with an errno value.
// `address` is what it is connected to. From the loop, once, unless cancelled.
typedef void (*chela__dialled)(void *user, int fd, const struct chela__address *address, int error);

chela_status
chela__dial_start(struct chela__loop *loop, const struct chela__addresses *addresses, uint16_t port,
                  int64_t timeout_ms, chela__dialled done, void *user,
                  struct chela__dial **ret_dial, struct chela_error *err);
void
chela__dial_cancel(struct chela__dial *dial);

#endif
