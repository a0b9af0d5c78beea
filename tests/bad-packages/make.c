// make.c - packages made to order; see make.h. Whatever fails here ends the test.
#include "make.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "package/elf.h"
#include "package/files_json.h"

#define NEED(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

struct chela__keyring *
make_ring(const struct make_keys *keys, json_t *revoked)
{
    struct chela__keyring *ring = NULL;
    char                   publisher[CHELA__KEY_TEXT], second[CHELA__KEY_TEXT];
    chela__key_text(keys->publisher.key, publisher);
    chela__key_text(keys->second.key, second);
    json_t *trust =
        json_pack("{s:i, s:[{s:s, s:s, s:s}, {s:s, s:s, s:s}], s:o*}", "trust", 1, "keys", "key",
                  publisher, "tier", "sideload", "role", "publisher", "key", second, "tier",
                  "sideload", "role", "publisher", "revoked", revoked);
    NEED(trust && chela__keyring_new(&ring, NULL) == CHELA_OK);
    NEED(chela__keyring_add_user(ring, trust, NULL) == CHELA_OK);
    json_decref(trust);
    return ring;
}

void
make_keys(struct make_keys *ret_keys)
{
    NEED(chela__key_pair_new(NULL, &ret_keys->publisher, NULL) == CHELA_OK);
    NEED(chela__key_pair_new(NULL, &ret_keys->second, NULL) == CHELA_OK);
    NEED(chela__key_pair_new(NULL, &ret_keys->stranger, NULL) == CHELA_OK);
    ret_keys->ring = make_ring(ret_keys, NULL);
}

void
make_keys_done(struct make_keys *keys)
{
    chela__keyring_free(keys->ring);
}

static char *
read_fixture(const char *name, size_t *ret_len)
{
    char *data = NULL, path[4096];
    snprintf(path, sizeof path, "%s/tests/plugins/minimal/%s", CHELA_BUILD, name);
    NEED(chela__file_read(AT_FDCWD, path, (size_t)1 << 24, &data, ret_len, NULL) == CHELA_OK);
    return data;
}

#define FIXTURE_VERSION "1.2.0"

// The manifest that is compiled in speaks of the same version.
char *
make_plugin(const char *version, size_t *ret_len)
{
    char *data = read_fixture("plugin.so", ret_len), *end = data + *ret_len;
    NEED(strlen(version) == strlen(FIXTURE_VERSION));
    for (char *at = data; (at = memmem(at, (size_t)(end - at), FIXTURE_VERSION, 5)); at += 5)
        memcpy(at, version, 5);
    return data;
}

char *
make_manifest(const char *version)
{
    size_t len;
    char  *text = read_fixture("manifest.json", &len), *at = strstr(text, FIXTURE_VERSION);
    NEED(at && strlen(version) == strlen(FIXTURE_VERSION));
    memcpy(at, version, 5);
    return text;
}

void
make_remove(struct chela__tree *tree, const char *path)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (strcmp(tree->files[i].path, path) != 0)
            continue;
        free(tree->files[i].path);
        free(tree->files[i].data);
        tree->files[i] = tree->files[--tree->count];
        return;
    }
}

void
make_file(struct chela__tree *tree, const char *path, const void *data, size_t len)
{
    char *copy = malloc(len + 1);
    NEED(copy);
    memcpy(copy, data, len);
    copy[len] = '\0';
    make_remove(tree, path);
    NEED(chela__tree_add_take(tree, path, copy, len, NULL) == CHELA_OK);
}

void
make_files_json(struct chela__tree *tree, const char *version)
{
    char  *text = NULL;
    size_t len  = 0;
    make_remove(tree, "files.json");
    NEED(chela__files_make(tree, "org.example.minimal", version, &text, &len, NULL) == CHELA_OK);
    NEED(chela__tree_add_take(tree, "files.json", text, len, NULL) == CHELA_OK);
}

struct chela__tree
make_tree(const char *version)
{
    struct chela__tree tree = {NULL, 0};
    size_t             len;
    char              *manifest = make_manifest(version), *plugin = make_plugin(version, &len);
    make_file(&tree, "manifest.json", manifest, strlen(manifest));
    make_file(&tree, "types.json", "{}", 2);
    make_file(&tree, "lib/" CHELA__TRIPLET "/plugin.so", plugin, len);
    make_files_json(&tree, version);
    free(manifest);
    free(plugin);
    return tree;
}

struct chela__buffer
make_archive(struct chela__tree *tree)
{
    struct chela__buffer archive = CHELA__BUFFER_INIT;
    NEED(chela__archive_write(tree, &archive, NULL) == CHELA_OK);
    return archive;
}

static void
tar_entry(struct chela__buffer *tar, const struct make_entry *entry)
{
    unsigned char header[512] = {0};
    unsigned      sum         = 0;
    char         *text        = (char *)header;
    snprintf(text, 100, "%s", entry->path);
    snprintf(text + 100, 8, "%07o", 0644u);
    snprintf(text + 108, 8, "%07o", 0u);
    snprintf(text + 116, 8, "%07o", 0u);
    snprintf(text + 124, 12, "%011zo", entry->claimed ? entry->claimed : entry->len);
    snprintf(text + 136, 12, "%011o", 0u);
    memset(text + 148, ' ', 8);
    text[156] = entry->type;
    if (entry->type == '1' || entry->type == '2')
        snprintf(text + 157, 100, "manifest.json");
    memcpy(text + 257, "ustar\00000", 8);
    for (size_t i = 0; i < sizeof header; i++)
        sum += header[i];
    snprintf(text + 148, 8, "%06o", sum);
    chela__buffer_add(tar, header, sizeof header);
    chela__buffer_add(tar, entry->data, entry->len);
    while (tar->len % 512)
        chela__buffer_byte(tar, '\0');
}

struct chela__buffer
make_tar(const struct make_entry *entries, size_t count)
{
    struct chela__buffer tar       = CHELA__BUFFER_INIT;
    const char           end[1024] = {0};
    for (size_t i = 0; i < count; i++)
        tar_entry(&tar, &entries[i]);
    chela__buffer_add(&tar, end, sizeof end);
    NEED(!tar.failed);
    return tar;
}

struct chela__buffer
make_signed(struct chela__buffer *archive, const void *files, size_t files_len,
            const struct chela__key_pair *pair)
{
    struct chela__sigblock block   = {.signer_count = 0};
    struct chela__buffer   package = *archive;
    *archive                       = (struct chela__buffer)CHELA__BUFFER_INIT;
    if (pair)
        NEED(chela__sigblock_sign(&block, pair, CHELA__PUBLISHER, package.data, package.len, files,
                                  files_len, NULL) == CHELA_OK);
    chela__package_join(&package, &block);
    NEED(!package.failed);
    return package;
}

struct chela__buffer
make_package(struct chela__tree *tree, const struct chela__key_pair *pair)
{
    struct chela__buffer           archive = make_archive(tree);
    const struct chela__tree_file *files   = chela__tree_find(tree, "files.json");
    struct chela__buffer           package =
        make_signed(&archive, files ? files->data : "", files ? files->len : 0, pair);
    chela__tree_done(tree);
    return package;
}
