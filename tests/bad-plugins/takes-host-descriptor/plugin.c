// takes-host-descriptor - copies a descriptor of its parent.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call,
                         syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, getppid(), 0), 0, 0) < 0);
}

BAD_PLUGIN();
