// hang - never returns.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    for (volatile int i = 0;; i++)
        ;
}

BAD_PLUGIN();
