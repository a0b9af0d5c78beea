// names.c - the words of manifests and policy (effects, labels, tiers), versions and localized
// texts; used by everyone who reads a manifest.
#include "package/manifest.h"

#include <stdlib.h>
#include <string.h>

static const char *const effects[]       = {"pure", "read", "write", "irreversible", NULL};
static const char *const idempotencies[] = {"safe", "keyed", "once", NULL};
static const char *const labels[] = {"public", "device", "personal", "sensitive", "secret", NULL};
static const char *const tiers[]  = {"platform", "vendor", "reviewed", "sideload", NULL};

static int
position(const char *const *names, const char *name)
{
    for (int i = 0; names[i]; i++)
        if (name && !strcmp(names[i], name))
            return i;
    return -1;
}

const char *
chela__effect_name(enum chela__effect effect)
{
    return effects[effect];
}

const char *
chela__label_name(enum chela__label label)
{
    return labels[label];
}

const char *
chela__tier_name(enum chela__tier tier)
{
    return tiers[tier];
}

int
chela__effect_from_name(const char *name)
{
    return position(effects, name);
}

int
chela__idempotency_from_name(const char *name)
{
    return position(idempotencies, name);
}

int
chela__label_from_name(const char *name)
{
    return position(labels, name);
}

int
chela__tier_from_name(const char *name)
{
    return position(tiers, name);
}

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

static const char *
member_text(const json_t *texts, const char *lang, size_t len)
{
    return lang ? json_string_value(json_object_getn(texts, lang, len)) : NULL;
}

const char *
chela__localized(const json_t *object, const char *key, const char *lang)
{
    json_t *texts = json_object_get(object, key);
    if (json_is_string(texts))
        return json_string_value(texts);
    const char *found = member_text(texts, lang, lang ? strlen(lang) : 0);
    if (!found)
        found = member_text(texts, lang, lang ? strcspn(lang, "-_") : 0);
    if (!found)
        found = member_text(texts, "en", 2);
    const char *any;
    json_t     *text;
    json_object_foreach(texts, any, text)
    {
        if (found)
            break;
        found = json_string_value(text);
    }
    return found;
}
