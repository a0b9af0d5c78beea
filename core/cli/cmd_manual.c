// cmd_manual.c - `chela manual DIR`: the man pages, from the same table that --help reads.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/out.h"

#define COMMAND_POINTER(name) &chela__cmd_##name,
static const struct chela__command *const commands[] = {CHELA__COMMANDS(COMMAND_POINTER) NULL};

#define HEADING(section) ".TH CHELA" section " 1 \"\" \"chela " CHELA_VERSION "\" \"Chela\"\n"

// roff takes a leading dot or quote for a request, and a backslash for an escape.
static void
add_text(struct chela__buffer *page, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bool starts = i == 0 || text[i - 1] == '\n';
        if (starts && (text[i] == '.' || text[i] == '\''))
            chela__buffer_text(page, "\\&");
        if (text[i] == '\\')
            chela__buffer_text(page, "\\e");
        else if (text[i] == '-')
            chela__buffer_text(page, "\\-");
        else if (starts && text[i] == '\n')
            chela__buffer_text(page, ".PP\n");
        else
            chela__buffer_byte(page, text[i]);
    }
    chela__buffer_byte(page, '\n');
}

static void
add_line(struct chela__buffer *page, const char *request, const char *text)
{
    chela__buffer_text(page, request);
    add_text(page, text, strlen(text));
}

static void
add_options(struct chela__buffer *page, const struct chela__option *options)
{
    for (; options && options->name; options++) {
        chela__buffer_format(page, ".TP\n\\fB\\-\\-%s\\fR", options->name);
        if (options->value)
            chela__buffer_format(page, " \\fI%s\\fR", options->value);
        chela__buffer_byte(page, '\n');
        add_line(page, "", options->help);
    }
}

static void
write_command(struct chela__buffer *page, const struct chela__command *command)
{
    chela__buffer_format(page, HEADING("-%s"), command->name);
    chela__buffer_format(page, ".SH NAME\nchela\\-%s \\- ", command->name);
    add_line(page, "", command->summary);
    chela__buffer_text(page, ".SH SYNOPSIS\n.nf\n");
    for (const char *line = command->usage; *line;) {
        size_t len = strcspn(line, "\n");
        chela__buffer_text(page, "chela ");
        add_text(page, line, len);
        line += len + (line[len] == '\n');
    }
    add_line(page, ".fi\n.SH DESCRIPTION\n", command->help ? command->help : command->summary);
    chela__buffer_text(page, ".SH OPTIONS\n");
    add_options(page, command->options);
    add_options(page, chela__common_options);
    chela__buffer_text(page,
                       ".SH EXIT STATUS\n0 done, 1 failed, 2 usage, 3 refused, 4 needs an answer.\n"
                       ".SH SEE ALSO\n.BR chela (1)\n");
}

static void
write_overview(struct chela__buffer *page)
{
    chela__buffer_text(
        page,
        HEADING(
            "") ".SH NAME\nchela \\- an on\\-device agent over signed capability plugins\n"
                ".SH SYNOPSIS\n.B chela\n.I COMMAND\n[OPTIONS]\n"
                ".SH DESCRIPTION\nA sentence is planned over the installed plugins, checked, shown "
                "as one card, carried out after a yes, journaled, and undone on request. It needs "
                "neither a network nor a model.\n.SH COMMANDS\n");
    for (size_t i = 0; commands[i]; i++) {
        chela__buffer_format(page, ".TP\n\\fBchela\\-%s\\fR(1)\n", commands[i]->name);
        add_line(page, "", commands[i]->summary);
    }
    chela__buffer_text(page, ".SH OPTIONS OF EVERY COMMAND\n");
    add_options(page, chela__common_options);
    chela__buffer_text(
        page, ".SH EXIT STATUS\n0 done, 1 failed, 2 usage, 3 refused, 4 needs an answer.\n");
}

static chela_status
save(const char *folder, const char *name, struct chela__buffer *page, struct chela_error *err)
{
    char        *path   = chela__path(folder, name);
    size_t       len    = 0;
    char        *text   = chela__buffer_take(page, &len);
    chela_status status = path && text ? chela__file_write(AT_FDCWD, path, 0644, text, len, err)
                                       : chela__error_memory(err);
    free(path);
    free(text);
    return status;
}

static int
run(struct chela__cli *cli)
{
    struct chela_error   err    = CHELA_ERROR_INIT;
    struct chela__buffer page   = CHELA__BUFFER_INIT;
    const char          *folder = cli->arguments[0];
    chela_status         status = chela__make_folder(folder, &err);
    if (status == CHELA_OK) {
        write_overview(&page);
        status = save(folder, "chela.1", &page, &err);
    }
    for (size_t i = 0; status == CHELA_OK && commands[i]; i++) {
        char name[64];
        (void)snprintf(name, sizeof(name), "chela-%s.1", commands[i]->name);
        write_command(&page, commands[i]);
        status = save(folder, name, &page, &err);
    }
    return status < 0 ? chela__cli_fail(cli, &err) : CHELA__EXIT_DONE;
}

const struct chela__command chela__cmd_manual = {
    .name    = "manual",
    .summary = "write the man pages into a folder",
    .usage   = "manual DIR",
    .help    = "Writes chela.1 and one page for each command, from the table that --help reads.",
    .min_arguments = 1,
    .max_arguments = 1,
    .run           = run,
};
