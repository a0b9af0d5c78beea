// pack.h - the limits of packing and unpacking, and one archive in the making.
#ifndef FILES_PACK_H
#define FILES_PACK_H

#include "files.h"

#define ARCHIVE_BLOCK 65536
#define MAX_RATIO 200                          // unpacked bytes for a packed one ...
#define RATIO_FROM ((int64_t)16 * 1024 * 1024) // ... beyond this many bytes

// Packs the places into a zip file that is open for writing. 0 or an errno; EIO for libarchive's
// own failures, ECANCELED when the call was cancelled.
int
zip_write(struct chela_call *call, int fd, const struct places *places, int64_t *ret_count);

// Unpacks any archive into an open, empty folder. 0 or an errno; EBADMSG: damaged, ELOOP: it holds
// links or paths that lead out, EFBIG: too many or too much.
int
archive_unpack(struct chela_call *call, int fd, int folder, int64_t *ret_count);

#endif
