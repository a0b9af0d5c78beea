// scratch.h - memory of one request: handed out in pieces, given back at once.
#ifndef CHELA_BACKEND_EMBEDDED_SCRATCH_H
#define CHELA_BACKEND_EMBEDDED_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

struct chela__scratch {
    struct chela__scratch_block *blocks; // newest first
    struct chela__scratch_block *spare;  // of the request before
    bool                         failed; // an allocation failed
};

void
chela__scratch_done(struct chela__scratch *arena);

// Keeps blocks for the next request and forgets what was in them.
void
chela__scratch_reset(struct chela__scratch *arena);

// Zeroed memory, aligned for anything; NULL when there is none. Borrowed from the arena.
void *
chela__scratch_get(struct chela__scratch *arena, size_t count, size_t size);

// Gives back all but the first `bytes` of what was got last.
void
chela__scratch_shrink(struct chela__scratch *arena, const void *memory, size_t bytes);

#endif
