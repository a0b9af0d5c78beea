// make.h - packages made to order, good ones and bad ones; for the programs of this folder.
#ifndef CHELA_TESTS_MAKE_H
#define CHELA_TESTS_MAKE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "package/package.h"

// Keys and what a ring says of them.
struct make_keys {
    struct chela__key_pair publisher; // sideload
    struct chela__key_pair second;    // sideload, another publisher
    struct chela__key_pair stranger;
    struct chela__keyring *ring;
};
void
make_keys(struct make_keys *ret_keys);
void
make_keys_done(struct make_keys *keys);

// A ring of the same keys with a "revoked" document. Takes `revoked`.
struct chela__keyring *
make_ring(const struct make_keys *keys, json_t *revoked);

// The binary and the manifest of the fixture "minimal" with another version of five characters.
// free() them.
char *
make_plugin(const char *version, size_t *ret_len);
char *
make_manifest(const char *version);

// A tree with manifest.json, types.json and the plugin of this machine.
struct chela__tree
make_tree(const char *version);
// Replaces or adds a file.
void
make_file(struct chela__tree *tree, const char *path, const void *data, size_t len);
void
make_remove(struct chela__tree *tree, const char *path);
// Puts files.json over what is there; with `version` of its own.
void
make_files_json(struct chela__tree *tree, const char *version);

// The archive of a tree.
struct chela__buffer
make_archive(struct chela__tree *tree);

// One entry of a tar made by hand, which can say what an archive must not have.
struct make_entry {
    const char *path;
    char        type; // '0' file, '1' hard link, '2' link, '3' device, '5' folder, '6' FIFO
    const char *data;
    size_t      len;
    size_t      claimed; // the size in the header; 0: len
};
struct chela__buffer
make_tar(const struct make_entry *entries, size_t count);

// Signs an archive over itself and over files.json (its bytes). `pair` NULL: unsigned. Empties
// `archive`.
struct chela__buffer
make_signed(struct chela__buffer *archive, const void *files, size_t files_len,
            const struct chela__key_pair *pair);

// The whole way for a tree that has everything; frees it.
struct chela__buffer
make_package(struct chela__tree *tree, const struct chela__key_pair *pair);

#endif
