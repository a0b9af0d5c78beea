// guesses-descriptors - writes to descriptors that were the host's.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    bool is_blocked = true;
    for (int fd = 5; fd < 1024; fd++)
        if (write(fd, "", 0) == 0)
            is_blocked = false;
    return reply_blocked(call, is_blocked);
}

BAD_PLUGIN();
