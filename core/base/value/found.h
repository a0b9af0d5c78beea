// found.h - the list of values while it is filled.
#ifndef CHELA_BASE_VALUE_FOUND_H
#define CHELA_BASE_VALUE_FOUND_H

#include "base/value/chart.h"

struct found {
    struct chela__value items[CHELA__VALUE_MAX_FOUND];
    size_t              count;
};

// Adds a value; of two of one kind over the same span the better one stays.
void
chela__found_add(struct found *found, const struct chela__value *value);

// The values that the nodes of a segment mean.
void
chela__nodes_collect(struct parse *parse, struct found *found);

// Addresses: e-mail, URL, path, phone number, coordinates.
void
chela__scan(const char *text, size_t len, struct found *found);

#endif
