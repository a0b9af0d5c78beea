// fail-in-open - says that it is unavailable.
#include "bad.h"

static chela_status
open_badly(struct chela_call *opening, void **ret_state)
{
    (void)ret_state;
    return opening->runtime->fail(opening, CHELA_UNAVAILABLE, CHELA_NO_EFFECT,
                                  "the device is not plugged in");
}

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    return reply_text(call, "{}");
}

BAD_PLUGIN(.open = open_badly);
