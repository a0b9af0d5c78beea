// libarchive.h - the functions of libarchive that packages need, opened on first use.
#ifndef CHELA_PACKAGE_LIBARCHIVE_H
#define CHELA_PACKAGE_LIBARCHIVE_H

#include <archive.h>
#include <archive_entry.h>

#include "base/error.h"

// clang-format off
#define CHELA__LIBARCHIVE(X)                                                                       \
    X(archive_error_string) X(archive_read_new) X(archive_read_support_format_tar)                 \
    X(archive_read_support_filter_zstd) X(archive_read_open_memory) X(archive_read_next_header)    \
    X(archive_read_data) X(archive_read_free) X(archive_write_new)                                 \
    X(archive_write_add_filter_zstd) X(archive_write_set_format_ustar)                             \
    X(archive_write_set_bytes_per_block) X(archive_write_open) X(archive_write_header)             \
    X(archive_write_data) X(archive_write_close) X(archive_write_free) X(archive_entry_new)        \
    X(archive_entry_free) X(archive_entry_pathname) X(archive_entry_filetype)                      \
    X(archive_entry_hardlink) X(archive_entry_size) X(archive_entry_size_is_set)                   \
    X(archive_entry_set_pathname) X(archive_entry_set_filetype) X(archive_entry_set_perm)          \
    X(archive_entry_set_size)
// clang-format on

struct chela__libarchive {
#define CHELA__LIBARCHIVE_MEMBER(name) __typeof__(&(name)) name; // NOLINT: it names a member
    CHELA__LIBARCHIVE(CHELA__LIBARCHIVE_MEMBER)
#undef CHELA__LIBARCHIVE_MEMBER
};

chela_status
chela__libarchive_open(struct chela__libarchive *ret_library, struct chela_error *err);

#endif
