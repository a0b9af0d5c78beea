// tcp-socket - opens a network socket.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, socket(AF_INET, SOCK_STREAM, 0) < 0);
}

BAD_PLUGIN();
