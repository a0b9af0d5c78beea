// out.h - what a command prints: text for people or one JSON object a line.
#ifndef CHELA_CLI_OUT_H
#define CHELA_CLI_OUT_H

#include "cli/cli.h"

enum chela__style {
    CHELA__PLAIN,
    CHELA__BOLD,
    CHELA__DIM,
    CHELA__RED,
    CHELA__GREEN,
    CHELA__YELLOW
};

// The escape sequence of a style, "" without colours. Static.
const char *
chela__out_style(const struct chela__cli *cli, enum chela__style style);

// One JSON object on its own line of stdout, flushed. Takes `object`, also on failure; NULL is
// out of memory.
chela_status
chela__out_json_take(const struct chela__cli *cli, json_t *object);

// A line of text on stdout / on stderr. Control characters of untrusted texts are the caller's to
// remove: chela__out_clean().
__attribute__((format(printf, 2, 3))) void
chela__out_line(const struct chela__cli *cli, const char *format, ...);
__attribute__((format(printf, 2, 3))) void
chela__out_note(const struct chela__cli *cli, const char *format, ...);

// Columns of a terminal that the text takes.
size_t
chela__out_width(const char *text, size_t len);

// A copy without control and direction characters, cut to `max` columns (0: not). free() it; NULL:
// out of memory.
char *
chela__out_clean(const char *text, size_t len, size_t max);

#endif
