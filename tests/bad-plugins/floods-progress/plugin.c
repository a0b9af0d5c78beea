// floods-progress - reports progress without end.
#include "bad.h"

static chela_status
act(struct chela_call *call, const char *input)
{
    (void)input;
    for (;;)
        call->runtime->progress(call, 0.5, "still half way");
}

BAD_PLUGIN();
