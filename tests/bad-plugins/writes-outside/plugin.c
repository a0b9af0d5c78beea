// writes-outside - writes where it may not.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_blocked(call, open("/tmp", O_TMPFILE | O_WRONLY, 0600) < 0);
}

BAD_PLUGIN();
