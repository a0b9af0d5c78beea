// cmd_new.c - `chela new`: a plugin project from the SDK's template.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/out.h"

#define MAX_TEMPLATE ((size_t)64 * 1024)
#define MAX_NAME 32

// What the template's files become.
static const struct {
    const char *from, *to;
} files[] = {{"manifest.json", "manifest.json"},
             {"plugin.c.in", "@NAME@.c"},
             {"CMakeLists.txt", "CMakeLists.txt"},
             {"gitignore", ".gitignore"}};

struct project {
    const char *folder, *name, *id;
};

// The text with @NAME@ and @ID@ filled in.
static void
fill_in(struct chela__buffer *out, const char *text, const struct project *project)
{
    while (*text) {
        if (!strncmp(text, "@NAME@", 6)) {
            chela__buffer_text(out, project->name);
            text += 6;
        } else if (!strncmp(text, "@ID@", 4)) {
            chela__buffer_text(out, project->id);
            text += 4;
        } else {
            chela__buffer_byte(out, *text++);
        }
    }
    chela__buffer_byte(out, '\0');
}

static chela_status
write_file(const struct chela__place *place, size_t index, const struct project *project,
           struct chela_error *err)
{
    char                 from[4096], to[4096];
    struct chela__buffer name = CHELA__BUFFER_INIT, content = CHELA__BUFFER_INIT;
    char                *text = NULL;
    size_t               len;
    snprintf(from, sizeof from, "%s/template/%s", place->sdk, files[index].from);
    chela_status status = chela__file_read(AT_FDCWD, from, MAX_TEMPLATE, &text, &len, err);
    if (status < 0)
        return status;
    fill_in(&name, files[index].to, project);
    fill_in(&content, text, project);
    if (name.failed || content.failed) {
        status = chela__error_memory(err);
    } else {
        snprintf(to, sizeof to, "%s/%s", project->folder, name.data);
        status = chela__file_write(AT_FDCWD, to, 0644, content.data, content.len - 1, err);
    }
    chela__buffer_done(&content);
    chela__buffer_done(&name);
    free(text);
    return status;
}

static bool
name_valid(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");
    return len && len <= MAX_NAME && !name[len] && (name[0] < '0' || name[0] > '9');
}

static int
run(struct chela__cli *cli)
{
    struct chela_error err    = CHELA_ERROR_INIT;
    const char        *folder = cli->arguments[0];
    const char        *slash  = strrchr(folder, '/');
    const char        *id     = chela__cli_option(cli, "id");
    char               own_id[MAX_NAME + 16];
    struct project     project = {folder, slash ? slash + 1 : folder, id ? id : own_id};
    if (!name_valid(project.name))
        return chela__cli_usage(cli, "new: a name is small letters and digits, such as \"hello\"");
    snprintf(own_id, sizeof own_id, "org.example.%s", project.name);
    if (mkdir(folder, 0755) < 0) {
        chela__error_errno(&err, errno, "%s: cannot be made", folder);
        return chela__cli_fail(cli, &err);
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (write_file(&cli->place, i, &project, &err) < 0)
            return chela__cli_fail(cli, &err);
    if (cli->json)
        return chela__cli_exit(
            chela__out_json_take(cli, json_pack("{s:s, s:s}", "folder", folder, "id", project.id)));
    chela__out_line(cli, "%s: %s. Try: chela dev %s", folder, project.id, folder);
    return CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"id", "ID", "the plugin's id; else org.example.NAME"}, {NULL, NULL, NULL}};

const struct chela__command chela__cmd_new = {
    .name    = "new",
    .summary = "start a plugin project",
    .usage   = "new NAME [--id ID]",
    .help = "Makes the folder NAME with a manifest, a C file and a CMake file. It builds, passes\n"
            "`chela check` and runs untouched.",
    .options       = options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run           = run,
};
