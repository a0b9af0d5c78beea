// vfork - makes a second process that shares its memory.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    pid_t pid = vfork();
    if (pid == 0)
        _exit(0);
    return reply_blocked(call, pid < 0);
}

BAD_PLUGIN();
