// net_service.h - a worker's side of the broker: chela.net/1, and what connect.c asks with.
#ifndef CHELA_SANDBOX_NET_SERVICE_H
#define CHELA_SANDBOX_NET_SERVICE_H

#include "sandbox/link.h"
#include "sandbox/reach.h"

// A connected descriptor, close-on-exec and the caller's. `ret_why` gets the reason of a refusal.
// `call` 0: the host decides which one it is for.
chela_status
chela__net_ask(struct chela__link *link, uint64_t call, const char *host, int64_t port, int *ret_fd,
               char *ret_why, size_t size);
chela_status
chela__bus_ask(struct chela__link *link, uint64_t call, enum chela__bus bus, int *ret_fd,
               char *ret_why, size_t size);

#endif
