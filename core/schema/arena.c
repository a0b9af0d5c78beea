// arena.c - memory that lives and dies with one compiled schema; called by everything that
// compiles.
#include "schema/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE 4000 // with malloc's own words just under a page

struct arena_chunk {
    struct arena_chunk *next;
    size_t              size;
    alignas(max_align_t) char data[];
};

void *
chela__arena_new(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + align - 1) / align * align;
    if (!arena->chunks || arena->chunks->size - arena->used < size) {
        size_t              room  = size > CHUNK_SIZE ? size : CHUNK_SIZE;
        struct arena_chunk *chunk = calloc(1, sizeof(*chunk) + room);
        if (!chunk)
            return NULL;
        chunk->next   = arena->chunks;
        chunk->size   = room;
        arena->chunks = chunk;
        arena->used   = 0;
    }
    void *memory = arena->chunks->data + arena->used;
    arena->used += size;
    return memory;
}

char *
chela__arena_text(struct arena *arena, const char *text, size_t len)
{
    char *copy = chela__arena_new(arena, len + 1);
    if (copy)
        memcpy(copy, text, len);
    return copy;
}

void
chela__arena_done(struct arena *arena)
{
    while (arena->chunks) {
        struct arena_chunk *next = arena->chunks->next;
        free(arena->chunks);
        arena->chunks = next;
    }
}
