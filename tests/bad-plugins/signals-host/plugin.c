// signals-host - signals its parent.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, kill(getppid(), SIGCONT) < 0);
}

BAD_PLUGIN();
