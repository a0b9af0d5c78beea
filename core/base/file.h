// file.h - whole files in and out: bounded reads, atomic and durable writes, private folders.
#ifndef CHELA_BASE_FILE_H
#define CHELA_BASE_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"

// Reads a regular file of at most `max` bytes; a NUL that `ret_len` does not count follows them.
// `dirfd` may be AT_FDCWD; `ret_len` may be NULL.
chela_status
chela__file_read(int dirfd, const char *path, size_t max, char **ret_data, size_t *ret_len,
                 struct chela_error *err);

// Writes a temporary file beside `path`, syncs it, renames it into place and syncs the folder.
chela_status
chela__file_write(int dirfd, const char *path, mode_t mode, const void *data, size_t len,
                  struct chela_error *err);

// write() until all is out; EINTR and short writes are handled.
chela_status
chela__write_all(int fd, const void *data, size_t len, struct chela_error *err);

// Makes a folder and its parents (mode 0700 for what it makes).
chela_status
chela__make_folder(const char *path, struct chela_error *err);

// Removes a file, link or folder with all below it; follows no link and stays beneath. Nothing
// there: CHELA_OK.
chela_status
chela__remove_tree(int dirfd, const char *path, struct chela_error *err);

// A sealed memfd (WRITE|GROW|SHRINK|SEAL) with a copy of the bytes.
chela_status
chela__memfd_sealed(const char *name, const void *data, size_t len, int *ret_fd,
                    struct chela_error *err);

// "dir/name" on the heap; NULL: out of memory.
char *
chela__path(const char *dir, const char *name);

#endif
