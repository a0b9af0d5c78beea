// bpf - loads a program into the kernel.
#include "bad.h"

static char room[64];

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, syscall(SYS_bpf, 0, room, sizeof(room)) < 0 && errno != EINVAL);
}

BAD_PLUGIN();
