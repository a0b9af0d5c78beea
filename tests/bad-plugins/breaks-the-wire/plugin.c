// breaks-the-wire - writes rubbish into the host's socket.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    (void)!write(3, "rubbish", 7);
    return CHELA_PENDING;
}

BAD_PLUGIN();
