// sealed.h - files as memory that nobody can change any more; private to the folder.
#ifndef CHELA_PACKAGE_SEALED_H
#define CHELA_PACKAGE_SEALED_H

#include <stddef.h>

#include "base/error.h"

// A mapping of a sealed memfd. `fd` is -1 unless it was asked for.
struct chela__sealed {
    void  *data;
    size_t len;
    int    fd;
};

enum chela__sealed_flags {
    CHELA__SEALED_BENEATH = 1, // the path lies beneath the folder and leads through no link
    CHELA__SEALED_SINGLE  = 2, // and the file has no second name
    CHELA__SEALED_CODE    = 4  // the copy can be mapped as code
};

// Copies a regular file of at most `max` bytes and seals the copy before anything looks at it.
chela_status
chela__sealed_open(int dirfd, const char *path, unsigned flags, size_t max,
                   struct chela__sealed *ret_sealed, struct chela_error *err);
void
chela__sealed_done(struct chela__sealed *sealed);

// A folder beneath another one, reached through no link.
chela_status
chela__open_beneath(int dirfd, const char *path, int flags, int *ret_fd, struct chela_error *err);

#endif
