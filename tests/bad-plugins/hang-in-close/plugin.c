// hang-in-close - does not end when asked.
#include "bad.h"

static void
close_badly(void *state)
{
    (void)state;
    for (;;)
        usleep(10000);
}

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_text(call, "{}");
}

BAD_PLUGIN(.close = close_badly);
