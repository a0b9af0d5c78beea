// findings.c - reports findings, and those about the binary; called by check_manifest.c and
// cmd_check.c.
#include "cli/findings.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "package/elf.h"

#define MAX_BINARY ((size_t)96 * 1024 * 1024)

static void
report(struct chela__findings *findings, struct chela__finding *finding, const char *format,
       va_list arguments)
{
    char    text[CHELA_ERROR_TEXT];
    size_t *count = finding->is_advice ? &findings->advice : &findings->errors;
    (void)vsnprintf(text, sizeof text, format, arguments);
    finding->text = text;
    if (++*count <= CHELA__MAX_FINDINGS)
        findings->report(findings->user, finding);
    finding->text = NULL;
}

void
chela__finding_add(struct chela__findings *findings, const char *id, const char *place,
                   const char *fix, const char *text, ...)
{
    struct chela__finding finding = {id, place, NULL, fix, false};
    va_list               arguments;
    va_start(arguments, text);
    report(findings, &finding, text, arguments);
    va_end(arguments);
}

void
chela__finding_advise(struct chela__findings *findings, const char *id, const char *place,
                      const char *fix, const char *text, ...)
{
    struct chela__finding finding = {id, place, NULL, fix, true};
    va_list               arguments;
    va_start(arguments, text);
    report(findings, &finding, text, arguments);
    va_end(arguments);
}

char *
chela__project_binary(const struct chela__project *project)
{
    static const char *const places[] = {"lib/" CHELA__TRIPLET "/plugin.so",
                                         "build/package/lib/" CHELA__TRIPLET "/plugin.so",
                                         "build/plugin.so", "plugin.so"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char *path = chela__path(project->folder, places[i]);
        if (path && access(path, R_OK) == 0)
            return path;
        free(path);
    }
    return NULL;
}

struct binary {
    struct chela__findings *findings;
    const char             *path;
};

static void
add_elf_finding(void *user, const char *id, const char *text)
{
    struct binary *binary = user;
    chela__finding_add(binary->findings, id, binary->path,
                       "build it with chela_add_plugin() of ChelaPlugin.cmake", "%s", text);
}

void
chela__check_binary(const struct chela__project *project, const char *path,
                    struct chela__findings *findings)
{
    const struct chela__elf_wanted wanted = {CHELA__TRIPLET,
                                             json_object_get(project->manifest->json, "libraries"),
                                             project->text, project->len};
    struct chela_error             err    = CHELA_ERROR_INIT;
    struct binary                  binary = {findings, path};
    char                          *data;
    size_t                         len;
    if (chela__file_read(AT_FDCWD, path, MAX_BINARY, &data, &len, &err) < 0) {
        chela__finding_add(findings, "binary-unreadable", path, "build the plugin again", "%s",
                           err.text);
        return;
    }
    chela__elf_findings(data, len, &wanted, add_elf_finding, &binary);
    free(data);
}
