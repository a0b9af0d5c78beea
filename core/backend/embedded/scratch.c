// scratch.c - a bump allocator; all that one request needs is freed in one step.
#include "backend/embedded/scratch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)256 * 1024)

struct chela__scratch_block {
    struct chela__scratch_block *next;
    size_t                       used, size;
    max_align_t                  bytes[];
};

void
chela__scratch_done(struct chela__scratch *arena)
{
    while (arena->blocks) {
        struct chela__scratch_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    arena->failed = false;
}

void
chela__scratch_reset(struct chela__scratch *arena)
{
    struct chela__scratch_block *kept = arena->blocks;
    if (kept) {
        arena->blocks = kept->next;
        chela__scratch_done(arena);
        kept->next    = NULL;
        kept->used    = 0;
        arena->blocks = kept;
    }
    arena->failed = false;
}

static struct chela__scratch_block *
block_for(struct chela__scratch *arena, size_t bytes)
{
    struct chela__scratch_block *block = arena->blocks;
    if (block && block->size - block->used >= bytes)
        return block;
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    block       = malloc(sizeof *block + size);
    if (!block)
        return NULL;
    *block        = (struct chela__scratch_block){.next = arena->blocks, .size = size};
    arena->blocks = block;
    return block;
}

void *
chela__scratch_get(struct chela__scratch *arena, size_t count, size_t size)
{
    const size_t unit = sizeof(max_align_t);
    if (size && count > (SIZE_MAX / 2 - unit) / size) {
        arena->failed = true;
        return NULL;
    }
    size_t                       bytes = (count * size + unit - 1) / unit * unit;
    struct chela__scratch_block *block = block_for(arena, bytes ? bytes : unit);
    if (!block) {
        arena->failed = true;
        return NULL;
    }
    void *memory = (char *)block->bytes + block->used;
    block->used += bytes;
    return memset(memory, 0, bytes);
}
