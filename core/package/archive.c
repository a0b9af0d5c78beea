// archive.c - a tree as tar in zstd and back, through libarchive; called by pack.c and verify.c.
#include "package/tree.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/lazy.h"
#include "package/libarchive.h"

chela_status
chela__libarchive_open(struct chela__libarchive *ret_library, struct chela_error *err)
{
#define CHELA__LIBARCHIVE_SYMBOL(name) {#name, (void **)(void *)&ret_library->name},
    const struct chela__lazy_symbol symbols[] = {CHELA__LIBARCHIVE(CHELA__LIBARCHIVE_SYMBOL)};
    return chela__lazy_open("libarchive.so.13", symbols, sizeof symbols / sizeof *symbols, err);
}

// ---- writing ----

static la_ssize_t
append(struct archive *archive, void *user, const void *data, size_t len)
{
    struct chela__buffer *buffer = user;
    (void)archive;
    chela__buffer_add(buffer, data, len);
    return buffer->failed ? -1 : (la_ssize_t)len;
}

static bool
write_file(const struct chela__libarchive *library, struct archive *archive,
           const struct chela__tree_file *file)
{
    struct archive_entry *entry = library->archive_entry_new();
    if (!entry)
        return false;
    library->archive_entry_set_pathname(entry, file->path);
    library->archive_entry_set_filetype(entry, S_IFREG);
    library->archive_entry_set_perm(entry, 0644);
    library->archive_entry_set_size(entry, (la_int64_t)file->len);
    bool is_written =
        library->archive_write_header(archive, entry) == ARCHIVE_OK &&
        library->archive_write_data(archive, file->data, file->len) == (la_ssize_t)file->len;
    library->archive_entry_free(entry);
    return is_written;
}

static int
compare_paths(const void *a, const void *b)
{
    const struct chela__tree_file *left = a, *right = b;
    return strcmp(left->path, right->path);
}

static chela_status
write_fault(const struct chela__libarchive *library, struct archive *archive,
            struct chela_error *err)
{
    const char *why = archive ? library->archive_error_string(archive) : NULL;
    return chela__error(err, CHELA_FAILED, "cannot write the archive: %s", why ? why : "no memory");
}

chela_status
chela__archive_write(struct chela__tree *tree, struct chela__buffer *buffer,
                     struct chela_error *err)
{
    struct chela__libarchive library;
    chela_status             status = chela__libarchive_open(&library, err);
    if (status < 0)
        return status;
    qsort(tree->files, tree->count, sizeof *tree->files, compare_paths);
    struct archive *archive = library.archive_write_new();
    if (!archive || library.archive_write_add_filter_zstd(archive) != ARCHIVE_OK ||
        library.archive_write_set_format_ustar(archive) != ARCHIVE_OK ||
        library.archive_write_set_bytes_per_block(archive, 0) != ARCHIVE_OK || // no padding
        library.archive_write_open(archive, buffer, NULL, append, NULL) != ARCHIVE_OK)
        status = write_fault(&library, archive, err);
    for (size_t i = 0; i < tree->count && status == CHELA_OK; i++)
        if (!write_file(&library, archive, &tree->files[i]))
            status = write_fault(&library, archive, err);
    if (status == CHELA_OK && library.archive_write_close(archive) != ARCHIVE_OK)
        status = write_fault(&library, archive, err);
    if (archive)
        library.archive_write_free(archive);
    return status;
}

// ---- reading ----

// One walk through an archive, with what may still be unpacked.
struct unpack {
    const struct chela__libarchive *library;
    struct archive                 *archive;
    struct chela__tree             *tree;
    size_t                          left;
    struct chela_error             *err;
};

static chela_status
malformed(struct unpack *unpack, const char *path, const char *what)
{
    return chela__error(unpack->err, CHELA_UNTRUSTED, "malformed: %.200s: %s", path, what);
}

static chela_status
broken(struct unpack *unpack)
{
    const char *why = unpack->library->archive_error_string(unpack->archive);
    return malformed(unpack, "archive", why ? why : "cannot be read");
}

static chela_status
check_entry(struct unpack *unpack, struct archive_entry *entry, const char *path)
{
    const struct chela__libarchive *library = unpack->library;
    if (library->archive_entry_hardlink(entry) || library->archive_entry_filetype(entry) != S_IFREG)
        return malformed(unpack, path, "it is not a regular file");
    if (!chela__tree_path_valid(path))
        return malformed(unpack, path, "a package may not have this path");
    if (!library->archive_entry_size_is_set(entry) || library->archive_entry_size(entry) < 0)
        return malformed(unpack, path, "it has no size");
    if ((uint64_t)library->archive_entry_size(entry) > unpack->left)
        return malformed(unpack, path, "too large for this archive");
    return CHELA_OK;
}

// Exactly as many bytes as the header said.
static chela_status
read_data(struct unpack *unpack, const char *path, char *data, size_t len)
{
    char   extra;
    size_t got = 0;
    while (got < len) {
        la_ssize_t more =
            unpack->library->archive_read_data(unpack->archive, data + got, len - got);
        if (more < 0)
            return broken(unpack);
        if (!more)
            return malformed(unpack, path, "it is shorter than its header says");
        got += (size_t)more;
    }
    if (unpack->library->archive_read_data(unpack->archive, &extra, 1) != 0)
        return malformed(unpack, path, "it is longer than its header says");
    return CHELA_OK;
}

static chela_status
read_file(struct unpack *unpack, struct archive_entry *entry)
{
    const char *path = unpack->library->archive_entry_pathname(entry);
    if (!path)
        return malformed(unpack, "archive", "a file has no name");
    chela_status status = check_entry(unpack, entry, path);
    if (status < 0)
        return status;
    size_t len  = (size_t)unpack->library->archive_entry_size(entry);
    char  *data = malloc(len + 1);
    if (!data)
        return chela__error_memory(unpack->err);
    status = read_data(unpack, path, data, len);
    if (status < 0) {
        free(data);
        return status;
    }
    data[len] = '\0';
    unpack->left -= len;
    return chela__tree_add_take(unpack->tree, path, data, len, unpack->err);
}

static chela_status
read_files(struct unpack *unpack)
{
    struct archive_entry *entry;
    for (;;) {
        int result = unpack->library->archive_read_next_header(unpack->archive, &entry);
        if (result == ARCHIVE_EOF)
            return CHELA_OK;
        if (result != ARCHIVE_OK)
            return broken(unpack);
        chela_status status = read_file(unpack, entry);
        if (status < 0)
            return status;
    }
}

// What may come out of an archive of `len` bytes.
static size_t
budget(size_t len)
{
    size_t most = (size_t)1024 * 1024 + len * CHELA__TREE_MAX_RATIO;
    return most < CHELA__TREE_MAX_BYTES ? most : CHELA__TREE_MAX_BYTES;
}

chela_status
chela__archive_read(const void *archive, size_t len, struct chela__tree *ret_tree,
                    struct chela_error *err)
{
    struct chela__libarchive library;
    struct chela__tree       tree   = {NULL, 0};
    chela_status             status = chela__libarchive_open(&library, err);
    if (status < 0)
        return status;
    if (len > CHELA__PACKAGE_MAX_BYTES)
        return chela__error(err, CHELA_LIMIT, "larger than %zu bytes", CHELA__PACKAGE_MAX_BYTES);
    struct unpack unpack = {.library = &library,
                            .archive = library.archive_read_new(),
                            .tree    = &tree,
                            .left    = budget(len),
                            .err     = err};
    if (!unpack.archive)
        return chela__error_memory(err);
    if (library.archive_read_support_format_tar(unpack.archive) != ARCHIVE_OK ||
        library.archive_read_support_filter_zstd(unpack.archive) != ARCHIVE_OK ||
        library.archive_read_open_memory(unpack.archive, archive, len) != ARCHIVE_OK)
        status = broken(&unpack);
    else
        status = read_files(&unpack);
    library.archive_read_free(unpack.archive);
    if (status < 0)
        chela__tree_done(&tree);
    else
        *ret_tree = tree;
    return status;
}
