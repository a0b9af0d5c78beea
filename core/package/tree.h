// tree.h - the files of a package in memory, and the archive made of them; private to the folder.
//
// An archive is a POSIX tar in zstd with nothing but regular files. Only these paths exist:
// manifest.json, types.json, files.json, lib/TRIPLET/plugin.so, assets/...
#ifndef CHELA_PACKAGE_TREE_H
#define CHELA_PACKAGE_TREE_H

#include "base/buffer.h"
#include "base/error.h"

#define CHELA__PACKAGE_MAX_BYTES ((size_t)96 * 1024 * 1024) // of a .chela file
#define CHELA__TREE_MAX_BYTES ((size_t)256 * 1024 * 1024)   // of all files unpacked
#define CHELA__TREE_MAX_FILES 1024
#define CHELA__TREE_MAX_RATIO 200 // unpacked to packed, beyond the first MiB
#define CHELA__TREE_PATH_MAX 200
#define CHELA__TREE_DEPTH_MAX 8

struct chela__tree_file {
    char  *path;
    char  *data; // followed by a NUL that `len` does not count
    size_t len;
};

struct chela__tree {
    struct chela__tree_file *files;
    size_t                   count;
};

void
chela__tree_done(struct chela__tree *tree);

// Copies the path and takes `data` (free()d on failure too). A bad path and a second file of one
// path are refused.
chela_status
chela__tree_add_take(struct chela__tree *tree, const char *path, char *data, size_t len,
                     struct chela_error *err);

// NULL when there is no such file.
const struct chela__tree_file *
chela__tree_find(const struct chela__tree *tree, const char *path);

// True for a path that a package may have.
bool
chela__tree_path_valid(const char *path);

// The archive of a tree: the same bytes for the same files, whoever packs them when and where.
chela_status
chela__archive_write(struct chela__tree *tree, struct chela__buffer *archive,
                     struct chela_error *err);

// Unpacks verified memory. "malformed: ..." names the file.
chela_status
chela__archive_read(const void *archive, size_t len, struct chela__tree *ret_tree,
                    struct chela_error *err);

#endif
