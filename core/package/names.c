// names.c - the words of manifests (effects, labels) and localized texts; used by everyone who
// reads a manifest.
#include "package/manifest.h"

#include <string.h>

static const char *const effects[]       = {"pure", "read", "write", "irreversible", NULL};
static const char *const idempotencies[] = {"safe", "keyed", "once", NULL};
static const char *const labels[] = {"public", "device", "personal", "sensitive", "secret", NULL};

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
