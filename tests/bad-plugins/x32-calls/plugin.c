// x32-calls - makes a system call of the x32 interface.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, syscall(0x40000000 + SYS_getpid) < 0);
}

BAD_PLUGIN();
