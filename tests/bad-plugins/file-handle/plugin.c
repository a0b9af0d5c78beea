// file-handle - makes a handle that opens a file without its path.
#include "bad.h"

static long
attack(const struct target *at)
{
    struct file_handle *handle = calloc(1, sizeof(*handle) + MAX_HANDLE_SZ);
    int                 mount;
    handle->handle_bytes = MAX_HANDLE_SZ;
    return name_to_handle_at(AT_FDCWD, in_folder(at, "open"), handle, &mount, 0);
}

ATTACK();
