// cmd_bind.c - `chela bind`: from manifest.json to NAME.chela.h.
#include <fcntl.h>
#include <stdio.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/develop.h"
#include "cli/out.h"

static chela_status
write_header(struct chela__cli *cli, const char *path, char *ret_path, size_t size,
             struct chela_error *err)
{
    struct chela__project project;
    struct chela__buffer  header = CHELA__BUFFER_INIT;
    char                  prefix[64];
    chela_status          status = chela__project_read(&cli->place, path, &project, err);
    if (status < 0)
        return status;
    const char *output = chela__cli_option(cli, "output");
    chela__plugin_prefix(project.manifest, prefix);
    if (output)
        snprintf(ret_path, size, "%s", output);
    else
        snprintf(ret_path, size, "%s/%s.chela.h", project.folder, prefix);
    status = chela__function_header(&project, &header, err);
    if (status == CHELA_OK)
        status = chela__file_write(AT_FDCWD, ret_path, 0644, header.data, header.len, err);
    chela__buffer_done(&header);
    chela__project_done(&project);
    return status;
}

static int
run(struct chela__cli *cli)
{
    struct chela_error err = CHELA_ERROR_INIT;
    char               path[4096];
    const char        *manifest = cli->count ? cli->arguments[0] : ".";
    if (write_header(cli, manifest, path, sizeof path, &err) < 0)
        return chela__cli_fail(cli, &err);
    if (cli->json)
        return chela__cli_exit(chela__out_json_take(cli, json_pack("{s:s}", "header", path)));
    chela__out_note(cli, "%s", path);
    return CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"output", "FILE", "the header to write; NAME.chela.h beside the manifest otherwise"},
    {NULL, NULL, NULL}};

const struct chela__command chela__cmd_bind = {
    .name    = "bind",
    .summary = "write the C header of a plugin from its manifest",
    .usage   = "bind [MANIFEST|DIR]",
    .help = "Writes NAME.chela.h: a prototype for each capability, the tables of the ABI and the\n"
            "manifest byte for byte. A definition that has drifted from its schema does not "
            "compile.",
    .options       = options,
    .min_arguments = 0,
    .max_arguments = 1,
    .run           = run,
};
