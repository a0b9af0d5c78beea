// nul-in-reply - replies with a NUL inside.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return call->runtime->reply(call, "{}\0{}", 5);
}

BAD_PLUGIN();
