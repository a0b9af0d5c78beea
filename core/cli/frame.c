// frame.c - finds the command that is meant, reads its options and runs it; called by main.c.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/out.h"

#define COMMAND_POINTER(name) &chela__cmd_##name,
static const struct chela__command *const commands[] = {CHELA__COMMANDS(COMMAND_POINTER) NULL};

const char *
chela__cli_option(const struct chela__cli *cli, const char *name)
{
    const struct chela__option *options = cli->command->options;
    for (size_t i = 0; options && options[i].name; i++)
        if (!strcmp(options[i].name, name))
            return cli->values[i];
    return NULL;
}

const char *
chela__cli_argument(const struct chela__cli *cli, uint32_t at)
{
    return at < cli->count ? cli->arguments[at] : NULL;
}

int
chela__cli_exit(chela_status status)
{
    switch (status) {
    case CHELA_OK:
    case CHELA_PENDING: // it goes on later
        return CHELA__EXIT_DONE;
    case CHELA_DENIED:
    case CHELA_UNTRUSTED:
        return CHELA__EXIT_REFUSED;
    case CHELA_NEEDS_ANSWER:
        return CHELA__EXIT_NEEDS_ANSWER;
    default:
        return CHELA__EXIT_FAILED;
    }
}

static void
say_error(const struct chela__cli *cli, const char *status, const char *text)
{
    if (cli->json)
        (void)chela__out_json_take(
            cli, json_pack("{s:{s:s, s:s}}", "error", "status", status, "text", text));
    else
        chela__out_note(cli, "chela: %s", text);
}

int
chela__cli_fail(const struct chela__cli *cli, const struct chela_error *err)
{
    say_error(cli, chela__status_name(err->status), err->text);
    return chela__cli_exit(err->status);
}

int
chela__cli_usage(const struct chela__cli *cli, const char *format, ...)
{
    char    text[CHELA_ERROR_TEXT];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    say_error(cli, "usage", text);
    if (!cli->json && cli->command)
        chela__out_note(cli, "try: chela %s --help", cli->command->name);
    else if (!cli->json)
        chela__out_note(cli, "try: chela --help");
    return CHELA__EXIT_USAGE;
}

static const struct chela__command *
command_find(const char *name)
{
    for (size_t i = 0; commands[i]; i++)
        if (!strcmp(commands[i]->name, name))
            return commands[i];
    return NULL;
}

static int
help_all(void)
{
    (void)printf("usage: chela COMMAND [OPTIONS]\n\n");
    for (size_t i = 0; commands[i]; i++)
        (void)printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
    (void)printf("\nOptions of every command:\n");
    chela__options_print(chela__common_options);
    (void)printf("\nExit codes: 0 done, 1 failed, 2 usage, 3 refused, 4 needs an answer.\n");
    return CHELA__EXIT_DONE;
}

// Each line of `usage` is one form of the command.
static int
help_command(const struct chela__command *command)
{
    const char *lead = "usage:";
    for (const char *line = command->usage; *line; lead = "      ") {
        size_t len = strcspn(line, "\n");
        (void)printf("%s chela %.*s\n", lead, (int)len, line);
        line += len + (line[len] == '\n');
    }
    (void)printf("\n%s\n", command->help ? command->help : command->summary);
    (void)printf("\nOptions:\n");
    chela__options_print(command->options);
    chela__options_print(chela__common_options);
    return CHELA__EXIT_DONE;
}

static int
unknown_command(const struct chela__cli *cli, const char *name)
{
    struct chela__nearest nearest;
    chela__nearest_init(&nearest, name);
    for (size_t i = 0; commands[i]; i++)
        chela__nearest_offer(&nearest, commands[i]->name, strlen(commands[i]->name), i);
    if (nearest.best != SIZE_MAX)
        return chela__cli_usage(cli, "unknown command \"%s\"; did you mean \"%s\"?", name,
                                commands[nearest.best]->name);
    return chela__cli_usage(cli, "unknown command \"%s\"", name);
}

static int
run_command(struct chela__cli *cli, const char **common)
{
    struct chela_error err = CHELA_ERROR_INIT;
    if (cli->count < cli->command->min_arguments)
        return chela__cli_usage(cli, "%s: too few arguments", cli->command->name);
    if (cli->count > cli->command->max_arguments)
        return chela__cli_usage(cli, "%s: too many arguments", cli->command->name);
    chela_status status = chela__place_find(common[CHELA__COMMON_HOME], common[CHELA__COMMON_IMAGE],
                                            &cli->place, &err);
    if (status < 0)
        return chela__cli_fail(cli, &err);
    int code = cli->command->run(cli);
    chela__place_done(&cli->place);
    if (fflush(stdout) && code == CHELA__EXIT_DONE)
        return CHELA__EXIT_FAILED;
    return code;
}

// Takes the command out of the arguments: the first word that is neither an option nor the value of
// a common one.
static const struct chela__command *
take_command(int *argc, char **argv, const char **ret_word)
{
    for (int i = 0; i < *argc; i++) {
        if (!strcmp(argv[i], "--home") || !strcmp(argv[i], "--image")) {
            i++;
        } else if (argv[i][0] != '-') {
            *ret_word = argv[i];
            memmove(argv + i, argv + i + 1, sizeof *argv * (size_t)(*argc - i));
            --*argc;
            return command_find(*ret_word);
        }
    }
    return NULL;
}

static void
find_lang(char ret_lang[16])
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char              *value       = NULL;
    for (size_t i = 0; i < 3 && (!value || !*value); i++)
        value = secure_getenv(variables[i]);
    if (!value || !*value || !strcmp(value, "POSIX") || strcspn(value, ".@") < 2)
        value = "en"; // "C" has no language either
    (void)snprintf(ret_lang, 16, "%.*s", (int)strcspn(value, ".@"), value);
}

int
chela__cli_main(int argc, char **argv)
{
    const char        *common[CHELA__COMMON_COUNT] = {NULL};
    const char        *word                        = NULL;
    struct chela_error err                         = CHELA_ERROR_INIT;
    struct chela__cli  cli                         = {
                                 .colours  = isatty(STDOUT_FILENO) && !secure_getenv("NO_COLOR"),
                                 .terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO),
    };
    find_lang(cli.lang);
    argc--;
    argv++;
    cli.command = take_command(&argc, argv, &word);
    if (word && !cli.command)
        return unknown_command(&cli, word);
    chela_status status = chela__options_read(&cli, argc, argv, common, &err);
    cli.json            = common[CHELA__COMMON_JSON] != NULL;
    if (status < 0)
        return chela__cli_usage(&cli, "%s", err.text);
    if (common[CHELA__COMMON_HELP])
        return cli.command ? help_command(cli.command) : help_all();
    if (!cli.command)
        return chela__cli_usage(&cli, "no command");
    return run_command(&cli, common);
}
