// project.c - reads the manifest of a plugin's source folder, with the SDK's types.
#include "cli/develop.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/json.h"
#include "package/types.h"

// Folder and file of `path`, which names either.
static chela_status
split_path(const char *path, char **ret_folder, char **ret_file, struct chela_error *err)
{
    struct stat info;
    bool        is_folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    const char *slash     = strrchr(path, '/');
    *ret_folder           = is_folder ? strdup(path)
                            : slash   ? strndup(path, (size_t)(slash - path) + (slash == path))
                                      : strdup(".");
    *ret_file             = is_folder ? chela__path(path, "manifest.json") : strdup(path);
    return *ret_folder && *ret_file ? CHELA_OK : chela__error_memory(err);
}

static chela_status
resolve_types(const struct chela__place *place, const struct chela__project *project,
              char **ret_types, struct chela_error *err)
{
    json_t      *json = NULL, *types = NULL;
    char        *folder = chela__path(place->sdk, "types");
    chela_status status = folder ? CHELA_OK : chela__error_memory(err);
    if (status == CHELA_OK)
        status = chela__json_read(project->text, project->len, NULL, &json, err);
    if (status == CHELA_OK)
        status = chela__types_resolve(json, folder, &types, err);
    if (status == CHELA_OK && !(*ret_types = chela__json_text(types)))
        status = chela__error_memory(err);
    json_decref(types);
    json_decref(json);
    free(folder);
    return status;
}

chela_status
chela__project_read(const struct chela__place *place, const char *path,
                    struct chela__project *ret_project, struct chela_error *err)
{
    struct chela__project project = {NULL, NULL, 0, NULL};
    char                 *file = NULL, *types = NULL;
    chela_status          status = split_path(path, &project.folder, &file, err);
    if (status == CHELA_OK)
        status = chela__file_read(AT_FDCWD, file, CHELA__MANIFEST_MAX_BYTES, &project.text,
                                  &project.len, err);
    if (status == CHELA_OK)
        status = resolve_types(place, &project, &types, err);
    if (status == CHELA_OK)
        status = chela__manifest_read(project.text, project.len, types, strlen(types),
                                      &project.manifest, err);
    free(types);
    free(file);
    if (status < 0)
        chela__project_done(&project);
    else
        *ret_project = project;
    return status;
}

void
chela__project_done(struct chela__project *project)
{
    chela__manifest_free(project->manifest);
    free(project->folder);
    free(project->text);
    memset(project, 0, sizeof *project);
}
