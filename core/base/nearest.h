// nearest.h - what a mistyped name may have meant.
#ifndef CHELA_BASE_NEAREST_H
#define CHELA_BASE_NEAREST_H

#include <stddef.h>

// The best of the names offered so far.
struct chela__nearest {
    const char *name; // what was typed
    size_t      distance;
    size_t      best; // number of the best name; SIZE_MAX: none is near
};

void
chela__nearest_init(struct chela__nearest *nearest, const char *name);

// Offers the name with a number.
void
chela__nearest_offer(struct chela__nearest *nearest, const char *name, size_t len, size_t number);

#endif
