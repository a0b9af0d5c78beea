// peer.h - the other end of a plugin: a worker process or a thread of the host, spoken to in
// frames.
#ifndef CHELA_CALL_PEER_H
#define CHELA_CALL_PEER_H

#include "base/loop.h"
#include "sandbox/sandbox.h"

struct chela__peer;

// Called in the loop's thread.
struct chela__peer_events {
    // `frame` is borrowed; a descriptor is taken by writing -1 over it.
    void (*frame)(void *user, struct chela__frame *frame);
    // Exactly once, the last that is heard of it. `is_clean`: it ended because it was asked to, or
    // by itself without a fault.
    void (*gone)(void *user, bool is_clean, const char *why);
    void *user;
};

// What a process needs beyond the profile. Borrowed during the call.
struct chela__peer_start {
    struct chela__loop             *loop;
    struct chela__spawner          *spawner; // NULL: a thread of this process
    const struct chela__profile    *profile;
    const struct chela__worker_env *env;
    int                             so_fd; // stays the caller's
    struct chela__peer_events       events;
};

chela_status
chela__peer_new(const struct chela__peer_start *start, struct chela__peer **ret_peer,
                struct chela_error *err);

// Never blocks: what does not fit into the socket waits, up to a limit at which the peer is killed.
chela_status
chela__peer_send(struct chela__peer *peer, const struct chela__frame *frame,
                 struct chela_error *err);

// gone() follows from the loop with this reason. A thread cannot be killed: it is left behind.
void
chela__peer_kill(struct chela__peer *peer, const char *why);

// Waits up to `wait_ms` for an end that was asked for, then kills; gone() is not called. Also for a
// peer that is gone. NULL is allowed.
void
chela__peer_free(struct chela__peer *peer, int wait_ms);

// Lets a process run on the core of the caller (see peer.c); for calls that somebody waits for.
void
chela__peer_place(struct chela__peer *peer, bool is_alone);

#endif
