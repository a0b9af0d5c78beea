// mounts - mounts a file system over a folder.
#include "bad.h"

#include <sys/mount.h>

static long
attack(const struct target *at)
{
    return mount("none", in_folder(at, "dir"), "tmpfs", 0, NULL);
}

ATTACK();
