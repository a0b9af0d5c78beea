// io-uring - makes calls through a ring.
#include "bad.h"

static char room[256];

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, syscall(SYS_io_uring_setup, 4, room) < 0);
}

BAD_PLUGIN();
