// serve.h - the loop behind a worker's socket.
#ifndef CHELA_SANDBOX_SERVE_H
#define CHELA_SANDBOX_SERVE_H

#include "sandbox/sandbox.h"

struct chela__link;

struct chela__serve_options {
    int      socket;
    int      so_fd; // taken
    uint32_t flags; // of the profile: which services there are
    size_t   calls; // how many run at once
    // In a process of its own: stage 2 follows the load. NULL inside the host.
    const struct chela__profile *profile;
    // Told of the link before any code of the plugin runs. May be NULL.
    void (*linked)(struct chela__link *link, uint32_t flags);
};

// From the LOAD frame to STOP or the end of the socket.
chela_status
chela__serve(const struct chela__serve_options *options, struct chela_error *err);

// The call whose handler runs in this thread; 0: none.
uint64_t
chela__serve_current_call(void);

#endif
