// writes-outside - writes where it may not.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, open("/tmp/chela-bad-plugin", O_CREAT | O_WRONLY, 0600) < 0);
}

BAD_PLUGIN();
