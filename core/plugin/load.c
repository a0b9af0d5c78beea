// load.c - from a sealed shared object to a checked plugin table; called by worker and host.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "plugin/private.h"

#define SYMBOL "chela_plugin_v1"

static chela_status
check_table(const struct chela_plugin *table, const char *manifest, size_t len,
            struct chela_error *err)
{
    if (!CHELA_HAS(table, close) || !table->manifest || !table->capabilities || !table->id ||
        !table->version)
        return chela__error(err, CHELA_INVALID,
                            SYMBOL ": incomplete table: compile the plugin against "
                                   "chela/plugin.h of major %d",
                            CHELA_ABI_MAJOR);
    if (strlen(table->manifest) != len || memcmp(table->manifest, manifest, len) != 0)
        return chela__error(
            err, CHELA_INVALID,
            "the compiled-in manifest differs from manifest.json: rebuild the plugin");
    return CHELA_OK;
}

// The table's own words must be the manifest's: nobody looks at both again.
static chela_status
check_identity(const struct chela__plugin *self, struct chela_error *err)
{
    const char *id      = chela__json_str(self->manifest, "id");
    const char *version = chela__json_str(self->manifest, "version");
    if (!id || !version || strcmp(self->table->id, id) != 0 ||
        strcmp(self->table->version, version) != 0)
        return chela__error(err, CHELA_INVALID, "the table says %s %s, the manifest says %s %s",
                            self->table->id, self->table->version, id ? id : "nothing",
                            version ? version : "");
    return CHELA_OK;
}

static chela_status
bind_capability(struct chela__plugin *self, const struct chela_capability *capability,
                struct chela_error *err)
{
    if (self->count == CHELA__PLUGIN_CAPABILITIES)
        return chela__error(err, CHELA_LIMIT, "more than %d capabilities",
                            CHELA__PLUGIN_CAPABILITIES);
    if (!CHELA_HAS(capability, fn) || !capability->name || !capability->binding || !capability->fn)
        return chela__error(err, CHELA_INVALID, "capability %zu of the table is incomplete",
                            self->count);
    const json_t *entry =
        json_object_get(json_object_get(self->manifest, "capabilities"), capability->name);
    if (!entry)
        return chela__error(err, CHELA_INVALID, "the manifest has no capability %s",
                            capability->name);
    chela_status status =
        chela__binding_new(capability->binding, entry, json_object_get(self->manifest, "types"),
                           &self->bindings[self->count], err);
    if (status < 0)
        chela__error_prefix(err, "%s", capability->name);
    else
        self->count++;
    return status;
}

static bool
has_function(const struct chela_plugin *table, const char *name)
{
    for (size_t i = 0; table->capabilities[i]; i++)
        if (strcmp(table->capabilities[i]->name, name) == 0)
            return true;
    return false;
}

// Both directions: every function is declared, every declaration has its function.
static chela_status
bind_all(struct chela__plugin *self, struct chela_error *err)
{
    chela_status status = CHELA_OK;
    for (size_t i = 0; status == CHELA_OK && self->table->capabilities[i]; i++)
        status = bind_capability(self, self->table->capabilities[i], err);
    if (status < 0)
        return status;
    const char *name;
    json_t     *entry;
    json_object_foreach(json_object_get(self->manifest, "capabilities"), name, entry)
    {
        if (!has_function(self->table, name))
            return chela__error(err, CHELA_INVALID, "the plugin has no function for %s", name);
    }
    return CHELA_OK;
}

void
chela__plugin_free(struct chela__plugin *self)
{
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++)
        chela__binding_free(self->bindings[i]);
    json_decref(self->manifest);
    free(self);
}

chela_status
chela__plugin_check(const struct chela_plugin *table, const char *manifest, size_t len,
                    struct chela__plugin **ret_plugin, struct chela_error *err)
{
    chela_status status = check_table(table, manifest, len, err);
    if (status < 0)
        return status;
    struct chela__plugin *self = calloc(1, sizeof(*self));
    if (!self)
        return chela__error_memory(err);
    self->table = table;
    status      = chela__json_read(manifest, len, NULL, &self->manifest, err);
    if (status == CHELA_OK)
        status = check_identity(self, err);
    if (status == CHELA_OK)
        status = bind_all(self, err);
    if (status < 0) {
        chela__plugin_free(self);
        return status;
    }
    *ret_plugin = self;
    return CHELA_OK;
}

// Nothing is ever unloaded: dlclose() is no unload (threads, TLS, NODELETE), and the descriptor
// stays open because glibc finds loaded libraries by name, so a reused number would return this
// one.
chela_status
chela__plugin_load(int so_fd, const char *manifest, size_t len, struct chela__plugin **ret_plugin,
                   struct chela_error *err)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", so_fd);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        chela__error(err, CHELA_INVALID, "the plugin cannot be loaded: %s", dlerror());
        close(so_fd);
        return CHELA_INVALID;
    }
    const struct chela_plugin *table = dlsym(library, SYMBOL);
    if (!table)
        return chela__error(err, CHELA_INVALID, "the plugin does not export " SYMBOL);
    return chela__plugin_check(table, manifest, len, ret_plugin, err);
}

const struct chela_plugin *
chela__plugin_table(const struct chela__plugin *plugin)
{
    return plugin->table;
}
