// tree.c - the files of a package in memory; between archive.c, pack.c, verify.c and the store.
#include "package/tree.h"

#include <stdlib.h>
#include <string.h>

void
chela__tree_done(struct chela__tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        free(tree->files[i].path);
        free(tree->files[i].data);
    }
    free(tree->files);
    *tree = (struct chela__tree){NULL, 0};
}

const struct chela__tree_file *
chela__tree_find(const struct chela__tree *tree, const char *path)
{
    for (size_t i = 0; i < tree->count; i++)
        if (!strcmp(tree->files[i].path, path))
            return &tree->files[i];
    return NULL;
}

// Printable ASCII without "\", and not a dot alone or two.
static bool
component_valid(const char *name, size_t len)
{
    if (!len || (name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.'))))
        return false;
    for (size_t i = 0; i < len; i++)
        if (name[i] <= ' ' || name[i] >= 0x7F || name[i] == '\\')
            return false;
    return true;
}

static bool
components_valid(const char *path)
{
    size_t depth = 0;
    for (;;) {
        size_t len = strcspn(path, "/");
        if (!component_valid(path, len) || ++depth > CHELA__TREE_DEPTH_MAX)
            return false;
        if (!path[len])
            return true;
        path += len + 1;
    }
}

// lib/TRIPLET/plugin.so
static bool
is_plugin(const char *path)
{
    const char *slash = strchr(path + 4, '/');
    return !strncmp(path, "lib/", 4) && slash && !strcmp(slash, "/plugin.so");
}

bool
chela__tree_path_valid(const char *path)
{
    if (strlen(path) > CHELA__TREE_PATH_MAX || !components_valid(path))
        return false;
    return !strcmp(path, "manifest.json") || !strcmp(path, "types.json") ||
           !strcmp(path, "files.json") || (!strncmp(path, "assets/", 7) && path[7]) ||
           (strlen(path) > 4 && is_plugin(path));
}

static chela_status
add(struct chela__tree *tree, const char *path, char *data, size_t len, struct chela_error *err)
{
    if (!chela__tree_path_valid(path))
        return chela__error(err, CHELA_UNTRUSTED,
                            "malformed: %.200s: a package may not have this path", path);
    if (chela__tree_find(tree, path))
        return chela__error(err, CHELA_UNTRUSTED, "malformed: %s: it is there twice", path);
    if (tree->count == CHELA__TREE_MAX_FILES)
        return chela__error(err, CHELA_LIMIT, "malformed: more than %d files",
                            CHELA__TREE_MAX_FILES);
    struct chela__tree_file *files =
        reallocarray(tree->files, tree->count + 1, sizeof *tree->files);
    if (!files)
        return chela__error_memory(err);
    tree->files = files;
    char *copy  = strdup(path);
    if (!copy)
        return chela__error_memory(err);
    tree->files[tree->count++] = (struct chela__tree_file){copy, data, len};
    return CHELA_OK;
}

chela_status
chela__tree_add_take(struct chela__tree *tree, const char *path, char *data, size_t len,
                     struct chela_error *err)
{
    chela_status status = add(tree, path, data, len, err);
    if (status < 0)
        free(data);
    return status;
}
