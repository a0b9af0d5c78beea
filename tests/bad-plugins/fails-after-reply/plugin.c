// fails-after-reply - replies, then fails.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    reply_blocked(call, true);
    return call->runtime->fail(call, CHELA_FAILED, CHELA_NO_EFFECT, "or rather not");
}

BAD_PLUGIN();
