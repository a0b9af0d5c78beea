// same.c - equality of values; called by const, enum, uniqueItems and proofs.
#include "schema/same.h"

#include <string.h>

static bool
same_arrays(const json_t *a, const json_t *b)
{
    size_t count = json_array_size(a);
    if (count != json_array_size(b))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!chela__value_same(json_array_get(a, i), json_array_get(b, i)))
            return false;
    return true;
}

static bool
same_objects(const json_t *a, const json_t *b)
{
    const char *key;
    json_t     *value;
    if (json_object_size(a) != json_object_size(b))
        return false;
    json_object_foreach((json_t *)a, key, value)
    {
        const json_t *other = json_object_get(b, key);
        if (!other || !chela__value_same(value, other))
            return false;
    }
    return true;
}

bool
chela__value_same(const json_t *a, const json_t *b)
{
    if (a == b)
        return true;
    if (json_is_number(a) && json_is_number(b))
        return chela__number_compare(a, b) == 0;
    if (json_typeof(a) != json_typeof(b))
        return false;
    switch (json_typeof(a)) {
    case JSON_STRING:
        return json_string_length(a) == json_string_length(b) &&
               memcmp(json_string_value(a), json_string_value(b), json_string_length(a)) == 0;
    case JSON_ARRAY:
        return same_arrays(a, b);
    case JSON_OBJECT:
        return same_objects(a, b);
    default:
        return true;
    }
}

// ---- hashes (FNV-1a; collisions only cost comparisons, which are counted) ----

static uint64_t
hash_bytes(uint64_t hash, const void *data, size_t len)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ bytes[i]) * 0x100000001B3u;
    return hash;
}

static uint64_t
hash_array(uint64_t hash, const json_t *array)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        uint64_t item = chela__value_hash(json_array_get(array, i));
        hash          = hash_bytes(hash, &item, sizeof(item));
    }
    return hash;
}

// A sum, since members have no order.
static uint64_t
hash_object(uint64_t hash, const json_t *object)
{
    const char *key;
    json_t     *value;
    json_object_foreach((json_t *)object, key, value)
    {
        uint64_t member = chela__value_hash(value);
        hash += hash_bytes(hash_bytes(0, key, strlen(key)), &member, sizeof(member));
    }
    return hash;
}

uint64_t
chela__value_hash(const json_t *value)
{
    unsigned char kind =
        json_is_number(value) ? (unsigned char)JSON_REAL : (unsigned char)json_typeof(value);
    uint64_t hash = hash_bytes(0xCBF29CE484222325u, &kind, 1);
    if (json_is_number(value)) {
        double number = json_number_value(value) + 0.0; // -0.0 becomes 0.0
        return hash_bytes(hash, &number, sizeof(number));
    }
    if (json_is_string(value))
        return hash_bytes(hash, json_string_value(value), json_string_length(value));
    if (json_is_array(value))
        return hash_array(hash, value);
    return json_is_object(value) ? hash_object(hash, value) : hash;
}
