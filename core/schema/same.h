// same.h - equality and order of JSON values as JSON Schema means them: 1 is 1.0.
#ifndef CHELA_SCHEMA_SAME_H
#define CHELA_SCHEMA_SAME_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

bool
chela__value_same(const json_t *a, const json_t *b);

// Equal values have equal hashes.
uint64_t
chela__value_hash(const json_t *value);

// < 0, 0, > 0; exact, also between integers and reals.
int
chela__number_compare(const json_t *a, const json_t *b);

// True for 3, 3.0 and 1e300.
bool
chela__number_is_whole(const json_t *number);

// Whether `number` is a whole multiple of `divisor` > 0, as the decimals that they were written as.
bool
chela__number_is_multiple(const json_t *number, const json_t *divisor);

#endif
