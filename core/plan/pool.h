// pool.h - memory that lives as long as one plan and is freed with it in one go.
#ifndef CHELA_PLAN_POOL_H
#define CHELA_PLAN_POOL_H

#include <stddef.h>

struct chela__pool;

struct chela__pool *
chela__pool_new(void);
void
chela__pool_free(struct chela__pool *pool);

// Zeroed; NULL: out of memory.
void *
chela__pool_get(struct chela__pool *pool, size_t count, size_t size);

char *
chela__pool_text(struct chela__pool *pool, const char *data, size_t len);

// "base/rest"
char *
chela__pool_path(struct chela__pool *pool, const char *base, const char *rest);

#endif
