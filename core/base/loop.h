// loop.h - one epoll descriptor under everything of a host that waits: sockets, pidfds, timers.
//
// Single-threaded: all functions but chela__loop_post() belong to the thread that dispatches. A
// callback may remove any source, its own included; a removed source is never called again.
#ifndef CHELA_BASE_LOOP_H
#define CHELA_BASE_LOOP_H

#include <stdint.h>

#include "base/error.h"

struct chela__loop;
struct chela__source; // a registered descriptor, timer or task; owned by the loop

chela_status
chela__loop_new(struct chela__loop **ret_loop, struct chela_error *err);
// Posted work that has not run is dropped.
void
chela__loop_free(struct chela__loop *loop);

// Readable when chela__loop_dispatch() has something to do. Owned by the loop.
int
chela__loop_fd(const struct chela__loop *loop);

// Waits up to `timeout_ms` (0: not at all, -1: for ever) and runs what is due.
chela_status
chela__loop_dispatch(struct chela__loop *loop, int timeout_ms, struct chela_error *err);

// `events` as in epoll (EPOLLIN ...), level-triggered. The descriptor stays the caller's.
chela_status
chela__loop_add_fd(struct chela__loop *loop, int fd, uint32_t events,
                   void (*ready)(void *user, uint32_t events), void *user,
                   struct chela__source **ret_source, struct chela_error *err);
chela_status
chela__loop_set_events(struct chela__source *source, uint32_t events);

// Once, `after_ms` from now on the monotonic clock. The source is gone when `due` is called.
chela_status
chela__loop_add_timer(struct chela__loop *loop, int64_t after_ms, void (*due)(void *user),
                      void *user, struct chela__source **ret_source, struct chela_error *err);

// NULL is allowed.
void
chela__loop_remove(struct chela__source *source);

// Runs `work` once in the dispatching thread, in order. [any thread]
chela_status
chela__loop_post(struct chela__loop *loop, void (*work)(void *user), void *user);

#endif
