// options.c - reads a command line by the options that a command lists; called by main.c.
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

const struct chela__option chela__common_options[] = {
    {"json", NULL, "print one JSON object a line"},
    {"home", "DIR", "work with DIR as the user's home"},
    {"image", "DIR", "use the OEM's image in DIR"},
    {"help", NULL, "show this help"},
    {NULL, NULL, NULL},
};

static int
option_find(const struct chela__option *options, const char *name, size_t len)
{
    for (int i = 0; options && options[i].name; i++)
        if (strlen(options[i].name) == len && !strncmp(options[i].name, name, len))
            return i;
    return -1;
}

// One walk along the arguments.
struct reader {
    int    argc;
    char **argv;
    int    at;
};

// The value behind "=", else the next argument; "" for a flag.
static chela_status
read_value(struct reader *reader, const struct chela__option *option, const char *equals,
           const char **ret_value, struct chela_error *err)
{
    if (!option->value && equals)
        return chela__error(err, CHELA_INVALID, "--%s takes no value", option->name);
    if (!option->value)
        *ret_value = "";
    else if (equals)
        *ret_value = equals + 1;
    else if (reader->at + 1 < reader->argc)
        *ret_value = reader->argv[++reader->at];
    else
        return chela__error(err, CHELA_INVALID, "--%s needs %s", option->name, option->value);
    return CHELA_OK;
}

static chela_status
read_option(struct reader *reader, struct chela__cli *cli, const char **common,
            struct chela_error *err)
{
    const struct chela__option *own    = cli->command ? cli->command->options : NULL;
    const char                 *name   = reader->argv[reader->at] + 2;
    const char                 *equals = strchr(name, '=');
    size_t                      len    = equals ? (size_t)(equals - name) : strlen(name);
    int                         at     = option_find(own, name, len);
    if (own && at >= 0)
        return read_value(reader, &own[at], equals, &cli->values[at], err);
    at = option_find(chela__common_options, name, len);
    if (at >= 0)
        return read_value(reader, &chela__common_options[at], equals, &common[at], err);
    return chela__error(err, CHELA_INVALID, "unknown option --%.*s", (int)len, name);
}

chela_status
chela__options_read(struct chela__cli *cli, int argc, char **argv, const char **ret_common,
                    struct chela_error *err)
{
    struct reader reader = {.argc = argc, .argv = argv, .at = 0};
    cli->arguments       = argv;
    cli->count           = 0;
    bool only_arguments  = false;
    for (; reader.at < argc; reader.at++) {
        char *word = argv[reader.at];
        if (only_arguments || strncmp(word, "--", 2) != 0) {
            cli->arguments[cli->count++] = word;
        } else if (!word[2]) {
            only_arguments = true;
        } else {
            chela_status status = read_option(&reader, cli, ret_common, err);
            if (status < 0)
                return status;
        }
    }
    return CHELA_OK;
}

void
chela__options_print(const struct chela__option *options)
{
    for (; options && options->name; options++) {
        char left[48];
        snprintf(left, sizeof left, "--%s%s%s", options->name, options->value ? " " : "",
                 options->value ? options->value : "");
        (void)printf("  %-22s %s\n", left, options->help);
    }
}
