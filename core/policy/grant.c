// grant.c - what a yes may cover beyond the card it was given to, and whether it covers the next.
#include "policy/private.h"

#include <string.h>

#include "base/json.h"

static const char *const scopes[] = {"once", "task", "until", "always"};

const char *
chela__grant_scope_name(enum chela__grant_scope scope)
{
    return scopes[scope];
}

// ---- how far a yes may reach ----

// What goes wrong with it stays wrong, or its author is not the device's maker.
static bool
is_grave(const struct chela__capability *capability)
{
    bool changes = capability->effect >= CHELA__WRITE || chela__reaches_out(capability);
    return capability->effect == CHELA__IRREVERSIBLE ||
           (capability->flags & (CHELA__COSTS | CHELA__PHYSICAL)) ||
           (changes && capability->plugin->tier > CHELA__VENDOR);
}

enum chela__grant_scope
chela__grant_widest(const struct chela__policy *policy, const struct chela__capability *capability)
{
    if (policy && chela__patterns_match(policy->consent, capability))
        return CHELA__GRANT_TASK;
    return is_grave(capability) ? CHELA__GRANT_UNTIL : CHELA__GRANT_ALWAYS;
}

// ---- making one ----

// Whether the argument, or one in it, says whom an effect hits or what leaves the device to whom.
static bool
decides(const struct chela__capability *capability, const char *pointer)
{
    const char *pattern;
    json_t     *value;
    size_t      at;
    json_object_foreach(json_object_get(capability->json, "authority"), pattern, value)
    {
        if (chela__pointers_meet(pattern, pointer))
            return true;
    }
    json_array_foreach(json_object_get(capability->json, "reaches"), at, value)
    {
        const char *to = json_string_value(value);
        if (to && *to == '/' && chela__pointers_meet(to, pointer))
            return true;
    }
    return false;
}

// A handle to a file or a secret means something in its own task only.
static bool
lasts(const json_t *value)
{
    const char *text = json_string_value(value);
    size_t      at;
    json_t     *element;
    json_array_foreach((json_t *)value, at, element)
    {
        if (!lasts(element))
            return false;
    }
    return !text || (strncmp(text, "file:", 5) != 0 && strncmp(text, "secret:", 7) != 0);
}

static json_t *
fixed(const json_t *value)
{
    json_t *values =
        json_is_array(value) ? json_incref((json_t *)value) : json_pack("[O]", (json_t *)value);
    return json_pack("{s:o}", "in", values);
}

json_t *
chela__grant_make(const struct chela__capability *capability, const json_t *entry)
{
    const char *pointer;
    json_t     *binding;
    json_t     *bind = json_object();
    json_object_foreach(json_object_get(entry, "bind"), pointer, binding)
    {
        const json_t *value = json_object_get(binding, "is");
        bool          binds = decides(capability, pointer);
        if (binds && (!value || !lasts(value))) {
            json_decref(bind);
            return NULL;
        }
        json_object_set_new(bind, pointer, binds ? fixed(value) : json_pack("{s:b}", "any", 1));
    }
    return json_pack("{s:s, s:s, s:I, s:o}", "use", capability->full_name, "digest",
                     capability->plugin->digest, "max", chela__json_int(entry, "max", 1), "bind",
                     bind);
}

// ---- holding a new effect against one ----

static bool
is_in(const json_t *list, const json_t *value)
{
    size_t  at;
    json_t *element;
    json_array_foreach((json_t *)list, at, element)
    {
        if (json_equal(element, value))
            return true;
    }
    return false;
}

// The value, or every element of it, was shown.
static bool
was_shown(const json_t *list, const json_t *value)
{
    size_t  at;
    json_t *element;
    if (!json_is_array(value))
        return value && is_in(list, value);
    json_array_foreach((json_t *)value, at, element)
    {
        if (!is_in(list, element))
            return false;
    }
    return true;
}

static bool
covers_argument(const struct chela__capability *capability, const json_t *granted,
                const char *pointer, const json_t *binding)
{
    const json_t *list = json_object_get(granted, "in");
    if (list)
        return was_shown(list, json_object_get(binding, "is"));
    if (!json_is_true(json_object_get(granted, "any")) || decides(capability, pointer))
        return false;
    return !chela__reaches_out(capability) || json_is_true(json_object_get(binding, "said"));
}

static bool
covers_arguments(const struct chela__capability *capability, const json_t *granted,
                 const json_t *bind)
{
    const char *pointer;
    json_t     *value;
    json_object_foreach((json_t *)bind, pointer, value)
    {
        if (!covers_argument(capability, json_object_get(granted, pointer), pointer, value))
            return false;
    }
    json_object_foreach((json_t *)granted, pointer, value)
    {
        if (json_object_get(value, "in") && !json_object_get(bind, pointer))
            return false;
    }
    return true;
}

bool
chela__grant_covers(const struct chela__policy *policy, const struct chela__capability *capability,
                    const json_t *grant, const json_t *entry)
{
    json_int_t  scope  = chela__json_int(grant, "scope", -1);
    const char *use    = chela__json_str(grant, "use");
    const char *digest = chela__json_str(grant, "digest");
    if (scope < 0 || scope > (json_int_t)chela__grant_widest(policy, capability))
        return false;
    if (!use || strcmp(use, capability->full_name) != 0 || !digest ||
        strcmp(digest, capability->plugin->digest) != 0)
        return false;
    if (chela__json_int(entry, "max", 1) > chela__json_int(grant, "max", 0))
        return false;
    return covers_arguments(capability, json_object_get(grant, "bind"),
                            json_object_get(entry, "bind"));
}
