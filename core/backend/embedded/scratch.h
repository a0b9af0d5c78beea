// scratch.h - memory of one request: handed out in pieces, given back at once.
#ifndef CHELA_BACKEND_EMBEDDED_SCRATCH_H
#define CHELA_BACKEND_EMBEDDED_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

struct chela__scratch {
    struct chela__scratch_block *blocks; // newest first
    bool                         failed; // an allocation failed
};

void
chela__scratch_done(struct chela__scratch *arena);

// Keeps the newest block for the next request and forgets what was in it.
void
chela__scratch_reset(struct chela__scratch *arena);

// Zeroed memory, aligned for anything; NULL when there is none. Borrowed from the arena.
void *
chela__scratch_get(struct chela__scratch *arena, size_t count, size_t size);

#endif
