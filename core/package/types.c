// types.c - follows "$ref" from a manifest through the SDK's types; called by pack.c and `chela
// check`.
#include "package/types.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"

#define TYPE_MAX_BYTES ((size_t)64 * 1024)
#define MAX_TYPES 256

struct resolver {
    const json_t       *own; // the manifest's "types"
    const char         *folder;
    json_t             *found;
    struct chela_error *err;
};

static chela_status
follow(struct resolver *resolver, const json_t *value);

static chela_status
load(struct resolver *resolver, const char *uri, size_t name_len, json_t **ret_type)
{
    char   name[64], *path, *data = NULL;
    size_t len = 0;
    memcpy(name, uri + strlen("chela:"), name_len);
    memcpy(name + name_len, ".json", sizeof ".json");
    path = chela__path(resolver->folder, name);
    if (!path)
        return chela__error_memory(resolver->err);
    chela_status status =
        chela__file_read(AT_FDCWD, path, TYPE_MAX_BYTES, &data, &len, resolver->err);
    if (status == CHELA_OK)
        status = chela__json_read(data, len, NULL, ret_type, resolver->err);
    free(data);
    free(path);
    if (status < 0)
        chela__error_prefix(resolver->err, "%s", uri);
    return status;
}

// The file of "chela:Text/1" is Text.json, and its $id says the major.
static chela_status
add_type(struct resolver *resolver, const char *uri)
{
    json_t     *type  = NULL;
    const char *slash = strchr(uri, '/');
    size_t      len   = slash ? (size_t)(slash - uri) - strlen("chela:") : 0;
    if (strncmp(uri, "chela:", strlen("chela:")) != 0 || !len || len > 48 ||
        strspn(uri + strlen("chela:"),
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") != len)
        return chela__error(
            resolver->err, CHELA_NOT_FOUND,
            "manifest.json: unknown type \"%s\": it is neither in \"types\" nor one "
            "of Chela's",
            uri);
    if (json_object_size(resolver->found) == MAX_TYPES)
        return chela__error(resolver->err, CHELA_LIMIT, "manifest.json: more than %d types",
                            MAX_TYPES);
    chela_status status = load(resolver, uri, len, &type);
    if (status < 0)
        return status;
    const char *named = chela__json_str(type, "$id");
    if (!named || strcmp(named, uri) != 0)
        status = chela__error(resolver->err, CHELA_NOT_FOUND,
                              "manifest.json: unknown type \"%s\": there is %s", uri,
                              named ? named : "another");
    if (status == CHELA_OK && json_object_set(resolver->found, uri, type))
        status = chela__error_memory(resolver->err);
    if (status == CHELA_OK)
        status = follow(resolver, type);
    json_decref(type);
    return status;
}

static chela_status
take_reference(struct resolver *resolver, const char *reference)
{
    char   uri[160];
    size_t len = strcspn(reference, "#");
    if (!len) // inside the same document
        return CHELA_OK;
    if (len >= sizeof uri)
        return chela__error(resolver->err, CHELA_INVALID, "manifest.json: \"%.64s...\" is too long",
                            reference);
    memcpy(uri, reference, len);
    uri[len] = '\0';
    if (json_object_get(resolver->own, uri) || json_object_get(resolver->found, uri))
        return CHELA_OK;
    return add_type(resolver, uri);
}

// Recursion is bounded by the depth limit of the JSON reader and by MAX_TYPES.
static chela_status
follow(struct resolver *resolver, const json_t *value)
{
    chela_status status = CHELA_OK;
    const char  *key;
    json_t      *member;
    size_t       i;
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        if (status == CHELA_OK && !strcmp(key, "$ref") && json_is_string(member))
            status = take_reference(resolver, json_string_value(member));
        else if (status == CHELA_OK)
            status = follow(resolver, member);
    }
    json_array_foreach(value, i, member)
    {
        if (status == CHELA_OK)
            status = follow(resolver, member);
    }
    return status;
}

// The conversions of a type ("to") have to be there as well.
static chela_status
follow_conversions(struct resolver *resolver, const json_t *types)
{
    chela_status status = CHELA_OK;
    const char  *uri, *target;
    json_t      *type, *pointer;
    json_t      *names = json_object();
    json_object_foreach((json_t *)(uintptr_t)types, uri, type)
        json_object_foreach(json_object_get(type, "to"), target, pointer)(void)
            json_object_set_new(names, target, json_true());
    json_object_foreach(names, target, pointer)
    {
        if (status == CHELA_OK)
            status = take_reference(resolver, target);
    }
    json_decref(names);
    return status;
}

chela_status
chela__types_resolve(const json_t *manifest, const char *folder, json_t **ret_types,
                     struct chela_error *err)
{
    struct resolver resolver = {.own    = json_object_get(manifest, "types"),
                                .folder = folder,
                                .found  = json_object(),
                                .err    = err};
    if (!resolver.found)
        return chela__error_memory(err);
    chela_status status = follow(&resolver, json_object_get(manifest, "capabilities"));
    if (status == CHELA_OK)
        status = follow(&resolver, resolver.own);
    if (status == CHELA_OK)
        status = follow(&resolver, json_object_get(manifest, "config"));
    if (status == CHELA_OK)
        status = follow_conversions(&resolver, resolver.own);
    // Conversions of found types lead to further ones, until nothing is new.
    for (size_t before = SIZE_MAX;
         status == CHELA_OK && before != json_object_size(resolver.found);) {
        before = json_object_size(resolver.found);
        status = follow_conversions(&resolver, resolver.found);
    }
    if (status < 0)
        json_decref(resolver.found);
    else
        *ret_types = resolver.found;
    return status;
}
