// netlink-socket - talks to the kernel's network.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, socket(AF_NETLINK, SOCK_RAW, 0) < 0);
}

BAD_PLUGIN();
