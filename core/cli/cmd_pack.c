// cmd_pack.c - `chela pack`: a package from a plugin's folder.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "package/package.h"

// DIR/plugin.so or DIR/build/plugin.so when no option names one and lib/ has none.
static char *
find_plugin(const char *folder)
{
    static const char *const places[] = {"plugin.so", "build/plugin.so"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char *path = chela__path(folder, places[i]);
        if (path && !access(path, R_OK))
            return path;
        free(path);
    }
    return NULL;
}

static chela_status
write_package(struct chela__cli *cli, const struct chela__buffer *package,
              const struct chela__manifest *manifest, char **ret_path, struct chela_error *err)
{
    const char *out  = chela__cli_option(cli, "out");
    char       *path = NULL;
    int         made = out ? asprintf(&path, "%s", out)
                           : asprintf(&path, "%s-%s.chela", manifest->id, manifest->version);
    if (made < 0)
        return chela__error_memory(err);
    chela_status status = chela__file_write(AT_FDCWD, path, 0644, package->data, package->len, err);
    if (status < 0)
        free(path);
    else
        *ret_path = path;
    return status;
}

static int
run(struct chela__cli *cli)
{
    const char                *folder   = chela__cli_argument(cli, 0);
    const char                *plugin   = chela__cli_option(cli, "plugin");
    const char                *types    = chela__cli_option(cli, "types");
    struct chela_error         err      = CHELA_ERROR_INIT;
    struct chela__buffer       package  = CHELA__BUFFER_INIT;
    struct chela__manifest    *manifest = NULL;
    char                      *found    = plugin ? NULL : find_plugin(folder);
    char                      *of_sdk   = chela__path(cli->place.sdk, "types");
    char                      *path     = NULL;
    struct chela__pack_options options  = {.folder  = folder,
                                           .plugin  = plugin ? plugin : found,
                                           .triplet = chela__cli_option(cli, "triplet"),
                                           .types   = types ? types : of_sdk};
    chela_status               status   = of_sdk ? CHELA_OK : chela__error_memory(&err);
    if (status == CHELA_OK)
        status = chela__pack(&options, &package, &manifest, &err);
    if (status == CHELA_OK)
        status = write_package(cli, &package, manifest, &path, &err);
    if (status == CHELA_OK && cli->json)
        status = chela__out_json_take(cli, json_pack("{s:s, s:s, s:s, s:I}", "file", path, "id",
                                                     manifest->id, "version", manifest->version,
                                                     "bytes", (json_int_t)package.len));
    else if (status == CHELA_OK)
        chela__out_line(cli, "%s", path);
    chela__manifest_free(manifest);
    chela__buffer_done(&package);
    free(found);
    free(of_sdk);
    free(path);
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

static const struct chela__option options[] = {
    {"plugin", "FILE", "the plugin's binary; else DIR/plugin.so or DIR/build/plugin.so"},
    {"triplet", "TRIPLET", "what the binary is built for; else this machine"},
    {"out", "FILE", "where to write; else ID-VERSION.chela here"},
    {"types", "DIR", "semantic types; else those of the SDK"},
    {NULL, NULL, NULL},
};

const struct chela__command chela__cmd_pack = {
    .name    = "pack",
    .summary = "make a package of a plugin",
    .usage   = "pack DIR [--plugin FILE] [--out FILE]",
    .help    = "Packs DIR/manifest.json with the types it refers to, the binary, DIR/lib/ and\n"
               "DIR/assets/. The same files give the same bytes. Sign it next: chela sign.",
    .options = options,
    .min_arguments = 1,
    .max_arguments = 1,
    .run           = run,
};
