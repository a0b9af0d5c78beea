// replies-twice - replies, then replies again.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    reply_blocked(call, true);
    return reply_blocked(call, false);
}

BAD_PLUGIN();
