// nearest.c - the name that a mistyped one may have meant; for the command and the catalogue.
#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

#define MAX_NAME 127

static size_t
least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

// Levenshtein's distance; names longer than MAX_NAME are far from everything.
static size_t
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t row[MAX_NAME + 1];
    if (a_len > MAX_NAME || b_len > MAX_NAME)
        return SIZE_MAX;
    for (size_t j = 0; j <= b_len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];
        row[0]          = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal      = row[j];
            row[j]        = least(row[j] + 1, row[j - 1] + 1, change);
        }
    }
    return row[b_len];
}

void
chela__nearest_init(struct chela__nearest *nearest, const char *name)
{
    nearest->name     = name;
    nearest->best     = SIZE_MAX;
    nearest->distance = strlen(name) / 3 + 2; // further away is another word
}

void
chela__nearest_offer(struct chela__nearest *nearest, const char *name, size_t len, size_t number)
{
    size_t far = distance(nearest->name, strlen(nearest->name), name, len);
    if (far >= nearest->distance)
        return;
    nearest->best     = number;
    nearest->distance = far;
}
