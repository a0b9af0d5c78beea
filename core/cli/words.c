// words.c - what a plugin may touch, in words; for `chela inspect`.
#include "cli/words.h"

#include <string.h>

// A path of a manifest's sandbox, as people call it.
static void
add_path(const char *path, size_t len, struct chela__buffer *words)
{
    static const struct {
        const char *prefix, *words;
    } roots[] = {{"$data", "its own data folder"},
                 {"$cache", "its own cache"},
                 {"$config/", "the folder that its setting names: "},
                 {"~", "your home"}};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        size_t root = strlen(roots[i].prefix);
        if (len < root || memcmp(path, roots[i].prefix, root) != 0)
            continue;
        chela__buffer_text(words, roots[i].words);
        if (len > root && path[root - 1] != '/')
            chela__buffer_text(words, ", below ");
        chela__buffer_add(words, path + root, len - root);
        return;
    }
    chela__buffer_add(words, path, len);
}

static void
add_files(const char *rest, struct chela__buffer *words)
{
    const char *mode = strrchr(rest, ':');
    size_t      len  = mode ? (size_t)(mode - rest) : strlen(rest);
    chela__buffer_text(words, mode && !strcmp(mode, ":rw") ? "read and change files in "
                                                           : "read files in ");
    add_path(rest, len, words);
}

// HOST:PORT, where $config/KEY is what a setting says.
static void
add_target(const char *rest, struct chela__buffer *words)
{
    const char *setting;
    while ((setting = strstr(rest, "$config/"))) {
        size_t len = strcspn(setting + 8, ":");
        chela__buffer_add(words, rest, (size_t)(setting - rest));
        chela__buffer_format(words, "(its setting %.*s)", (int)len, setting + 8);
        rest = setting + 8 + len;
    }
    chela__buffer_text(words, rest);
}

void
chela__words_of_reach(const char *reach, struct chela__buffer *words)
{
    static const struct {
        const char *prefix, *words;
    } kinds[] = {{"dbus.system:", "talk to the system service "},
                 {"dbus.session:", "talk to the desktop service "},
                 {"exec:", "run the program "}};
    if (!strcmp(reach, "threads")) {
        chela__buffer_text(words, "use several threads");
        return;
    }
    if (!strncmp(reach, "files:", 6)) {
        add_files(reach + 6, words);
        return;
    }
    if (!strncmp(reach, "net:", 4)) {
        chela__buffer_text(words, "connect to ");
        add_target(reach + 4, words);
        return;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t len = strlen(kinds[i].prefix);
        if (strncmp(reach, kinds[i].prefix, len) != 0)
            continue;
        const char *rest   = reach + len;
        const char *method = strncmp(kinds[i].prefix, "dbus.", 5) == 0 ? strchr(rest, '=') : NULL;
        chela__buffer_text(words, kinds[i].words);
        chela__buffer_add(words, rest, method ? (size_t)(method - rest) : strlen(rest));
        if (method)
            chela__buffer_format(words, ", method %s only", method + 1);
        return;
    }
    chela__buffer_text(words, reach);
}
