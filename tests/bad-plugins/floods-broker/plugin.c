// floods-broker - asks for connections as fast as it can; well-behaved enough to end.
#include "network.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    bool is_blocked = false;
    for (int i = 0; i < 2000; i++) {
        connect_name("other.example", 1 + i);
        is_blocked = is_blocked || errno == EADDRNOTAVAIL; // the broker is tired of it
    }
    return reply_blocked(call, is_blocked);
}

BAD_PLUGIN();
