// arena.h - memory of one request: handed out in pieces, given back at once.
#ifndef CHELA_BACKEND_EMBEDDED_ARENA_H
#define CHELA_BACKEND_EMBEDDED_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct chela__arena {
    struct chela__arena_block *blocks; // newest first
    bool                       failed; // an allocation failed
};

void
chela__arena_done(struct chela__arena *arena);

// Keeps the newest block for the next request and forgets what was in it.
void
chela__arena_reset(struct chela__arena *arena);

// Zeroed memory, aligned for anything; NULL when there is none. Borrowed from the arena.
void *
chela__arena_get(struct chela__arena *arena, size_t count, size_t size);

#endif
