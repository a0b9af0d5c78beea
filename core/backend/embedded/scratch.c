// scratch.c - a bump allocator; all that one request needs is freed in one step.
#include "backend/embedded/scratch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)256 * 1024)
#define SPARE_BLOCKS 16 // kept from one request to the next

struct chela__scratch_block {
    struct chela__scratch_block *next;
    size_t                       used, size;
    max_align_t                  bytes[];
};

static void
free_all(struct chela__scratch_block *blocks)
{
    while (blocks) {
        struct chela__scratch_block *next = blocks->next;
        free(blocks);
        blocks = next;
    }
}

void
chela__scratch_done(struct chela__scratch *arena)
{
    free_all(arena->blocks);
    free_all(arena->spare);
    *arena = (struct chela__scratch){0};
}

void
chela__scratch_reset(struct chela__scratch *arena)
{
    size_t kept = 0;
    while (arena->blocks) {
        struct chela__scratch_block *block = arena->blocks;
        arena->blocks                      = block->next;
        if (block->size > BLOCK_BYTES || ++kept > SPARE_BLOCKS) {
            free(block);
            continue;
        }
        block->used  = 0;
        block->next  = arena->spare;
        arena->spare = block;
    }
    arena->failed = false;
}

static struct chela__scratch_block *
new_block(struct chela__scratch *arena, size_t size)
{
    struct chela__scratch_block *block = arena->spare;
    if (block && size == BLOCK_BYTES) {
        arena->spare = block->next;
        return block;
    }
    block = malloc(sizeof *block + size);
    if (block)
        *block = (struct chela__scratch_block){.size = size};
    return block;
}

static struct chela__scratch_block *
block_for(struct chela__scratch *arena, size_t bytes)
{
    struct chela__scratch_block *block = arena->blocks;
    if (block && block->size - block->used >= bytes)
        return block;
    block = new_block(arena, bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES);
    if (!block)
        return NULL;
    block->next   = arena->blocks;
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

void
chela__scratch_shrink(struct chela__scratch *arena, const void *memory, size_t bytes)
{
    const size_t                 unit  = sizeof(max_align_t);
    struct chela__scratch_block *block = arena->blocks;
    size_t                       kept  = (bytes + unit - 1) / unit * unit;
    if (!block || !memory || (const char *)memory < (char *)block->bytes ||
        (const char *)memory >= (char *)block->bytes + block->used)
        return;
    size_t used = (size_t)((const char *)memory - (char *)block->bytes) + kept;
    block->used = used < block->used ? used : block->used;
}
