// options.h - reading a command line; between main.c and options.c.
#ifndef CHELA_CLI_OPTIONS_H
#define CHELA_CLI_OPTIONS_H

#include "cli/cli.h"

// What every command takes.
extern const struct chela__option chela__common_options[];
enum {
    CHELA__COMMON_JSON,
    CHELA__COMMON_HOME,
    CHELA__COMMON_IMAGE,
    CHELA__COMMON_HELP,
    CHELA__COMMON_COUNT
};

// Fills `cli->values` by the command's options, `cli->arguments` with the rest (the places of
// `argv` are reused) and ret_common by chela__common_options. cli->command may be NULL.
chela_status
chela__options_read(struct chela__cli *cli, int argc, char **argv, const char **ret_common,
                    struct chela_error *err);

void
chela__options_print(const struct chela__option *options);

#endif
