// pool.c - see pool.h: a list of blocks, freed together.
#include "plan/pool.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
    struct block *next;
    max_align_t   data[];
};

struct chela__pool {
    struct block *blocks;
};

struct chela__pool *
chela__pool_new(void)
{
    return calloc(1, sizeof(struct chela__pool));
}

void
chela__pool_free(struct chela__pool *pool)
{
    if (!pool)
        return;
    while (pool->blocks) {
        struct block *block = pool->blocks;
        pool->blocks        = block->next;
        free(block);
    }
    free(pool);
}

void *
chela__pool_get(struct chela__pool *pool, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX - sizeof(struct block)) / size)
        return NULL;
    struct block *block = calloc(1, sizeof *block + count * size + 1);
    if (!block)
        return NULL;
    block->next  = pool->blocks;
    pool->blocks = block;
    return block->data;
}

char *
chela__pool_text(struct chela__pool *pool, const char *data, size_t len)
{
    char *text = chela__pool_get(pool, len + 1, 1);
    if (text)
        memcpy(text, data, len);
    return text;
}

char *
chela__pool_path(struct chela__pool *pool, const char *base, const char *rest)
{
    size_t len  = strlen(base) + strlen(rest) + 2;
    char  *path = chela__pool_get(pool, len, 1);
    if (path)
        (void)snprintf(path, len, "%s/%s", base, rest);
    return path;
}
