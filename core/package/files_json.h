// files_json.h - files.json: id, version, and path, size and digest of every other file of a
// package; what the second signature of each signer is about. Private to the folder.
//
//   {"files": 1, "id": "org.example.notes", "version": "1.2.0",
//    "entries": {"manifest.json": {"size": 1234, "blake2b": "<128 hex digits>"}, ...}}
#ifndef CHELA_PACKAGE_FILES_JSON_H
#define CHELA_PACKAGE_FILES_JSON_H

#include <jansson.h>

#include "base/error.h"
#include "package/tree.h"

// The document over all files of a tree but itself. free() it.
chela_status
chela__files_make(const struct chela__tree *tree, const char *id, const char *version,
                  char **ret_text, size_t *ret_len, struct chela_error *err);

// Reads and checks the document alone.
chela_status
chela__files_read(const char *data, size_t len, json_t **ret_files, struct chela_error *err);

// CHELA_UNTRUSTED "altered: PATH ..." unless these are the bytes that the document speaks of.
chela_status
chela__files_check_one(const json_t *files, const char *path, const void *data, size_t len,
                       struct chela_error *err);

// Every file of the tree is listed and every listed one is there.
chela_status
chela__files_check(const json_t *files, const struct chela__tree *tree, struct chela_error *err);

#endif
