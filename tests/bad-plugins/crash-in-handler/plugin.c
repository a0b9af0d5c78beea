// crash-in-handler - writes through a null pointer.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    *(volatile int *)0 = 1;
    return CHELA_OK;
}

BAD_PLUGIN();
