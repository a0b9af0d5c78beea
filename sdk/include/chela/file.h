// file.h - whole files in and out of a plugin's folder: bounded reads, atomic and durable writes.
#ifndef CHELA_FILE_H
#define CHELA_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include <chela/status.h>

#ifdef __cplusplus
extern "C" {
#endif

// Reads a regular file of at most `max` bytes; a NUL follows the last one. `dirfd` may be AT_FDCWD.
// CHELA_NOT_FOUND, CHELA_LIMIT, CHELA_IO, CHELA_NO_MEMORY. Caller frees with free().
chela_status
chela_file_read(int dirfd, const char *path, size_t max, char **ret_data, size_t *ret_len);

// Writes a temporary file beside `path`, syncs it, renames it into place and syncs the folder:
// after a crash the old or the new content is there, never a part.
chela_status
chela_file_write(int dirfd, const char *path, mode_t mode, const void *data, size_t len);

// The same, but CHELA_CONFLICT when `path` exists.
chela_status
chela_file_create(int dirfd, const char *path, mode_t mode, const void *data, size_t len);

// write() until all is out.
chela_status
chela_write_all(int fd, const void *data, size_t len);

// errno as a status: ENOENT is CHELA_NOT_FOUND, EEXIST CHELA_CONFLICT, EACCES CHELA_DENIED, ...
chela_status
chela_status_from_errno(int error);

#ifdef __cplusplus
}
#endif

#endif
