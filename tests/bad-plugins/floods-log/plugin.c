// floods-log - logs without end.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    for (;;)
        call->runtime->log(call, CHELA_LOG_INFO, "and another line");
}

BAD_PLUGIN();
