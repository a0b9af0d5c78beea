// never-replies - promises a reply and forgets it.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    return CHELA_PENDING;
}

BAD_PLUGIN();
