// host-memory - opens the memory of its parent.
#include "bad.h"

static int
opens_parent_memory(void)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/mem", (int)getppid());
    return open(path, O_RDWR);
}

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, opens_parent_memory() < 0);
}

BAD_PLUGIN();
