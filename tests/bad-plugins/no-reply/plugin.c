// no-reply - returns without a reply.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    return CHELA_OK;
}

BAD_PLUGIN();
