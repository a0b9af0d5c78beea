// plugin_id.c - what a plugin's id may look like; ids are names of folders, so this is also what
// keeps a package inside its store.
#include "package/manifest.h"

#include <string.h>

static bool
label_valid(const char *label, size_t len)
{
    if (!len || label[0] == '-' || label[len - 1] == '-')
        return false;
    return strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") >= len;
}

bool
chela__plugin_id_valid(const char *id)
{
    size_t labels = 0;
    if (strlen(id) > CHELA__ID_MAX || id[0] < 'a' || id[0] > 'z')
        return false;
    for (const char *at = id;; at++) {
        size_t len = strcspn(at, ".");
        if (!label_valid(at, len))
            return false;
        labels++;
        at += len;
        if (!*at)
            return labels >= 2;
    }
}
