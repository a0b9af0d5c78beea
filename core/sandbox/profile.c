// profile.c - from a manifest's `sandbox`, `libraries` and `limits` to what a worker may touch.
//
// What is not declared is not in the profile, and what is not in the profile is not reachable.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "sandbox/sandbox.h"

#define MIB ((int64_t)1024 * 1024)
#define MEMORY_DEFAULT (256 * MIB)
#define FILE_SIZE_DEFAULT (16 * MIB)
#define FILES_DEFAULT 32
#define FILES_MAX 1024
#define THREADS_DEFAULT 8
#define THREADS_MAX 64
#define STACK (1 * MIB) // of each thread but the first; glibc's 8 MiB each would eat the memory

// First of the user ids that plugins get when the host is root.
#define UID_BASE 0x48000000u

// Code, gconv, C.UTF-8.
static const char *const base_code[]  = {"/lib", "/lib64", "/usr/lib", "/usr/lib64"};
static const char *const base_reads[] = {
    "/etc/ld.so.cache", "/usr/share/locale", "/usr/share/zoneinfo",        "/etc/localtime",
    "/etc/timezone",    "/etc/ssl",          "/usr/share/ca-certificates",
};
// What libraries with data of their own read: fonts, media types, poppler's tables.
static const char *const library_reads[] = {
    "/etc/fonts",      "/usr/share/fonts", "/usr/share/fontconfig", "/usr/share/poppler",
    "/usr/share/mime", "/usr/share/color", "/usr/share/xml",        "/usr/share/libthai",
};

struct derivation {
    const struct chela__places *places;
    struct chela__buffer        paths;
};

static void
add_path(struct derivation *self, char mode, const char *path)
{
    chela__buffer_format(&self->paths, "%c %s\n", mode, path);
}

static chela_status
add_home_path(struct derivation *self, char mode, const char *path, struct chela_error *err)
{
    bool is_home = path[0] == '~' && (path[1] == '/' || path[1] == 0);
    if (strchr(path, '\n') || strstr(path, "/../") || (!is_home && path[0] != '/'))
        return chela__error(err, CHELA_INVALID, "sandbox: \"%s\" is not an absolute path", path);
    if (!is_home) {
        add_path(self, mode, path);
        return CHELA_OK;
    }
    if (!self->places->home)
        return chela__error(err, CHELA_INVALID, "sandbox: \"%s\", but there is no home folder",
                            path);
    chela__buffer_format(&self->paths, "%c %s%s\n", mode, self->places->home, path + 1);
    return CHELA_OK;
}

// A configured path, or several.
static chela_status
add_config(struct derivation *self, char mode, const char *key, struct chela_error *err)
{
    const json_t *value  = json_object_get(self->places->config, key);
    chela_status  status = CHELA_OK;
    if (json_is_string(value))
        return add_home_path(self, mode, json_string_value(value), err);
    for (size_t i = 0; status == CHELA_OK && i < json_array_size(value); i++)
        if (json_is_string(json_array_get(value, i)))
            status = add_home_path(self, mode, json_string_value(json_array_get(value, i)), err);
    return status;
}

// `text` is PATH:r or PATH:rw.
static chela_status
add_files(struct derivation *self, const char *text, struct chela_error *err)
{
    const char *colon = strrchr(text, ':');
    char        path[4096];
    if (!colon || (size_t)(colon - text) >= sizeof(path))
        return chela__error(err, CHELA_INVALID, "sandbox: \"files:%s\": expected PATH:r or PATH:rw",
                            text);
    memcpy(path, text, (size_t)(colon - text));
    path[colon - text] = 0;
    char mode          = strcmp(colon, ":rw") == 0 ? 'w' : 'r';
    if (strncmp(path, "$config/", 8) == 0)
        return add_config(self, mode, path + 8, err);
    const char *root = strncmp(path, "$data", 5) == 0    ? self->places->data
                       : strncmp(path, "$cache", 6) == 0 ? self->places->cache
                                                         : NULL;
    if (!root)
        return add_home_path(self, mode, path, err);
    chela__buffer_format(&self->paths, "%c %s%s\n", mode, root, path + (path[1] == 'd' ? 5 : 6));
    return CHELA_OK;
}

// Network, D-Bus and programs need no right of the worker: the host does them for it, and the
// worker may only use what it is handed.
static chela_status
add_reach(struct derivation *self, const char *text, struct chela__profile *profile,
          struct chela_error *err)
{
    if (strcmp(text, "threads") == 0)
        profile->flags |= CHELA__PROFILE_THREADS;
    if (strncmp(text, "net:", 4) == 0)
        profile->flags |= CHELA__PROFILE_NET;
    if (strncmp(text, "exec:", 5) == 0)
        profile->flags |= CHELA__PROFILE_EXECS;
    if (strncmp(text, "dbus.", 5) == 0)
        profile->flags |= CHELA__PROFILE_BUS;
    if (strncmp(text, "files:", 6) != 0)
        return CHELA_OK;
    profile->flags |= CHELA__PROFILE_FILES;
    return add_files(self, text + 6, err);
}

// libc, libm and Jansson are in every worker; anything else brings code and data of its own.
static bool
has_libraries(const json_t *libraries)
{
    size_t  index;
    json_t *each;
    json_array_foreach(libraries, index, each)
    {
        const char *name = json_string_value(each);
        if (name && strncmp(name, "libjansson.so", 13) != 0 && strncmp(name, "libc.so", 7) != 0 &&
            strncmp(name, "libm.so", 7) != 0)
            return true;
    }
    return false;
}

static int64_t
limit(const json_t *limits, const char *name, int64_t otherwise, int64_t max)
{
    int64_t value = chela__json_int(limits, name, otherwise);
    return value > max ? max : value;
}

static void
take_limits(const struct chela__manifest *plugin, struct chela__profile *profile)
{
    const json_t *limits = json_object_get(plugin->json, "limits");
    profile->memory      = limit(limits, "memory", MEMORY_DEFAULT, INT64_MAX);
    profile->files       = limit(limits, "files", FILES_DEFAULT, FILES_MAX);
    profile->file_size   = profile->flags & CHELA__PROFILE_FILES
                               ? limit(limits, "file_size", FILE_SIZE_DEFAULT, INT64_MAX)
                               : 0;
    profile->threads     = 1;
    profile->stack       = STACK;
    if (plugin->is_parallel)
        profile->flags |= CHELA__PROFILE_THREADS | CHELA__PROFILE_PARALLEL;
    if (profile->flags & CHELA__PROFILE_THREADS)
        profile->threads = limit(limits, "threads", THREADS_DEFAULT, THREADS_MAX);
}

// One identity a plugin, so that the limits on processes bind it. Plugins that work on files stay
// who the user is, without the capabilities.
static int64_t
own_uid(const char *id)
{
    uint32_t hash = 2166136261u; // FNV-1a
    for (; *id; id++)
        hash = (hash ^ (unsigned char)*id) * 16777619u;
    return (int64_t)(UID_BASE + (hash & 0xFFFFFFu));
}

static chela_status
add_all(struct derivation *self, const struct chela__manifest *plugin,
        struct chela__profile *profile, struct chela_error *err)
{
    chela_status status = CHELA_OK;
    size_t       index;
    json_t      *each;
    if (has_libraries(json_object_get(plugin->json, "libraries")))
        profile->flags |= CHELA__PROFILE_LIBRARIES;
    for (size_t i = 0; i < sizeof(base_code) / sizeof(*base_code); i++)
        add_path(self, 'x', base_code[i]);
    for (size_t i = 0; i < sizeof(base_reads) / sizeof(*base_reads); i++)
        add_path(self, 'r', base_reads[i]);
    for (size_t i = 0; i < sizeof(library_reads) / sizeof(*library_reads); i++)
        if (profile->flags & CHELA__PROFILE_LIBRARIES)
            add_path(self, 'r', library_reads[i]);
    json_array_foreach(json_object_get(plugin->json, "sandbox"), index, each)
    {
        if (status == CHELA_OK && json_is_string(each))
            status = add_reach(self, json_string_value(each), profile, err);
    }
    return status;
}

chela_status
chela__profile_derive(const struct chela__manifest *plugin, const struct chela__places *places,
                      struct chela__profile *ret_profile, struct chela_error *err)
{
    struct derivation     self    = {.places = places};
    struct chela__profile profile = {.uid = -1};
    if (plugin->tier != CHELA__PLATFORM)
        profile.flags |= CHELA__PROFILE_FLOOR;
    if (plugin->tier > CHELA__VENDOR)
        profile.flags |= CHELA__PROFILE_NAMESPACES;
    chela_status status = add_all(&self, plugin, &profile, err);
    take_limits(plugin, &profile);
    if (geteuid() == 0 && !(profile.flags & CHELA__PROFILE_FILES))
        profile.uid = own_uid(plugin->id);
    profile.paths = chela__buffer_take(&self.paths, NULL);
    if (!profile.paths && status == CHELA_OK)
        status = chela__error_memory(err);
    if (status < 0) {
        chela__profile_done(&profile);
        return status;
    }
    *ret_profile = profile;
    return CHELA_OK;
}

void
chela__profile_done(struct chela__profile *profile)
{
    free(profile->paths);
    profile->paths = NULL;
}

static bool
is_base_read(const char *path, size_t len)
{
    for (size_t i = 0; i < sizeof(base_reads) / sizeof(*base_reads); i++)
        if (strlen(base_reads[i]) == len && memcmp(base_reads[i], path, len) == 0)
            return true;
    return false;
}

static void
describe_paths(const struct chela__profile *profile, struct chela__buffer *text)
{
    chela__buffer_text(text, "reads system libraries, locales, time zones and certificates\n");
    for (const char *line = profile->paths; *line; line += strcspn(line, "\n") + 1) {
        size_t len = strcspn(line, "\n") - 2;
        if (*line != 'x' && !is_base_read(line + 2, len))
            chela__buffer_format(text, "%s %.*s\n", *line == 'w' ? "reads and writes" : "reads",
                                 (int)len, line + 2);
    }
    chela__buffer_text(text, profile->flags & CHELA__PROFILE_NAMESPACES
                                 ? "sees no other path, process or network device: it has "
                                   "namespaces of its own\n"
                                 : "opens no other file\n");
}

void
chela__profile_describe(const struct chela__profile *profile, struct chela__buffer *text)
{
    uint32_t flags = profile->flags;
    describe_paths(profile, text);
    chela__buffer_format(text, "uses at most %lld MiB of memory, %lld open files, %lld threads\n",
                         (long long)(profile->memory / MIB), (long long)profile->files,
                         (long long)profile->threads);
    if (profile->file_size > 0)
        chela__buffer_format(text, "writes files of at most %lld MiB\n",
                             (long long)(profile->file_size / MIB));
    if (profile->uid >= 0)
        chela__buffer_text(text, "runs as a user of its own\n");
    chela__buffer_text(text, "is ended by every system call that is not in the table\n");
    chela__buffer_text(text, flags & CHELA__PROFILE_EXECS
                                 ? "starts programs through the host alone, each in a sandbox of "
                                   "its own (bubblewrap)\n"
                                 : "starts no program\n");
    chela__buffer_text(text, flags & CHELA__PROFILE_CONNECTS
                                 ? "gets connections from the host alone, to what is named above\n"
                                 : "opens no connection\n");
}
