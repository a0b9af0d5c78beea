// unique.h - finds two equal elements of an array.
#ifndef CHELA_SCHEMA_UNIQUE_H
#define CHELA_SCHEMA_UNIQUE_H

#include "schema/run.h"

// CHELA_INVALID with the indices of two equal elements; CHELA_OK when all differ.
chela_status
chela__find_double(struct run *run, const json_t *array, size_t *ret_first, size_t *ret_second);

#endif
