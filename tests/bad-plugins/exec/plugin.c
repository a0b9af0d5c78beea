// exec - becomes another program.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    execl("/bin/true", "true", (char *)NULL);
    return reply_blocked(call, true);
}

BAD_PLUGIN();
