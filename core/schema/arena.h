// arena.h - memory that lives and dies with one compiled schema.
#ifndef CHELA_SCHEMA_ARENA_H
#define CHELA_SCHEMA_ARENA_H

#include <stddef.h>

struct arena_chunk;
struct arena {
    struct arena_chunk *chunks;
    size_t              used; // of the first chunk
};

// Zeroed and aligned for anything; NULL: out of memory.
void *
chela__arena_new(struct arena *arena, size_t size);

// A NUL-terminated copy.
char *
chela__arena_text(struct arena *arena, const char *text, size_t len);

void
chela__arena_done(struct arena *arena);

#endif
