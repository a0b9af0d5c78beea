// unshares - makes itself a namespace.
#include "bad.h"

#include <sched.h>

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, unshare(CLONE_NEWUSER) < 0);
}

BAD_PLUGIN();
