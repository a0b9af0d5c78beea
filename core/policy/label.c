// label.c - what a capability does with its arguments: how secret they may be, whom they address.
#include "policy/private.h"

#include <string.h>

#include "base/json.h"

// The value of the longest key (a pointer, `*` for any element) that `pointer` lies at or below.
static const char *
governing(const json_t *by_pointer, const char *pointer)
{
    const char *pattern, *best = NULL;
    json_t     *value;
    size_t      best_len = 0;
    json_object_foreach((json_t *)by_pointer, pattern, value)
    {
        if (!chela__pointer_below(pattern, pointer) || (best && strlen(pattern) < best_len))
            continue;
        best     = json_string_value(value);
        best_len = strlen(pattern);
    }
    return best;
}

bool
chela__reaches_out(const struct chela__capability *capability)
{
    return json_array_size(json_object_get(capability->json, "reaches")) > 0;
}

const char *
chela__authority(const struct chela__capability *capability, const char *pointer)
{
    return governing(json_object_get(capability->json, "authority"), pointer);
}

enum chela__label
chela__label_limit(const struct chela__capability *capability, const char *pointer)
{
    const json_t *accepts = json_object_get(capability->json, "accepts");
    const char   *name =
        json_is_string(accepts) ? json_string_value(accepts) : governing(accepts, pointer);
    int label = name ? chela__label_from_name(name) : -1;
    if (label >= 0)
        return (enum chela__label)label;
    return chela__reaches_out(capability) ? CHELA__PERSONAL : CHELA__SENSITIVE;
}

chela_status
chela__label_check(const struct chela__capability *capability, const char *pointer,
                   enum chela__label label, struct chela_error *err)
{
    enum chela__label limit = chela__label_limit(capability, pointer);
    if (label <= limit)
        return CHELA_OK;
    return chela__error(err, CHELA_DENIED, "%s: %s is %s, but only what is at most %s may go there",
                        capability->name, pointer, chela__label_name(label),
                        chela__label_name(limit));
}

enum chela__label
chela__label_of(const struct chela__capability *capability, const char *pointer)
{
    const char *name  = governing(json_object_get(capability->json, "labels"), pointer);
    int         label = name ? chela__label_from_name(name) : -1;
    return label >= 0 ? (enum chela__label)label : capability->label;
}
