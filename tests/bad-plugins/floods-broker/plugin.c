// floods-broker - asks for connections as fast as it can; well-behaved enough to end.
#include "network.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    for (int i = 0; i < 2000; i++)
        connect_name("other.example", 1 + i);
    return reply_blocked(call, errno == EADDRNOTAVAIL); // the broker is tired of it
}

BAD_PLUGIN();
