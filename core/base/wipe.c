// wipe.c - see wipe.h.
#include "base/wipe.h"

#include <jansson.h>
#include <malloc.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#undef free
#undef realloc

#define STACK_MOST ((size_t)1024 * 1024) // nothing of core goes deeper
#define STACK_PIECE ((size_t)1024)

void
chela__wipe_free(void *memory)
{
    if (memory)
        explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

void *
chela__wipe_realloc(void *memory, size_t size)
{
    size_t before = memory ? malloc_usable_size(memory) : 0;
    if (memory && size && size <= before)
        return memory;
    void *larger = malloc(size);
    if (!larger)
        return NULL;
    if (memory)
        memcpy(larger, memory, before < size ? before : size);
    chela__wipe_free(memory);
    return larger;
}

void
chela__wipe_json(void)
{
    json_malloc_t given_malloc;
    json_free_t   given_free;
    json_get_alloc_funcs(&given_malloc, &given_free);
    if (given_malloc == malloc && given_free == free)
        json_set_alloc_funcs(malloc, chela__wipe_free);
}

// How much of the stack below here finished calls may have used: what was never touched has no
// page.
static size_t
used_below(void *here)
{
    uintptr_t     page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t     at   = (uintptr_t)here & ~(page - 1);
    unsigned char is_there;
    size_t        used = 0;
    while (used < STACK_MOST && mincore((void *)(at - page), page, &is_there) == 0 &&
           (is_there & 1)) {
        at -= page;
        used += page;
    }
    return used;
}

// One piece a frame, so that the frames lie side by side over all that was used.
static __attribute__((noinline)) void
wipe_piece(size_t left)
{
    char piece[STACK_PIECE];
    explicit_bzero(piece, sizeof(piece));
    if (left > sizeof(piece))
        wipe_piece(left - sizeof(piece));
    __asm__ volatile("" : : "r"(piece) : "memory"); // no tail call
}

void
chela__wipe_stack(void)
{
    char   here;
    size_t used = used_below(&here);
    if (used)
        wipe_piece(used);
}
