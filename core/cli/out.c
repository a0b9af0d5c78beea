// out.c - printing for people and programs; called by every command.
#include "cli/out.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/text.h"

const char *
chela__out_style(const struct chela__cli *cli, enum chela__style style)
{
    static const char *const escapes[] = {
        [CHELA__PLAIN] = "\033[0m", [CHELA__BOLD] = "\033[1m",   [CHELA__DIM] = "\033[2m",
        [CHELA__RED] = "\033[31m",  [CHELA__GREEN] = "\033[32m", [CHELA__YELLOW] = "\033[33m",
    };
    return cli->colours ? escapes[style] : "";
}

chela_status
chela__out_json_take(const struct chela__cli *cli, json_t *object)
{
    (void)cli;
    char *text = object ? chela__json_text(object) : NULL;
    json_decref(object);
    if (!text)
        return CHELA_NO_MEMORY;
    int written = printf("%s\n", text);
    free(text);
    return written < 0 || fflush(stdout) ? CHELA_IO : CHELA_OK;
}

void
chela__out_line(const struct chela__cli *cli, const char *format, ...)
{
    (void)cli;
    va_list arguments;
    va_start(arguments, format);
    (void)vprintf(format, arguments);
    va_end(arguments);
    (void)putchar('\n');
}

void
chela__out_note(const struct chela__cli *cli, const char *format, ...)
{
    (void)cli;
    va_list arguments;
    (void)fflush(stdout);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
}

// Han, kana, hangul and full-width forms take two columns.
static size_t
width_of(uint32_t character)
{
    static const struct {
        uint32_t first, last;
    } wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0xA4CF}, {0xAC00, 0xD7A3},
                {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},  {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6},
                {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (character >= wide[i].first && character <= wide[i].last)
            return 2;
    return character >= 0x0300 && character <= 0x036F ? 0 : 1;
}

size_t
chela__out_width(const char *text, size_t len)
{
    size_t width = 0;
    for (size_t at = 0; at < len;)
        width += width_of(chela__utf8_next(text, len, &at));
    return width;
}

// Control characters, and those that reorder or hide what stands around them.
static bool
is_hostile(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0) ||
           (character >= 0x200B && character <= 0x200F) ||
           (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2060 && character <= 0x206F) || character == 0xFEFF;
}

char *
chela__out_clean(const char *text, size_t len, size_t max)
{
    struct chela__buffer clean = CHELA__BUFFER_INIT;
    size_t               width = 0;
    bool                 cut   = false;
    for (size_t at = 0; at < len && !cut;) {
        uint32_t character = chela__utf8_next(text, len, &at);
        char     bytes[4];
        if (is_hostile(character))
            character = ' ';
        width += width_of(character);
        cut = max && width > max - (at < len);
        if (cut)
            chela__buffer_text(&clean, "…");
        else
            chela__buffer_add(&clean, bytes, chela__utf8_put(character, bytes));
    }
    return chela__buffer_take(&clean, NULL);
}
