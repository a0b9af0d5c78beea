// types.c - see types.h.
#include "package/types.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"

#define MAX_TYPE_BYTES ((size_t)64 * 1024)
#define MAX_TYPE_NAME 64

struct resolver {
    const char         *folder;
    const json_t       *own; // the manifest's "types"
    json_t             *found;
    struct chela_error *err;
};

static chela_status
collect(struct resolver *resolver, const json_t *value, unsigned depth);

// "chela:Text/1" -> "Text"
static bool
file_name(const char *uri, char ret_name[MAX_TYPE_NAME])
{
    if (strncmp(uri, "chela:", 6))
        return false;
    const char *name = uri + 6;
    size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    if (!len || len >= MAX_TYPE_NAME || name[len] != '/')
        return false;
    memcpy(ret_name, name, len);
    ret_name[len] = '\0';
    return true;
}

static chela_status
read_type(struct resolver *resolver, const char *uri, json_t **ret_type)
{
    char   name[MAX_TYPE_NAME], path[4096];
    char  *data;
    size_t len;
    if (!file_name(uri, name))
        return chela__error(resolver->err, CHELA_NOT_FOUND,
                            "%s: no such type; types outside \"chela:\" stand in \"types\"", uri);
    snprintf(path, sizeof path, "%s/%s.json", resolver->folder, name);
    struct chela_error inner = CHELA_ERROR_INIT;
    chela_status status = chela__file_read(AT_FDCWD, path, MAX_TYPE_BYTES, &data, &len, &inner);
    if (status < 0)
        return chela__error(resolver->err, CHELA_NOT_FOUND, "%s: no such type in %s", uri,
                            resolver->folder);
    status = chela__json_read(data, len, NULL, ret_type, resolver->err);
    free(data);
    if (status < 0) {
        chela__error_prefix(resolver->err, "%s", path);
        return status;
    }
    const char *id = chela__json_str(*ret_type, "$id");
    if (id && !strcmp(id, uri))
        return CHELA_OK;
    status = chela__error(resolver->err, CHELA_NOT_FOUND, "%s: no such type; %s.json is %s", uri,
                          name, id ? id : "without $id");
    json_decref(*ret_type);
    *ret_type = NULL;
    return status;
}

static chela_status
resolve(struct resolver *resolver, const char *reference, unsigned depth)
{
    char        *uri    = strndup(reference, strcspn(reference, "#"));
    json_t      *type   = NULL;
    chela_status status = CHELA_OK;
    if (!uri)
        return chela__error_memory(resolver->err);
    if (!*uri || json_object_get(resolver->own, uri) || json_object_get(resolver->found, uri))
        goto out;
    if (json_object_size(resolver->found) >= CHELA__MAX_TYPES) {
        status = chela__error(resolver->err, CHELA_LIMIT, "more than %d types", CHELA__MAX_TYPES);
        goto out;
    }
    status = read_type(resolver, uri, &type);
    if (status < 0)
        goto out;
    if (json_object_set(resolver->found, uri, type) < 0)
        status = chela__error_memory(resolver->err);
    else
        status = collect(resolver, type, depth + 1);
out:
    json_decref(type);
    free(uri);
    return status;
}

// Follows every "$ref" below `value`.
static chela_status
collect(struct resolver *resolver, const json_t *value, unsigned depth)
{
    const char  *key;
    json_t      *member;
    size_t       i;
    chela_status status = CHELA_OK;
    if (depth > CHELA__JSON_MAX_DEPTH)
        return chela__error(resolver->err, CHELA_LIMIT, "types are nested too deep");
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        if (!strcmp(key, "$ref") && json_is_string(member))
            status = resolve(resolver, json_string_value(member), depth);
        else
            status = collect(resolver, member, depth + 1);
        if (status < 0)
            return status;
    }
    json_array_foreach(value, i, member)
    {
        status = collect(resolver, member, depth + 1);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

chela_status
chela__types_resolve(const json_t *manifest, const char *folder, json_t **ret_types,
                     struct chela_error *err)
{
    struct resolver resolver = {
        .folder = folder,
        .own    = json_object_get(manifest, "types"),
        .found  = json_object(),
        .err    = err,
    };
    if (!resolver.found)
        return chela__error_memory(err);
    chela_status status = collect(&resolver, manifest, 0);
    if (status < 0)
        json_decref(resolver.found);
    else
        *ret_types = resolver.found;
    return status;
}
