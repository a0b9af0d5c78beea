// hang-in-open - never gets ready.
#include "bad.h"

static chela_status
open_badly(struct chela_call *opening, void **ret_state)
{
    (void)opening;
    *ret_state = NULL;
    for (;;)
        usleep(10000);
}

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_text(call, "{}");
}

BAD_PLUGIN(.open = open_badly);
