// owns-signals - directs signals of a descriptor at its parent.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, fcntl(3, F_SETOWN, getppid()) < 0);
}

BAD_PLUGIN();
