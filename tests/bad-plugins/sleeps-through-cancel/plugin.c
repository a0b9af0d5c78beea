// sleeps-through-cancel - ignores that it was cancelled.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    (void)call;
    for (;;)
        usleep(10000);
}

BAD_PLUGIN();
