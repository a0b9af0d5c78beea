// utime-outside - changes the times of a file by its path.
#include "bad.h"

#include <sys/stat.h>

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, utimensat(AT_FDCWD, "/tmp", NULL, 0) < 0);
}

BAD_PLUGIN();
