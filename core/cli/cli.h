// cli.h - the frame of the command `chela`: commands as data, options, exit codes, output.
//
// A command is a file cmd_NAME.c with one `const struct chela__command chela__cmd_NAME`, named in
// the table of commands.h. It parses nothing itself: the frame reads the options that the command
// lists and hands over the rest.
#ifndef CHELA_CLI_H
#define CHELA_CLI_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "cli/place.h"

#define CHELA__MAX_OPTIONS 16

// Exit codes.
enum chela__exit {
    CHELA__EXIT_DONE         = 0,
    CHELA__EXIT_FAILED       = 1,
    CHELA__EXIT_USAGE        = 2,
    CHELA__EXIT_REFUSED      = 3,
    CHELA__EXIT_NEEDS_ANSWER = 4
};

// --name or, with a `value` ("TIME"), --name TIME and --name=TIME.
struct chela__option {
    const char *name;
    const char *value; // NULL: a flag
    const char *help;
};

struct chela__cli;

struct chela__command {
    const char                 *name;
    const char                 *summary; // one line, for `chela --help`
    const char                 *usage;   // "inspect ID|FILE"; several lines for several forms
    const char                 *help;    // what it does; may be NULL
    const struct chela__option *options; // ended by a NULL name; may be NULL
    uint32_t                    min_arguments, max_arguments;
    int (*run)(struct chela__cli *cli); // returns an exit code
};
#define CHELA__ANY_NUMBER UINT32_MAX

// One run. Everything is borrowed from main().
struct chela__cli {
    const struct chela__command *command;
    struct chela__place          place;
    char                       **arguments; // after the options
    uint32_t                     count;
    char                         lang[16]; // of LC_ALL, LC_MESSAGES or LANG ("zh_CN"), else "en"
    bool                         json;     // --json: one object a line
    bool                         colours;  // stdout is a terminal
    bool                         terminal; // stdin and stderr are: one may ask
    const char                  *values[CHELA__MAX_OPTIONS]; // of the command's options, in order
};

// The value of an option of the command; "" for a flag that was given; NULL when it was not.
const char *
chela__cli_option(const struct chela__cli *cli, const char *name);

// The argument at a position, or NULL.
const char *
chela__cli_argument(const struct chela__cli *cli, uint32_t at);

// The exit code for a status: done, refused, needs an answer, else failed.
int
chela__cli_exit(chela_status status);

// Says why on stderr (with --json as {"error": {"status", "text"}} on stdout); the exit code.
int
chela__cli_fail(const struct chela__cli *cli, const struct chela_error *err);

// The same for a command line that is wrong; points at --help.
__attribute__((format(printf, 2, 3))) int
chela__cli_usage(const struct chela__cli *cli, const char *format, ...);

// Reads the command line and runs the command; what main() returns.
int
chela__cli_main(int argc, char **argv);

#endif
