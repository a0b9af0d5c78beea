// program_profile.c - what a plugin's programs may touch, from its manifest; called by call/exec.c.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "sandbox/list.h"
#include "sandbox/program.h"

#define MIB ((int64_t)1024 * 1024)
#define MEMORY_DEFAULT                                                                             \
    (1024 * MIB) // of data; programs reserve far more address space than they use
#define FILE_SIZE_DEFAULT (256 * MIB)
#define FILES_DEFAULT 256
#define TASKS_DEFAULT 64 // processes and threads
#define TASKS_MAX 512

// The worker's own system paths are there in any case.
static bool
is_declared(const char *line, size_t len)
{
    static const char *const system[] = {"/usr/", "/etc/", "/lib"};
    for (size_t i = 0; i < sizeof(system) / sizeof(*system); i++)
        if (len - 2 >= strlen(system[i]) && memcmp(line + 2, system[i], strlen(system[i])) == 0)
            return false;
    return *line != 'x';
}

static int64_t
limit(const json_t *limits, const char *name, int64_t otherwise, int64_t max)
{
    int64_t value = chela__json_int(limits, name, otherwise);
    return value > max ? max : value;
}

chela_status
chela__program_profile(const struct chela__manifest *plugin, const struct chela__profile *worker,
                       struct chela__profile *ret_profile, struct chela_error *err)
{
    const json_t         *limits  = json_object_get(plugin->json, "limits");
    struct chela__buffer  paths   = CHELA__BUFFER_INIT;
    struct chela__profile profile = {
        .flags     = CHELA__PROFILE_PROGRAM | CHELA__PROFILE_FILES | CHELA__PROFILE_THREADS,
        .uid       = worker->uid,
        .memory    = limit(limits, "memory", MEMORY_DEFAULT, INT64_MAX),
        .file_size = limit(limits, "file_size", FILE_SIZE_DEFAULT, INT64_MAX),
        .files     = limit(limits, "files", FILES_DEFAULT, 4096),
        .threads   = limit(limits, "threads", TASKS_DEFAULT, TASKS_MAX),
    };
    for (const char *line = worker->paths; *line;) {
        size_t len = strcspn(line, "\n");
        if (len > 2 && is_declared(line, len)) {
            chela__buffer_add(&paths, line, len);
            chela__buffer_byte(&paths, '\n');
        }
        line += len + (line[len] == '\n');
    }
    profile.paths = chela__buffer_take(&paths, NULL);
    if (!profile.paths)
        return chela__error_memory(err);
    *ret_profile = profile;
    return CHELA_OK;
}

void
chela__program_targets(const struct chela__reach *reach, struct chela__buffer *list)
{
    for (size_t i = 0; reach && i < reach->target_count; i++)
        chela__buffer_format(list, "%s:%u%c", reach->targets[i].host,
                             (unsigned)reach->targets[i].port, CHELA__LIST_END);
}

// A program that its user may rewrite is no declared program.
static bool
is_writable(const char *path, const struct chela__profile *profile)
{
    for (const char *line = profile->paths; *line; line += strcspn(line, "\n") + 1) {
        size_t len = strcspn(line, "\n") - 2;
        if (*line == 'w' && strncmp(path, line + 2, len) == 0 && path[len] == '/')
            return true;
        if (line[2 + len] == 0)
            break;
    }
    return false;
}

static bool
is_program(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 0111);
}

static chela_status
add_program(struct chela__profile *profile, const char *path, struct chela_error *err)
{
    struct chela__buffer paths = CHELA__BUFFER_INIT;
    chela__buffer_format(&paths, "%sx %s\n", profile->paths, path);
    char *all = chela__buffer_take(&paths, NULL);
    if (!all)
        return chela__error_memory(err);
    free(profile->paths);
    profile->paths = all;
    return CHELA_OK;
}

// "ffmpeg" in the system's folders, or what an absolute path leads to.
static char *
look_for(const char *program)
{
    static const char *const folders[] = {"/usr/bin/", "/usr/local/bin/", "/usr/sbin/"};
    char                    *found     = NULL;
    if (program[0] == '/')
        found = strstr(program, "/../") || strchr(program, '\n') ? NULL : realpath(program, NULL);
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders) && !found; i++) {
        struct chela__buffer path = CHELA__BUFFER_INIT;
        if (*program == 0 || strchr(program, '/'))
            return NULL;
        chela__buffer_format(&path, "%s%s", folders[i], program);
        found = chela__buffer_take(&path, NULL);
        if (found && !is_program(found)) {
            free(found);
            found = NULL;
        }
    }
    return found;
}

chela_status
chela__program_find(const char *program, struct chela__profile *profile, char **ret_path,
                    struct chela_error *err)
{
    char        *found  = look_for(program);
    chela_status status = CHELA_OK;
    if (!found || !is_program(found))
        status = chela__error(err, CHELA_UNAVAILABLE, "the program %s is not installed", program);
    else if (is_writable(found, profile))
        status = chela__error(err, CHELA_DENIED,
                              "the program %s lies in a folder that its plugin may write", program);
    else if (strncmp(found, "/usr/", 5) != 0)
        status = add_program(profile, found, err);
    if (status < 0) {
        free(found);
        return status;
    }
    *ret_path = found;
    return CHELA_OK;
}
