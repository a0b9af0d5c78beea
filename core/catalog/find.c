// find.c - capabilities by name and by the role they play; called by planner, call and command.
#include "catalog/catalog_private.h"

#include <string.h>

#include "base/nearest.h"

// The capability at a place of the table sorted by name; the empty text when the index is damaged.
static struct chela_text
name_at(const struct chela__catalog *catalog, uint32_t place, uint32_t *ret_capability)
{
    const struct chela__image *image  = &catalog->image;
    struct chela_text          name   = {"", 0};
    uint32_t                   number = chela__image_number(image, CHELA__BY_NAME, place, 0);
    *ret_capability                   = number;
    if (number < image->count[CHELA__CAPABILITIES])
        (void)chela__image_text(image, CHELA__CAPABILITIES, number, CHELA__CAPABILITY_NAME, &name,
                                NULL);
    return name;
}

static int
compare(struct chela_text a, struct chela_text b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int    order   = memcmp(a.data, b.data, shorter);
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

// The first place whose name is not before `name`.
static uint32_t
lower_bound(const struct chela__catalog *catalog, struct chela_text name)
{
    uint32_t low = 0, high = catalog->image.count[CHELA__BY_NAME], number;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare(name_at(catalog, middle, &number), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool
is_of_plugin(const struct chela__catalog *catalog, uint32_t capability, struct chela_text plugin)
{
    struct chela__entry entry;
    return chela__catalog_entry(catalog, capability, NULL, &entry, NULL) == CHELA_OK &&
           !compare(entry.plugin, plugin);
}

static enum chela__tier
tier_of(const struct chela__catalog *catalog, uint32_t capability)
{
    return chela__catalog_tier(catalog, chela__image_number(&catalog->image, CHELA__CAPABILITIES,
                                                            capability, CHELA__CAPABILITY_PLUGIN));
}

// All capabilities of one name stand together, the highest tier first.
static chela_status
choose(const struct chela__catalog *catalog, struct chela_text name, uint32_t place,
       const char *preferred, size_t *ret_index, struct chela_error *err)
{
    uint32_t first, other;
    (void)name_at(catalog, place, &first);
    *ret_index  = first;
    bool shared = false;
    for (uint32_t at = place; at < catalog->image.count[CHELA__BY_NAME]; at++) {
        if (compare(name_at(catalog, at, &other), name) != 0 ||
            tier_of(catalog, other) != tier_of(catalog, first))
            break;
        shared |= at != place;
        if (preferred && is_of_plugin(catalog, other, chela__text(preferred))) {
            *ret_index = other;
            return CHELA_OK;
        }
    }
    if (shared)
        return chela__error(err, CHELA_CONFLICT,
                            "%.*s: several plugins offer it; say PLUGIN-ID/%.*s", (int)name.len,
                            name.data, (int)name.len, name.data);
    return CHELA_OK;
}

static chela_status
find_short(const struct chela__catalog *catalog, struct chela_text name, const char *preferred,
           size_t *ret_index, struct chela_error *err)
{
    uint32_t number, place = lower_bound(catalog, name);
    if (place == catalog->image.count[CHELA__BY_NAME] ||
        compare(name_at(catalog, place, &number), name) != 0)
        return CHELA_NOT_FOUND;
    return choose(catalog, name, place, preferred, ret_index, err);
}

static chela_status
find_full(const struct chela__catalog *catalog, const char *name, size_t *ret_index)
{
    const char *slash = strchr(name, '/');
    if (!slash)
        return CHELA_NOT_FOUND;
    struct chela_text plugin = {name, (size_t)(slash - name)}, rest = chela__text(slash + 1);
    uint32_t          number;
    for (uint32_t at = lower_bound(catalog, rest); at < catalog->image.count[CHELA__BY_NAME];
         at++) {
        if (compare(name_at(catalog, at, &number), rest) != 0)
            break;
        if (is_of_plugin(catalog, number, plugin)) {
            *ret_index = number;
            return CHELA_OK;
        }
    }
    return CHELA_NOT_FOUND;
}

static chela_status
not_found(const struct chela__catalog *catalog, const char *name, struct chela_error *err)
{
    struct chela__nearest nearest;
    uint32_t              number;
    chela__nearest_init(&nearest, name);
    for (uint32_t at = 0; at < catalog->image.count[CHELA__BY_NAME]; at++) {
        struct chela_text offered = name_at(catalog, at, &number);
        chela__nearest_offer(&nearest, offered.data, offered.len, at);
    }
    if (nearest.best == SIZE_MAX)
        return chela__error(err, CHELA_NOT_FOUND, "%s: no such capability", name);
    struct chela_text near = name_at(catalog, (uint32_t)nearest.best, &number);
    return chela__error(err, CHELA_NOT_FOUND, "%s: no such capability; did you mean %.*s?", name,
                        (int)near.len, near.data);
}

chela_status
chela__catalog_find(struct chela__catalog *catalog, const char *name, const char *preferred,
                    size_t *ret_index, struct chela_error *err)
{
    size_t       index  = 0;
    chela_status status = find_short(catalog, chela__text(name), preferred, &index, err);
    if (status == CHELA_NOT_FOUND)
        status = find_full(catalog, name, &index);
    if (status == CHELA_NOT_FOUND)
        return not_found(catalog, name, err);
    if (status == CHELA_OK)
        *ret_index = index;
    return status;
}

chela_status
chela__catalog_provider(const struct chela__catalog *catalog, const char *set, const char *role,
                        size_t *index)
{
    const struct chela__image *image = &catalog->image;
    struct chela_text          text;
    size_t                     set_len = strlen(set);
    for (size_t at = *index; at < image->count[CHELA__CAPABILITIES]; at++) {
        chela_status status = chela__image_text(image, CHELA__CAPABILITIES, (uint32_t)at,
                                                CHELA__CAPABILITY_ROLE, &text, NULL);
        if (status < 0 || text.len != set_len + 1 + strlen(role) || text.data[set_len] != ' ' ||
            memcmp(text.data, set, set_len) != 0 ||
            memcmp(text.data + set_len + 1, role, strlen(role)) != 0)
            continue;
        *index = at;
        return CHELA_OK;
    }
    return CHELA_NOT_FOUND;
}
