// shared-segment - makes a segment that outlives it.
#include "bad.h"

#include <sys/shm.h>

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, shmget(IPC_PRIVATE, 4096, 0600) < 0);
}

BAD_PLUGIN();
