// pattern.c - names with a `*` at their end, and pointers with `*` as an element.
#include "policy/private.h"

#include <string.h>

bool
chela__pattern_matches(const char *pattern, const char *name)
{
    size_t len = strlen(pattern);
    if (len > 0 && pattern[len - 1] == '*')
        return strncmp(pattern, name, len - 1) == 0;
    return strcmp(pattern, name) == 0;
}

bool
chela__patterns_match(const json_t *list, const struct chela__capability *capability)
{
    size_t  at;
    json_t *entry;
    json_array_foreach(list, at, entry)
    {
        const char *pattern = json_string_value(entry);
        if (chela__pattern_matches(pattern, capability->full_name) ||
            chela__pattern_matches(pattern, capability->name) ||
            chela__pattern_matches(pattern, capability->plugin->id))
            return true;
    }
    return false;
}

// Both begin with "/" or are at their end; steps behind the token.
static bool
token_matches(const char **pattern, const char **pointer)
{
    size_t wanted = strcspn(*pattern + 1, "/"), got = strcspn(*pointer + 1, "/");
    bool   same = (wanted == 1 && (*pattern)[1] == '*') ||
                (wanted == got && memcmp(*pattern + 1, *pointer + 1, got) == 0);
    *pattern += 1 + wanted;
    *pointer += 1 + got;
    return same;
}

bool
chela__pointer_below(const char *pattern, const char *pointer)
{
    while (*pattern == '/' && *pointer == '/')
        if (!token_matches(&pattern, &pointer))
            return false;
    return *pattern == 0;
}

bool
chela__pointers_meet(const char *pattern, const char *pointer)
{
    while (*pattern == '/' && *pointer == '/')
        if (!token_matches(&pattern, &pointer))
            return false;
    return true;
}
