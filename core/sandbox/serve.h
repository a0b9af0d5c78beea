// serve.h - the loop behind a worker's socket.
#ifndef CHELA_SANDBOX_SERVE_H
#define CHELA_SANDBOX_SERVE_H

#include "sandbox/sandbox.h"

// From the LOAD frame to STOP or the end of the socket. `so_fd` is taken. `profile`: stage 2
// follows the load; NULL inside the host. `calls`: how many run at once.
chela_status
chela__serve(int socket, int so_fd, const struct chela__profile *profile, size_t calls,
             struct chela_error *err);

#endif
