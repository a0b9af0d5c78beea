// connect.h - what ordinary libraries find under the names of libc in chela-worker.
#ifndef CHELA_SANDBOX_CONNECT_H
#define CHELA_SANDBOX_CONNECT_H

#include "sandbox/link.h"

// From now on socket(), connect() and getaddrinfo() ask the host over `link`, as far as the
// profile's flags say so. Called once, before any code of the plugin.
void
chela__connect_through(struct chela__link *link, uint32_t profile_flags);

#endif
