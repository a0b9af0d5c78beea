// version.c - compares versions by their numbers; for the store, for revocation and for manifests.
#include "trust/version.h"

#include <stdlib.h>
#include <string.h>

// Reads one number of a version at *at and moves behind it; -1 when there is none.
static long
version_part(const char **at)
{
    const char *text   = *at;
    size_t      digits = strspn(text, "0123456789");
    if (!digits || digits > CHELA__VERSION_DIGITS || (digits > 1 && text[0] == '0'))
        return -1;
    *at = text + digits;
    return strtol(text, NULL, 10);
}

static bool
version_read(const char *text, long ret_parts[3])
{
    for (int i = 0; i < 3; i++) {
        if (i && *text++ != '.')
            return false;
        ret_parts[i] = version_part(&text);
        if (ret_parts[i] < 0)
            return false;
    }
    return !*text;
}

bool
chela__version_valid(const char *version)
{
    long parts[3];
    return version_read(version, parts);
}

int
chela__version_compare(const char *a, const char *b)
{
    long left[3], right[3];
    if (!version_read(a, left) || !version_read(b, right))
        return strcmp(a, b);
    for (int i = 0; i < 3; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}
