// unique.c - uniqueItems in about linear time: sort by hash, compare within equal hashes.
#include "schema/unique.h"

#include <stdlib.h>

#include "schema/same.h"

struct entry {
    uint64_t      hash;
    size_t        index;
    const json_t *value;
};

static int
compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

// The first later one with the same hash that is the same value.
static chela_status
find_same(struct run *run, const struct entry *entries, size_t at, size_t count, size_t *ret_other)
{
    for (size_t i = at + 1; i < count && entries[i].hash == entries[at].hash; i++) {
        chela_status status = chela__run_spend(run, 1);
        if (status < 0)
            return status;
        if (chela__value_same(entries[at].value, entries[i].value)) {
            *ret_other = entries[i].index;
            return CHELA_INVALID;
        }
    }
    return CHELA_OK;
}

chela_status
chela__find_double(struct run *run, const json_t *array, size_t *ret_first, size_t *ret_second)
{
    size_t        count   = json_array_size(array);
    struct entry *entries = calloc(count + 1, sizeof(*entries));
    if (!entries)
        return chela__error_memory(run->err);
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(array, i);
        entries[i]          = (struct entry){chela__value_hash(value), i, value};
    }
    qsort(entries, count, sizeof(*entries), compare_entries);
    chela_status status = CHELA_OK;
    for (size_t i = 0; status == CHELA_OK && i < count; i++) {
        status = find_same(run, entries, i, count, ret_second);
        if (status == CHELA_INVALID)
            *ret_first = entries[i].index;
    }
    free(entries);
    return status;
}
