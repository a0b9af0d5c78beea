// version.h - versions MAJOR.MINOR.PATCH.
#ifndef CHELA_TRUST_VERSION_H
#define CHELA_TRUST_VERSION_H

#include <stdbool.h>

#define CHELA__VERSION_DIGITS 6 // of each number

bool
chela__version_valid(const char *version);

// < 0, 0, > 0 by MAJOR.MINOR.PATCH.
int
chela__version_compare(const char *a, const char *b);

#endif
