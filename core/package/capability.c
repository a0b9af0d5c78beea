// capability.c - one entry of a manifest's "capabilities" as a struct, and its schemas compiled on
// first use.
#include "package/manifest_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#define DEFAULT_TIMEOUT_MS 10000

static uint32_t
read_flags(const json_t *entry)
{
    uint32_t flags = 0;
    size_t   i;
    json_t  *flag;
    json_array_foreach(json_object_get(entry, "flags"), i, flag) flags |=
        strcmp(json_string_value(flag), "costs") ? CHELA__PHYSICAL : CHELA__COSTS;
    if (json_is_true(json_object_get(entry, "watch")))
        flags |= CHELA__WATCH;
    if (json_is_true(json_object_get(entry, "converts")))
        flags |= CHELA__CONVERTS;
    return flags;
}

// Without a word from the manifest: only what changes nothing may run again.
static enum chela__idempotency
read_idempotency(const json_t *entry, enum chela__effect effect)
{
    int named = chela__idempotency_from_name(chela__json_str(entry, "idempotency"));
    if (named >= 0)
        return (enum chela__idempotency)named;
    return effect <= CHELA__READ ? CHELA__SAFE : CHELA__ONCE;
}

// Without a word from the manifest: only what looks at nothing but its input is public.
static enum chela__label
read_label(const json_t *entry, enum chela__effect effect)
{
    int named = chela__label_from_name(chela__json_str(entry, "label"));
    if (named >= 0)
        return (enum chela__label)named;
    return effect == CHELA__PURE ? CHELA__PUBLIC : CHELA__PERSONAL;
}

static void
read_timeout(struct chela__capability *capability, const json_t *entry)
{
    const json_t *timeout    = json_object_get(entry, "timeout_ms");
    capability->timeout_ms   = json_is_object(timeout) ? chela__json_int(timeout, "base", 0)
                               : timeout               ? json_integer_value(timeout)
                                                       : DEFAULT_TIMEOUT_MS;
    capability->timeout_plus = chela__json_str(timeout, "plus");
}

chela_status
chela__capability_init(struct chela__capability *capability, const struct chela__manifest *plugin,
                       const char *name, const json_t *entry, struct chela_error *err)
{
    char *full = NULL;
    if (asprintf(&full, "%s/%s", plugin->id, name) < 0)
        return chela__error_memory(err);
    capability->plugin    = plugin;
    capability->name      = name;
    capability->full_name = full;
    capability->json      = entry;
    capability->input     = json_object_get(entry, "input");
    capability->output    = json_object_get(entry, "output");
    capability->items     = json_object_get(entry, "items");
    capability->effect =
        (enum chela__effect)chela__effect_from_name(chela__json_str(entry, "effect"));
    capability->idempotency = read_idempotency(entry, capability->effect);
    capability->label       = read_label(entry, capability->effect);
    capability->flags       = read_flags(entry);
    capability->permission  = chela__json_str(entry, "permission");
    read_timeout(capability, entry);
    return CHELA_OK;
}

void
chela__capability_done(struct chela__capability *capability)
{
    chela__schema_free(capability->input_schema);
    chela__schema_free(capability->output_schema);
    free((char *)(uintptr_t)capability->full_name);
}

bool
chela__capability_reserved(const struct chela__capability *capability)
{
    const char *set, *role;
    json_t     *roles, *name;
    json_object_foreach(json_object_get(capability->plugin->json, "provides"), set, roles)
        json_object_foreach(
            roles, role, name) if (!strcmp(json_string_value(name), capability->name)) return true;
    return false;
}

static const json_t *
find_type(void *user, const char *uri)
{
    const struct chela__manifest *plugin = user;
    return json_object_get(plugin->types, uri);
}

static chela_status
compile(const struct chela__capability *capability, const char *what, const json_t *schema,
        struct chela__schema **slot, struct chela_error *err)
{
    const struct chela__schema_options options = {
        .source = {.find = find_type, .user = (void *)(uintptr_t)capability->plugin},
        .strict = true,
    };
    if (*slot || !schema)
        return CHELA_OK;
    chela_status status = chela__schema_compile(schema, &options, slot, err);
    if (status < 0)
        chela__error_prefix(err, "%s of %s", what, capability->full_name);
    return status;
}

chela_status
chela__capability_schemas(struct chela__capability *capability, struct chela_error *err)
{
    chela_status status =
        compile(capability, "input", capability->input, &capability->input_schema, err);
    if (status < 0)
        return status;
    if (capability->items)
        return compile(capability, "items", capability->items, &capability->output_schema, err);
    return compile(capability, "output", capability->output, &capability->output_schema, err);
}
