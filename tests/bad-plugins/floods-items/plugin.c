// floods-items - emits items after it was told to stop.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    for (;;)
        call->runtime->emit(call, "{}", 2);
}

BAD_PLUGIN();
