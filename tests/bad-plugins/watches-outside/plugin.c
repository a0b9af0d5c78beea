// watches-outside - watches what others do with files.
#include "bad.h"

#include <sys/inotify.h>

static long
attack(const struct target *at)
{
    int fd = inotify_init1(IN_CLOEXEC);
    return fd < 0 ? fd : inotify_add_watch(fd, at->folder, IN_ALL_EVENTS);
}

ATTACK();
