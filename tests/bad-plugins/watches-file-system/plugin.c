// watches-file-system - the same for whole file systems.
#include "bad.h"

#include <sys/fanotify.h>

static long
attack(const struct target *at)
{
    (void)at;
    return fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_FID, O_RDONLY);
}

ATTACK();
